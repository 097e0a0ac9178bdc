(class_declaration) @definition.class
(record_declaration) @definition.class
(struct_declaration) @definition.struct
(interface_declaration) @definition.interface
(enum_declaration) @definition.enum
(delegate_declaration) @definition.type
(method_declaration) @definition.method
(constructor_declaration) @definition.method
(destructor_declaration) @definition.method
(operator_declaration) @definition.method
(conversion_operator_declaration) @definition.method
(indexer_declaration) @definition.method
(local_function_statement) @definition.function
(property_declaration) @definition.field
(event_declaration) @definition.field
(field_declaration (variable_declaration (variable_declarator) @definition.field))
(event_field_declaration (variable_declaration (variable_declarator) @definition.field))
(enum_member_declaration) @definition.field
(record_declaration (parameter_list (parameter) @definition.field))
; What a namespace holds stands at the top of its files: the name alone is the definition.
(namespace_declaration name: (_) @definition.module)
(file_scoped_namespace_declaration name: (_) @definition.module)

(lambda_expression) @scope
(anonymous_method_expression) @scope
(accessor_declaration) @scope
(field_declaration) @wrapper
(event_field_declaration) @wrapper
(comment) @comment

(using_directive) @import
(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)

(identifier) @name
(base_list) @type.scope
(type_argument_list) @type.scope
(type_parameter_constraints_clause) @type.scope
(array_type type: (identifier) @type)
(nullable_type type: (identifier) @type)
(generic_name (identifier) @type)
(qualified_name qualifier: (_) @receiver name: (identifier) @member)
(qualified_name name: (identifier) @type)
(parameter type: (identifier) @type)
(variable_declaration type: (identifier) @type)
(property_declaration type: (identifier) @type)
(event_declaration type: (identifier) @type)
(indexer_declaration type: (identifier) @type)
(method_declaration returns: (identifier) @type)
(local_function_statement type: (identifier) @type)
(delegate_declaration type: (identifier) @type)
(operator_declaration type: (identifier) @type)
(conversion_operator_declaration type: (identifier) @type)
(cast_expression type: (identifier) @type)
(as_expression right: (identifier) @type)
(is_expression right: (identifier) @type)
(typeof_expression type: (identifier) @type)
(declaration_pattern type: (identifier) @type)
(recursive_pattern type: (identifier) @type)
(catch_declaration type: (identifier) @type)
(foreach_statement type: (identifier) @type)
(attribute name: (identifier) @type)
(member_access_expression expression: (_) @receiver name: (identifier) @member)
(member_access_expression expression: (_) @receiver name: (generic_name (identifier) @member))
(conditional_access_expression condition: (_) @receiver (member_binding_expression name: (identifier) @member))
(invocation_expression
  function: [
    (identifier) @call
    (generic_name (identifier) @call)
    (member_access_expression name: (identifier) @call)
    (member_access_expression name: (generic_name (identifier) @call))
    (conditional_access_expression (member_binding_expression name: (identifier) @call))]
  arguments: (argument_list) @call.arguments)
(object_creation_expression
  type: [
    (identifier) @call
    (generic_name (identifier) @call)
    (qualified_name name: (identifier) @call)
    (qualified_name name: (generic_name (identifier) @call))]
  arguments: (argument_list) @call.arguments)
(argument_list (comment) @argument.comment)

(parameter name: (identifier) @bound)
(parameter_list name: (identifier) @bound)
(implicit_parameter) @bound
(variable_declarator name: (identifier) @bound)
(type_parameter name: (identifier) @bound)
(declaration_pattern name: (identifier) @bound)
(recursive_pattern name: (identifier) @bound)
(declaration_expression name: (identifier) @bound)
(tuple_pattern name: (identifier) @bound)
(parenthesized_variable_designation (identifier) @bound)
(foreach_statement left: (identifier) @bound)
(catch_declaration name: (identifier) @bound)
(argument name: (identifier) @label)
(labeled_statement (identifier) @label)
(goto_statement (identifier) @label)
