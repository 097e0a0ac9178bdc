; Elements: JavaScript and TSX.
(jsx_opening_element name: (identifier) @element)
(jsx_opening_element name: (member_expression property: (property_identifier) @element))
(jsx_self_closing_element name: (identifier) @element)
(jsx_self_closing_element name: (member_expression property: (property_identifier) @element))
(jsx_closing_element name: (identifier) @label)
(jsx_closing_element name: (member_expression property: (property_identifier) @label))
