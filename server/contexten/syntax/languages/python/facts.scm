(function_definition) @definition.function
(class_definition) @definition.class
(type_alias_statement) @definition.type
(expression_statement (assignment left: (identifier)) @definition.variable)
(expression_statement (assignment left: (pattern_list (identifier) @definition.variable)))
(assignment left: (attribute object: (identifier))) @definition.member

(lambda) @scope
(decorated_definition) @wrapper

(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import

(identifier) @name
(type) @type.scope
(class_definition superclasses: (argument_list) @type.scope)
(attribute) @access
(argument_list) @arguments
(call arguments: (generator_expression) @arguments)
(argument_list (comment) @argument.comment)
(keyword_argument) @label

(parameters [
  (identifier) @bound
  (typed_parameter . (identifier) @bound)
  (default_parameter name: (identifier) @bound)
  (typed_default_parameter name: (identifier) @bound)])
(lambda_parameters [
  (identifier) @bound
  (default_parameter name: (identifier) @bound)])
(list_splat_pattern (identifier) @bound)
(dictionary_splat_pattern (identifier) @bound)
(assignment left: (identifier) @bound)
(pattern_list (identifier) @bound)
(tuple_pattern (identifier) @bound)
(list_pattern (identifier) @bound)
(for_statement left: (identifier) @bound)
(for_in_clause left: (identifier) @bound)
(named_expression name: (identifier) @bound)
(as_pattern_target (identifier) @bound)
(global_statement (identifier) @label)
(nonlocal_statement (identifier) @label)
(case_pattern (dotted_name . (identifier) @bound .))
