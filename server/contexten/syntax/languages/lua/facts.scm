(function_declaration) @definition.function
(assignment_statement (expression_list value: (function_definition))) @definition.function
(field name: (identifier) value: (function_definition)) @definition.function
(chunk (assignment_statement) @definition.variable)
(chunk (variable_declaration (assignment_statement) @definition.variable))
(assignment_statement (variable_list . (dot_index_expression) .)) @definition.field

(variable_declaration (assignment_statement)) @wrapper
(function_definition) @scope
(comment) @comment

(chunk (variable_declaration (assignment_statement (expression_list value: (function_call)))) @require)
(chunk (variable_declaration (assignment_statement (expression_list value: (dot_index_expression table: (function_call))))) @require)
(chunk (function_call name: (identifier) arguments: (arguments (string))) @require)

(identifier) @name
(dot_index_expression table: (_) @receiver field: (identifier) @member)
(method_index_expression table: (_) @receiver method: (identifier) @member)
(function_call
  name: [
    (identifier) @call
    (dot_index_expression field: (identifier) @call)
    (method_index_expression method: (identifier) @call)]
  arguments: (arguments) @call.arguments)
(arguments (comment) @argument.comment)
(field name: (identifier) @label)
(goto_statement (identifier) @label)
(label_statement (identifier) @label)

(parameters name: (identifier) @bound)
(variable_declaration (variable_list name: (identifier) @bound))
(variable_declaration (assignment_statement (variable_list name: (identifier) @bound)))
(for_generic_clause (variable_list name: (identifier) @bound))
(for_numeric_clause name: (identifier) @bound)
