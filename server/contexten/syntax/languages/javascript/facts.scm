; What only the grammar of JavaScript has.
(field_definition) @definition.field
(field_definition value: [(arrow_function) (function_expression)]) @definition.method
(class_heritage (identifier) @type)
(class_heritage (member_expression property: (property_identifier) @type))
(formal_parameters (identifier) @bound)
