(function_declaration) @definition.function
(method_declaration) @definition.method
(type_spec type: (struct_type)) @definition.struct
(type_spec type: (interface_type)) @definition.interface
(type_spec) @definition.type
(type_alias) @definition.type
(const_spec name: (identifier) @definition.constant)
(var_spec name: (identifier) @definition.variable)
(field_declaration name: (field_identifier) @definition.field)
(method_elem) @definition.method

(func_literal) @scope
(type_declaration) @wrapper
(const_declaration) @wrapper
(const_spec) @wrapper
(var_declaration) @wrapper
(var_spec) @wrapper
(field_declaration) @wrapper
(comment) @comment

(import_declaration) @import
(package_clause (package_identifier) @package)

(identifier) @name
(type_identifier) @type
(selector_expression operand: (_) @receiver field: (field_identifier) @member)
(qualified_type package: (_) @receiver name: (type_identifier) @member)
(call_expression
  function: [
    (identifier) @call
    (selector_expression field: (field_identifier) @call)
    (parenthesized_expression (identifier) @call)]
  arguments: (argument_list) @call.arguments)
; The grammar reads a call with type arguments and one argument as a conversion.
(type_conversion_expression
  type: (generic_type type: [(type_identifier) @call.single (qualified_type name: (type_identifier) @call.single)]))
(argument_list (comment) @argument.comment)

(parameter_declaration name: (identifier) @bound)
(variadic_parameter_declaration name: (identifier) @bound)
(type_parameter_declaration name: (identifier) @bound)
(short_var_declaration left: (expression_list (identifier) @bound))
(range_clause left: (expression_list (identifier) @bound))
(receive_statement left: (expression_list (identifier) @bound))
(var_spec name: (identifier) @bound)
(const_spec name: (identifier) @bound)
(type_switch_statement alias: (expression_list (identifier) @bound))
(label_name) @label
