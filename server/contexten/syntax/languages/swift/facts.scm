(class_declaration declaration_kind: "class") @definition.class
(class_declaration declaration_kind: "actor") @definition.class
(class_declaration declaration_kind: "struct") @definition.struct
(class_declaration declaration_kind: "enum") @definition.enum
(protocol_declaration) @definition.interface
(typealias_declaration) @definition.type
(associatedtype_declaration) @definition.type
(function_declaration) @definition.function
(protocol_function_declaration) @definition.function
(init_declaration) @definition.method
(deinit_declaration) @definition.method
(subscript_declaration) @definition.method
(property_declaration name: (pattern bound_identifier: (simple_identifier) @definition.variable))
(protocol_property_declaration name: (pattern bound_identifier: (simple_identifier) @definition.variable))
(enum_entry name: (simple_identifier) @definition.field)

(lambda_literal) @scope
(computed_property) @scope
(willset_didset_block) @scope
(property_declaration) @wrapper
(protocol_property_declaration) @wrapper
(enum_entry) @wrapper
(class_declaration declaration_kind: "extension") @owner
[(comment) (multiline_comment)] @comment

(import_declaration) @import

(simple_identifier) @name
(type_identifier) @type
(navigation_expression) @access
(call_expression (call_suffix (value_arguments) @arguments))
(call_expression . (simple_identifier) @call.single (call_suffix . (lambda_literal)))
(call_expression
  . (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @call.single))
  (call_suffix . (lambda_literal)))
(constructor_expression
  constructed_type: (user_type (type_identifier) @call . (type_arguments))
  (constructor_suffix (value_arguments) @call.arguments))
(value_arguments [(comment) (multiline_comment)] @argument.comment)

(parameter name: (simple_identifier) @bound)
(lambda_parameter name: (simple_identifier) @bound)
(_ bound_identifier: (simple_identifier) @bound)
(property_declaration name: (pattern "(" (pattern . (simple_identifier) @bound .)))
(type_parameter . (type_identifier) @bound)
(parameter external_name: (simple_identifier) @label)
(lambda_parameter external_name: (simple_identifier) @label)
(value_argument_label (simple_identifier) @label)
(enum_type_parameters (simple_identifier) @label)
(tuple_type_item name: (simple_identifier) @label)
(directive (simple_identifier) @label)
