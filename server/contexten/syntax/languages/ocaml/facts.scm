(let_binding pattern: [(value_name) (parenthesized_operator)] (parameter)) @definition.function
(let_binding
  pattern: [(value_name) (parenthesized_operator)]
  body: [(fun_expression) (function_expression)]) @definition.function
(let_binding pattern: (value_name)) @definition.variable
(value_specification type: (function_type)) @definition.function
(value_specification) @definition.variable
(external) @definition.function
(type_binding name: (type_constructor) body: (record_declaration)) @definition.struct
(type_binding name: (type_constructor) body: (variant_declaration)) @definition.enum
(type_binding name: (type_constructor)) @definition.type
(field_declaration) @definition.field
(variant_declaration (constructor_declaration) @definition.field)
(exception_definition) @definition.class
(module_binding) @definition.module
(module_type_definition) @definition.interface
(class_binding) @definition.class
(class_type_binding) @definition.interface
(method_definition) @definition.method
(method_specification) @definition.method
(instance_variable_definition) @definition.field

(let_expression) @scope
(fun_expression) @scope
(let_binding pattern: (unit)) @scope
(value_definition) @wrapper
(type_definition) @wrapper
(module_definition) @wrapper
(class_definition) @wrapper
(class_type_definition) @wrapper
(comment) @comment

(open_module) @import
(open_module_signature) @import
(include_module module: (module_path)) @import
(include_module_type) @import
(module_definition (module_binding body: (module_path))) @require

(value_name) @name
(constructor_name) @name
(module_name) @name
(field_name) @name
(method_name) @name
(instance_variable_name) @name
(labeled_argument (label_name) @name .)
(type_constructor) @type
(module_type_name) @type
(class_name) @type
(value_path (module_path)) @access
(constructor_path (module_path)) @access
(module_path (module_path)) @access
(type_constructor_path (extended_module_path)) @access
(field_get_expression) @access
(method_invocation) @access
(application_expression) @application
(application_expression function: (value_path (value_name) @call.applied .))
(application_expression function: (method_invocation method: (method_name) @call.applied))

(value_pattern) @bound
(let_binding pattern: (value_name) @bound)
(let_binding pattern: (parenthesized_pattern (tuple_pattern (value_name) @bound)))
(let_binding pattern: (tuple_pattern (value_name) @bound))
(module_parameter (module_name) @bound)
(module_binding (module_name) @label body: (module_path))
