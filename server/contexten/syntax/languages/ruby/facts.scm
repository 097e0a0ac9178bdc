(class) @definition.class
; A module with methods is mixed in like an interface; one that only holds classes is its name alone.
(module) @definition.interface
(module name: (_) @definition.module)
(method) @definition.function
(singleton_method) @definition.function
(assignment left: (constant)) @definition.constant
(assignment left: (global_variable)) @definition.variable
(operator_assignment left: (constant)) @definition.constant
(assignment left: [(instance_variable) (class_variable)]) @definition.member
(operator_assignment left: [(instance_variable) (class_variable)]) @definition.member
(class body: (body_statement (call !receiver arguments: (argument_list (simple_symbol) @definition.field))))
(module body: (body_statement (call !receiver arguments: (argument_list (simple_symbol) @definition.field))))
(class body: (body_statement (alias name: (identifier) @definition.field)))

; private def …
(call arguments: (argument_list . (method))) @wrapper
(call arguments: (argument_list . (singleton_method))) @wrapper
(comment) @comment

(program (call !receiver method: (identifier) arguments: (argument_list (string))) @require)

(identifier) @name
(constant) @type
(instance_variable) @name
(class_variable) @name
(global_variable) @name
(scope_resolution scope: (_) @receiver name: (_) @member)
(call receiver: (_) @receiver method: (identifier) @member)
(call receiver: (_) @receiver method: (constant) @member)
(call method: [(identifier) (constant)] @call arguments: (argument_list) @call.arguments)
(call receiver: (_) method: [(identifier) (constant)] @call.none !arguments)
(call !receiver method: (identifier) @call.none !arguments block: (_))
(argument_list (comment) @argument.comment)

(method_parameters [
  (identifier) @bound
  (optional_parameter name: (identifier) @bound)
  (splat_parameter name: (identifier) @bound)
  (hash_splat_parameter name: (identifier) @bound)
  (block_parameter name: (identifier) @bound)
  (keyword_parameter name: (identifier) @bound)])
(block_parameters [
  (identifier) @bound
  (optional_parameter name: (identifier) @bound)
  (splat_parameter name: (identifier) @bound)
  (hash_splat_parameter name: (identifier) @bound)
  (block_parameter name: (identifier) @bound)
  (keyword_parameter name: (identifier) @bound)])
(lambda_parameters [
  (identifier) @bound
  (optional_parameter name: (identifier) @bound)
  (keyword_parameter name: (identifier) @bound)])
(destructured_parameter (identifier) @bound)
(assignment left: (identifier) @bound)
(left_assignment_list (identifier) @bound)
(left_assignment_list (rest_assignment (identifier) @bound))
(destructured_left_assignment (identifier) @bound)
(operator_assignment left: (identifier) @bound)
(for pattern: (identifier) @bound)
(exception_variable (identifier) @bound)
