; What TypeScript adds.
(abstract_class_declaration) @definition.class
(interface_declaration) @definition.interface
(type_alias_declaration) @definition.type
(enum_declaration) @definition.enum
(internal_module name: [(identifier) (nested_identifier)]) @definition.module
(module name: [(identifier) (nested_identifier)]) @definition.module
(module name: (string (string_fragment) @definition.module))
(ambient_declaration "global" @definition.module)
(function_signature) @definition.function
(public_field_definition) @definition.field
(public_field_definition value: [(arrow_function) (function_expression)]) @definition.method
(abstract_method_signature) @definition.method
(class_body (method_signature) @definition.method)
(interface_body (method_signature) @definition.method)
(interface_body (property_signature) @definition.field)
(type_alias_declaration value: (object_type (property_signature) @definition.field))
(type_alias_declaration value: (object_type (method_signature) @definition.method))
(enum_body name: (property_identifier) @definition.field)
(enum_body (enum_assignment) @definition.field)
(required_parameter (accessibility_modifier)) @definition.member
(optional_parameter (accessibility_modifier)) @definition.member

(ambient_declaration) @wrapper
(expression_statement (internal_module)) @wrapper

(type_identifier) @type
(extends_clause value: (identifier) @type)
(extends_clause value: (member_expression property: (property_identifier) @type))
(nested_type_identifier module: (_) @receiver name: (type_identifier) @member)
(import_alias) @import

(required_parameter pattern: (identifier) @bound)
(optional_parameter pattern: (identifier) @bound)
(type_parameter name: (type_identifier) @bound)
(index_signature name: (identifier) @label)
; The grammar reads `await f<T>(x)` as a call of `await f`.
(call_expression
  function: (await_expression
    [(identifier) @call (member_expression property: (property_identifier) @call)])
  arguments: (arguments) @call.arguments)
