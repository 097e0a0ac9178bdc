(class_declaration) @definition.class
(record_declaration) @definition.class
(interface_declaration) @definition.interface
(annotation_type_declaration) @definition.interface
(enum_declaration) @definition.enum
(method_declaration) @definition.method
(constructor_declaration) @definition.method
(compact_constructor_declaration) @definition.method
(annotation_type_element_declaration) @definition.method
(field_declaration declarator: (variable_declarator) @definition.field)
(constant_declaration declarator: (variable_declarator) @definition.field)
(enum_constant) @definition.field
(record_declaration parameters: (formal_parameters (formal_parameter) @definition.field))

(lambda_expression) @scope
(field_declaration) @wrapper
(constant_declaration) @wrapper
[(line_comment) (block_comment)] @comment

(import_declaration) @import
(package_declaration [(scoped_identifier) (identifier)] @package)

(identifier) @name
(type_identifier) @type
(annotation name: (identifier) @type)
(marker_annotation name: (identifier) @type)
(method_invocation object: (_) @receiver name: (identifier) @member)
(field_access object: (_) @receiver field: (identifier) @member)
(method_invocation name: (identifier) @call arguments: (argument_list) @call.arguments)
(object_creation_expression
  type: [
    (type_identifier) @call
    (generic_type . (type_identifier) @call)
    (scoped_type_identifier (type_identifier) @call .)]
  arguments: (argument_list) @call.arguments)
(argument_list [(line_comment) (block_comment)] @argument.comment)

(formal_parameter name: (identifier) @bound)
(variable_declarator name: (identifier) @bound)
(catch_formal_parameter name: (identifier) @bound)
(enhanced_for_statement name: (identifier) @bound)
(resource name: (identifier) @bound)
(inferred_parameters (identifier) @bound)
(lambda_expression parameters: (identifier) @bound)
(instanceof_expression name: (identifier) @bound)
(type_parameter (type_identifier) @bound)
(element_value_pair key: (identifier) @label)
(labeled_statement (identifier) @label)
(break_statement (identifier) @label)
(continue_statement (identifier) @label)
