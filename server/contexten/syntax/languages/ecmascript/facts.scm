; What JavaScript and TypeScript share.
(function_declaration) @definition.function
(generator_function_declaration) @definition.function
(class_declaration) @definition.class
(method_definition) @definition.method

(lexical_declaration kind: "const" (variable_declarator name: (identifier)) @definition.constant)
(lexical_declaration kind: "let" (variable_declarator name: (identifier)) @definition.variable)
(variable_declaration (variable_declarator name: (identifier)) @definition.variable)
(variable_declarator value: [(arrow_function) (function_expression) (generator_function)]) @definition.function
(variable_declarator value: (class)) @definition.class
(variable_declarator
  value: (object (pair value: [(arrow_function) (function_expression)]) @definition.method))
(program
  (export_statement
    (lexical_declaration
      (variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @definition.constant)))))

(export_statement value: [(function_expression) (arrow_function)]) @definition.function
(export_statement value: (class)) @definition.class
(export_statement value: [(object) (call_expression)]) @definition.variable
(expression_statement
  (assignment_expression
    left: (member_expression object: [(identifier) (member_expression)])
    right: [(function_expression) (arrow_function)]) @definition.function)
(assignment_expression
  left: (member_expression object: (this) property: (property_identifier))) @definition.member

(arrow_function) @scope
(function_expression) @scope
(generator_function) @scope
(export_statement) @wrapper
(lexical_declaration) @wrapper
(variable_declaration) @wrapper

(comment) @comment
(decorator) @attribute

(import_statement) @import
(export_statement source: (_)) @import
(variable_declarator
  value: (call_expression function: (identifier) arguments: (arguments . (string) .))) @require
(call_expression function: (import) arguments: (arguments . (string) .)) @require

(identifier) @name
(shorthand_property_identifier) @name
(member_expression object: (_) @receiver property: [(property_identifier) (private_property_identifier)] @member)
(call_expression
  function: [
    (identifier) @call
    (member_expression property: [(property_identifier) (private_property_identifier)] @call)]
  arguments: (arguments) @call.arguments)
(new_expression
  constructor: [(identifier) @call (member_expression property: (property_identifier) @call)]
  arguments: (arguments) @call.arguments)
(arguments (comment) @argument.comment)

(variable_declarator name: (identifier) @bound)
(arrow_function parameter: (identifier) @bound)
(catch_clause parameter: (identifier) @bound)
(for_in_statement left: (identifier) @bound)
(rest_pattern (identifier) @bound)
(array_pattern (identifier) @bound)
(shorthand_property_identifier_pattern) @bound
(pair_pattern value: (identifier) @bound)
(assignment_pattern left: (identifier) @bound)
(function_expression name: (identifier) @bound)
(class name: (_) @bound)
(export_specifier alias: (_) @label)
(namespace_export (_) @label)
