(function_definition) @definition.function
(program (variable_assignment) @definition.variable)
(program (declaration_command (variable_assignment) @definition.variable))

(program (declaration_command (variable_assignment)) @wrapper)
(comment) @comment

(command name: (command_name (word)) argument: (_)) @require

(variable_name) @name
(command name: (command_name (word) @call.word)) @call.words

(variable_assignment name: (variable_name) @bound)
(declaration_command (variable_name) @bound)
(for_statement variable: (variable_name) @bound)
(simple_expansion (special_variable_name) @label)
