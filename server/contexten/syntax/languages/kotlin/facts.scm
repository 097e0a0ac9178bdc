(class_declaration "class") @definition.class
(class_declaration "interface") @definition.interface
(object_declaration) @definition.class
(function_declaration) @definition.function
(secondary_constructor) @definition.method
(type_alias) @definition.type
(property_declaration (variable_declaration)) @definition.variable
(class_parameter ["val" "var"]) @definition.field
(enum_entry) @definition.field
; What a package holds stands at the top of its files: the name alone is the definition.
(package_header (qualified_identifier) @definition.module)

(lambda_literal) @scope
(anonymous_function) @scope
(anonymous_initializer) @scope
(getter) @scope
(setter) @scope
[(line_comment) (block_comment)] @comment

(import) @import
(package_header (qualified_identifier) @package)

(identifier) @name
(user_type (identifier) @type)
(navigation_expression) @access
(navigation_expression "::" (identifier) @label.if_class)
(call_expression (value_arguments) @arguments)
(constructor_invocation (value_arguments) @arguments)
(call_expression . (identifier) @call.single . (annotated_lambda))
(call_expression . (navigation_expression (identifier) @call.single .) . (annotated_lambda))
(infix_expression (_) . (identifier) @call.single . (_))
(value_arguments [(line_comment) (block_comment)] @argument.comment)

(parameter . (identifier) @bound)
(class_parameter (identifier) @bound)
(variable_declaration . (identifier) @bound)
(type_parameter (identifier) @bound)
(catch_block (identifier) @bound)
(setter (identifier) @bound)
(value_argument (identifier) @label . "=" . (_))
