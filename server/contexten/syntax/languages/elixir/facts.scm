; Whether a call defines something is decided by its word: see the reader.
(source (call target: (identifier) (arguments)) @definition.function)
(do_block (call target: (identifier) (arguments)) @definition.function)
(do_block (unary_operator operand: (call target: (identifier) (arguments))) @definition.field)
(do_block (call target: (identifier) (arguments . (atom) @definition.field)))
(do_block (call target: (identifier) (arguments (list (atom) @definition.field))))
(do_block (call target: (identifier) (arguments (list (keywords (pair key: (keyword) @definition.field))))))
(do_block (call target: (identifier) (arguments . (keywords (pair key: (keyword) @definition.field)))))

(anonymous_function) @scope
(comment) @comment
(unary_operator operand: (call target: (identifier) (arguments))) @attribute

(call target: (identifier) (arguments . (alias))) @require
(call target: (identifier) (arguments . (dot))) @require

(identifier) @name
(alias) @type
(dot left: (_) @receiver right: (identifier) @member)
(call target: (identifier) @call (arguments) @call.arguments)
(call target: (dot right: (identifier) @call) (arguments) @call.arguments)
(arguments (comment) @argument.comment)

(call target: (identifier) (arguments . (call (arguments [
  (identifier) @bound
  (binary_operator left: (identifier) @bound)
  (binary_operator right: (identifier) @bound)
  (tuple (identifier) @bound)]))))
(call target: (identifier) (arguments . (binary_operator left: (call (arguments [
  (identifier) @bound
  (binary_operator left: (identifier) @bound)])))))
(binary_operator left: (identifier) @bound operator: "=")
(binary_operator left: (tuple (identifier) @bound) operator: "=")
(binary_operator left: (identifier) @bound operator: "<-")
(binary_operator left: (tuple (identifier) @bound) operator: "<-")
(stab_clause left: (arguments (identifier) @bound))
(stab_clause left: (arguments (tuple (identifier) @bound)))
