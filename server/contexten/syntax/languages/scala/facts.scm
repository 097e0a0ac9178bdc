(class_definition) @definition.class
(object_definition) @definition.class
(package_object) @definition.class
(trait_definition) @definition.interface
(enum_definition) @definition.enum
(type_definition) @definition.type
(function_definition) @definition.function
(function_declaration) @definition.function
(val_definition pattern: (identifier) @definition.variable)
(var_definition pattern: (identifier) @definition.variable)
(val_declaration) @definition.variable
(var_declaration) @definition.variable
(given_definition) @definition.class
(class_parameter) @definition.field
(simple_enum_case) @definition.field
(full_enum_case) @definition.field
; What a package holds stands at the top of its files: the name alone is the definition.
(package_clause name: (package_identifier) @definition.module)

(lambda_expression) @scope
(val_definition) @wrapper
(var_definition) @wrapper
(extension_definition) @owner
[(comment) (block_comment)] @comment

(import_declaration) @import
(package_clause name: (package_identifier) @package)

(identifier) @name
(type_identifier) @type
(field_expression field: (identifier)) @access
(stable_type_identifier) @access
(call_expression arguments: (_) @arguments)
(instance_expression arguments: (arguments) @arguments)
(infix_expression operator: (identifier) @call.single)
(arguments [(comment) (block_comment)] @argument.comment)

(parameter name: (identifier) @bound)
(class_parameter name: (identifier) @bound)
(binding name: (identifier) @bound)
(lambda_expression parameters: (identifier) @bound)
(enumerator . (identifier) @bound)
(typed_pattern pattern: (identifier) @bound)
(case_class_pattern (identifier) @bound.if_lower)
(tuple_pattern (identifier) @bound.if_lower)
(case_clause pattern: (identifier) @bound.if_lower)
(infix_pattern (identifier) @bound.if_lower)
(capture_pattern name: (identifier) @bound)
(val_definition pattern: (identifier) @bound)
(var_definition pattern: (identifier) @bound)
(type_parameters name: (identifier) @bound)
(arguments (assignment_expression left: (identifier) @label))
(interpolated_string_expression interpolator: (identifier) @label)
(access_qualifier (identifier) @label)
