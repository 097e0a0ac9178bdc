(class_declaration) @definition.class
(interface_declaration) @definition.interface
(trait_declaration) @definition.class
(enum_declaration) @definition.enum
(function_definition) @definition.function
(method_declaration) @definition.method
(property_element name: (variable_name)) @definition.field
(property_promotion_parameter) @definition.member
(const_element) @definition.constant
(enum_case) @definition.field
(program (expression_statement (assignment_expression left: (variable_name))) @definition.variable)
; What a namespace in braces holds stands at the top of the file: the name alone is the definition.
(namespace_definition name: (namespace_name) @definition.module)

(anonymous_function) @scope
(arrow_function) @scope
(anonymous_class) @scope
(property_declaration) @wrapper
(const_declaration) @wrapper
(comment) @comment

(namespace_use_declaration) @import
(expression_statement [
  (require_expression) (require_once_expression) (include_expression) (include_once_expression)]) @require
(namespace_definition name: (namespace_name) @package)

(name) @name
(named_type (name) @type)
(named_type (qualified_name (name) @type))
(base_clause (name) @type)
(base_clause (qualified_name (name) @type))
(class_interface_clause (name) @type)
(class_interface_clause (qualified_name (name) @type))
(use_declaration (name) @type)
(use_declaration (qualified_name (name) @type))
(attribute (name) @type)
(class_constant_access_expression . (name) @type)
(scoped_call_expression scope: (name) @type)
(scoped_call_expression scope: (qualified_name (name) @type))
(scoped_property_access_expression scope: (name) @type)
(binary_expression operator: "instanceof" right: (name) @type)
(binary_expression operator: "instanceof" right: (qualified_name (name) @type))

(qualified_name prefix: (_) @receiver (name) @member)
(member_access_expression object: (_) @receiver name: (name) @member)
(nullsafe_member_access_expression object: (_) @receiver name: (name) @member)
(scoped_property_access_expression scope: (_) @receiver name: (variable_name (name) @member))
(class_constant_access_expression . (_) @receiver (name) @member .)
(member_call_expression object: (_) @receiver name: (name) @member)
(nullsafe_member_call_expression object: (_) @receiver name: (name) @member)
(scoped_call_expression scope: (_) @receiver name: (name) @member)

(function_call_expression
  function: [(name) @call (qualified_name (name) @call)]
  arguments: (arguments) @call.arguments)
(member_call_expression name: (name) @call arguments: (arguments) @call.arguments)
(nullsafe_member_call_expression name: (name) @call arguments: (arguments) @call.arguments)
(scoped_call_expression name: (name) @call arguments: (arguments) @call.arguments)
(object_creation_expression [(name) @call (qualified_name (name) @call)] (arguments) @call.arguments)
(object_creation_expression [(name) @call.none (qualified_name (name) @call.none)] .)
(arguments (comment) @argument.comment)

(simple_parameter name: (variable_name (name) @bound))
(variadic_parameter name: (variable_name (name) @bound))
(property_promotion_parameter name: (variable_name (name) @bound))
(assignment_expression left: (variable_name (name) @bound))
(list_literal (variable_name (name) @bound))
(foreach_statement (pair (variable_name (name) @bound)))
(catch_clause name: (variable_name (name) @bound))
(static_variable_declaration name: (variable_name (name) @bound))
(argument name: (name) @label)
