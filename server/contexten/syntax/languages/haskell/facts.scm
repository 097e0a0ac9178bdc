(signature name: (_)) @definition.function
(function) @definition.function
(bind name: (_)) @definition.function
(data_type) @definition.enum
(newtype) @definition.struct
(type_synonym) @definition.type
(type_family) @definition.type
(class) @definition.interface
(data_constructor (prefix name: (constructor) @definition.field))
(data_constructor (record name: (constructor) @definition.field))
(newtype_constructor name: (constructor) @definition.field)
(gadt_constructor name: (constructor) @definition.field)
(field name: (field_name)) @definition.field

(lambda) @scope
(instance) @owner
[(comment) (haddock)] @comment

(import) @import
(header module: (module) @package)

(variable) @name
(constructor) @name
(name) @type
(qualified) @access
(apply) @application
(apply function: (variable) @call.applied)
(apply function: (qualified id: (variable) @call.applied))
(infix left_operand: (variable) @call.single.if_dollar operator: (operator))
(infix operator: (infix_id (variable) @call.single))

(patterns (variable) @bound)
(patterns (tuple element: (variable) @bound))
(patterns (list element: (variable) @bound))
(_ pattern: (variable) @bound)
(_ pattern: (tuple element: (variable) @bound))
(_ pattern: (list element: (variable) @bound))
(_ pattern: (infix left_operand: (variable) @bound))
(_ pattern: (infix right_operand: (variable) @bound))
(_ pattern: (apply argument: (variable) @bound))
(_ pattern: (apply function: (apply argument: (variable) @bound)))
(_ pattern: (apply function: (apply function: (apply argument: (variable) @bound))))
(function (infix left_operand: (variable) @bound))
(function (infix right_operand: (variable) @bound))
(function name: (variable) @label)
(as bind: (variable) @bound)
(bind name: (variable) @bound)
(type_params bind: (variable) @bound)
