(function_item) @definition.function
(function_signature_item) @definition.function
(struct_item) @definition.struct
(union_item) @definition.struct
(enum_item) @definition.enum
(trait_item) @definition.interface
(type_item) @definition.type
(associated_type) @definition.type
(const_item) @definition.constant
(static_item) @definition.constant
(mod_item) @definition.module
(macro_definition) @definition.function
(field_declaration) @definition.field
(enum_variant) @definition.field

(closure_expression) @scope
(impl_item) @owner
[(line_comment) (block_comment)] @comment
(attribute_item) @attribute

(use_declaration) @import
(extern_crate_declaration) @import

(identifier) @name
(type_identifier) @type
(field_expression value: (_) @receiver field: (field_identifier) @member)
(scoped_identifier path: (_) @receiver name: (identifier) @member)
(scoped_type_identifier path: (_) @receiver name: (type_identifier) @member)
(call_expression
  function: [
    (identifier) @call
    (field_expression field: (field_identifier) @call)
    (scoped_identifier name: (identifier) @call)
    (generic_function function: (identifier) @call)
    (generic_function function: (field_expression field: (field_identifier) @call))
    (generic_function function: (scoped_identifier name: (identifier) @call))]
  arguments: (arguments) @call.arguments)
(arguments [(line_comment) (block_comment)] @argument.comment)

(parameter pattern: (identifier) @bound)
(closure_parameters (identifier) @bound)
(let_declaration pattern: (identifier) @bound)
(let_condition pattern: (identifier) @bound)
(for_expression pattern: (identifier) @bound)
(tuple_pattern (identifier) @bound)
(slice_pattern (identifier) @bound)
(tuple_struct_pattern type: (_) "(" (identifier) @bound)
(field_pattern name: (shorthand_field_identifier) @bound)
(field_pattern pattern: (identifier) @bound)
(match_pattern (identifier) @bound)
(captured_pattern (identifier) @bound)
(ref_pattern (identifier) @bound)
(mut_pattern (identifier) @bound)
(reference_pattern (identifier) @bound)
(type_parameter name: (type_identifier) @bound)
(lifetime (identifier) @label)
(label (identifier) @label)
