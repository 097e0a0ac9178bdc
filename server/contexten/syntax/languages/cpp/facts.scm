(class_specifier name: (_) body: (_)) @definition.class
(declaration declarator: (reference_declarator (function_declarator)) @definition.function)
(field_declaration declarator: (function_declarator) @definition.function)
(field_declaration declarator: (pointer_declarator declarator: (function_declarator)) @definition.function)
(field_declaration
  declarator: (pointer_declarator
    declarator: (pointer_declarator declarator: (function_declarator))) @definition.function)
(field_declaration declarator: (reference_declarator (function_declarator)) @definition.function)
(alias_declaration) @definition.type
(concept_definition) @definition.type
; What a namespace holds stands at the top of its files: the name alone is the definition.
(namespace_definition name: (namespace_identifier) @definition.module)
(namespace_definition name: (nested_namespace_specifier (namespace_identifier) @definition.module))
(namespace_definition
  name: (nested_namespace_specifier (nested_namespace_specifier (namespace_identifier) @definition.module)))

(lambda_expression) @scope
(template_declaration) @wrapper
(friend_declaration) @wrapper

(namespace_identifier) @name
(qualified_identifier scope: (_) @receiver name: (identifier) @member)
(qualified_identifier scope: (_) @receiver name: (type_identifier) @member)
(qualified_identifier scope: (_) @receiver name: (template_type name: (type_identifier) @member))
(qualified_identifier scope: (_) @receiver name: (template_function name: (identifier) @member))
(field_expression argument: (_) @receiver field: (template_method name: (field_identifier) @member))
(field_initializer (field_identifier) @name)
(call_expression
  function: [
    (template_function name: (identifier) @call)
    (qualified_identifier name: (identifier) @call)
    (qualified_identifier name: (template_function name: (identifier) @call))
    (qualified_identifier name: (qualified_identifier name: (identifier) @call))
    (qualified_identifier name: (qualified_identifier name: (template_function name: (identifier) @call)))
    (field_expression field: (template_method name: (field_identifier) @call))]
  arguments: (argument_list) @call.arguments)
(new_expression
  type: [
    (type_identifier) @call
    (template_type name: (type_identifier) @call)
    (qualified_identifier name: (type_identifier) @call)
    (qualified_identifier name: (template_type name: (type_identifier) @call))]
  arguments: (argument_list) @call.arguments)
(declaration
  type: [
    (type_identifier) @call
    (template_type name: (type_identifier) @call)
    (qualified_identifier name: (type_identifier) @call)
    (qualified_identifier name: (template_type name: (type_identifier) @call))]
  . declarator: (init_declarator value: [(argument_list) (initializer_list)] @call.arguments) .)

(optional_parameter_declaration declarator: (identifier) @bound)
(reference_declarator (identifier) @bound)
(variadic_declarator (identifier) @bound)
(structured_binding_declarator (identifier) @bound)
(for_range_loop declarator: (identifier) @bound)
(type_parameter_declaration (type_identifier) @bound)
(variadic_type_parameter_declaration (type_identifier) @bound)
(optional_type_parameter_declaration name: (type_identifier) @bound)
(alias_declaration name: (type_identifier) @bound)
