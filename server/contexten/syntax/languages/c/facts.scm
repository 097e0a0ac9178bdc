(function_definition) @definition.function
(declaration declarator: (_) @definition.variable)
(declaration declarator: (function_declarator) @definition.function)
(declaration declarator: (pointer_declarator declarator: (function_declarator)) @definition.function)
(declaration
  declarator: (pointer_declarator
    declarator: (pointer_declarator declarator: (function_declarator))) @definition.function)
(field_declaration declarator: (_) @definition.field)
(type_definition declarator: (_) @definition.type)
; A type without a name goes by the name that a typedef gives it.
(type_definition type: (struct_specifier !name body: (_))) @definition.struct
(type_definition type: (union_specifier !name body: (_))) @definition.struct
(type_definition type: (enum_specifier !name body: (_))) @definition.enum
(struct_specifier name: (_) body: (_)) @definition.struct
(union_specifier name: (_) body: (_)) @definition.struct
(enum_specifier name: (_) body: (_)) @definition.enum
(enumerator) @definition.constant
(preproc_def) @definition.constant
(preproc_function_def) @definition.function

(declaration) @wrapper
(field_declaration) @wrapper
(type_definition) @wrapper
(comment) @comment

(preproc_include) @import

(identifier) @name
(field_designator (field_identifier) @name)
(type_identifier) @type
(field_expression argument: (_) @receiver field: (field_identifier) @member)
(call_expression
  function: [
    (identifier) @call
    (field_expression field: (field_identifier) @call)
    (parenthesized_expression (identifier) @call)]
  arguments: (argument_list) @call.arguments)
(argument_list (comment) @argument.comment)

(parameter_declaration declarator: (identifier) @bound)
(declaration declarator: (identifier) @bound)
(init_declarator declarator: (identifier) @bound)
(pointer_declarator declarator: (identifier) @bound)
(array_declarator declarator: (identifier) @bound)
(function_declarator declarator: (identifier) @bound)
(parenthesized_declarator (identifier) @bound)
(preproc_params (identifier) @bound)
