(create_table) @definition.struct
(create_view) @definition.struct
(create_materialized_view) @definition.struct
(create_type) @definition.type
(create_function) @definition.function
(create_procedure) @definition.function
(create_trigger) @definition.variable
(create_sequence) @definition.variable
(create_index) @definition.variable
(column_definitions (column_definition) @definition.field)
(add_column (column_definition)) @definition.field

[(comment) (marginalia)] @comment

(identifier) @name
(object_reference name: (identifier) @type)
(field (object_reference) @receiver name: (identifier) @member)
(invocation . (object_reference name: (identifier) @call.word)) @call.words

(function_argument (identifier) @bound)
(cte . (identifier) @bound)
(term alias: (identifier) @bound)
(relation alias: (identifier) @bound)
(column_definition name: (identifier) @bound)
(object_reference schema: (identifier) @label)
