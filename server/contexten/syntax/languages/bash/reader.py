"""How Bash's functions, variables and sourced files are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import Definition, Import, SymbolKind
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import Found, Reader, folded, line_of_text, promises_work, text, trimmed

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.text import Span

_SOURCES = frozenset({b"source", b"."})
_NOTHING = re.compile(rb"(?::|true|return(?:\s+[01])?)\s*;?")
_SAYS = re.compile(rb"(?:echo|printf|die|fail|error|fatal|abort|log\w*|err|exit|return)\b")
_EXPANSION = re.compile(r"^.*[})`]/|^\$\w+/")


class BashReader(Reader):
    """Bash, and as far as its grammar goes the other shells of its family."""

    identifier_types = ("variable_name", "word")
    ignored_names = frozenset("0123456789@#?!*-_$")
    keywords = frozenset(
        {
            b":", b".", b"source", b"echo", b"printf", b"read", b"cd", b"set", b"shift", b"exit", b"return", b"true",
            b"false", b"test", b"eval", b"exec", b"trap", b"break", b"continue", b"shopt", b"pwd", b"wait", b"command",
            b"builtin", b"type", b"hash", b"umask", b"ulimit", b"let", b"mapfile", b"getopts", b"kill", b"alias",
        }
    )  # fmt: skip
    doc_openers = (b"#",)
    containers = frozenset(
        {"program", "compound_statement", "subshell", "do_group", "if_statement", "else_clause", "case_item", "list"}
    )
    import_types = frozenset({"command"})
    block_types = frozenset({"function_definition"})
    call_types = frozenset({"command"})
    await_types = frozenset()
    transparent_types = frozenset({"command_substitution"})
    return_types = frozenset()

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The assignment behind `readonly` and the like."""
        return [child for child in wrapper.named_children if child.type == "variable_assignment"]

    def name(self, node: ts.Node) -> ts.Node | None:
        """Of `map[key]=` the variable's."""
        found = node.child_by_field_name("name")
        return found.child_by_field_name("name") if found is not None and found.type == "subscript" else found

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """In upper case and behind `readonly` it is a constant."""
        if text(name, found.data).isupper() or found.data.startswith(b"readonly", found.outer.start_byte):
            found.kind = SymbolKind.CONSTANT
        return super().read_variable(found, name)

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """Also of a subshell without its parentheses."""
        if node is not None and node.type == "subshell":
            closed = node.child_count > 1 and node.children[-1].type == ")" and not node.children[-1].is_missing
            return trimmed(found.data, node.start_byte + 1, node.end_byte - closed)
        return super().body(found, node)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """The name with its parentheses or its word."""
        end = found.node.end_byte if body is None else body.start_byte
        return folded(found.data[header:end])

    def exported(self, found: Found, name: str) -> bool:
        """Without an underscore before it."""
        del found
        return not name.startswith("_")

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """`:` alone, or a message that says so."""
        statements = self.statements(node)
        codes = [found.data[item.start_byte : item.end_byte] for item in statements]
        if codes and all(_NOTHING.fullmatch(code) for code in codes):
            only_mark = len(codes) == 1 and codes[0].strip(b"; ") in {b":", b"true"}
            return only_mark or promises_work(found.data[body.start : body.end])
        if codes and len(codes) <= 2 and all(_SAYS.match(code) for code in codes):
            return promises_work(found.data[body.start : body.end])
        return not codes and super().is_stub(found, node, body)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The first word of a command; its arguments have no node of their own."""
        named = node.child_by_field_name("name")
        return (None if named is None else child_of_type(named, "word")), None, node

    def arguments(self, node: ts.Node | None, data: bytes) -> tuple[tuple[str, str], ...]:
        """What stands behind the name."""
        given = [] if node is None else node.children_by_field_name("argument")
        return tuple(("", line_of_text(item, data)) for item in given)

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`source` makes all names of a file known; a folder that is computed is left out, and `level` is 1."""
        named = node.child_by_field_name("name")
        if named is None or data[named.start_byte : named.end_byte] not in _SOURCES:
            return []
        written = text(node.child_by_field_name("argument"), data).replace('"', "").replace("'", "")
        path = _EXPANSION.sub("", written) if "$" in written or "`" in written else written
        path = path.lstrip("/") if path != written else path
        if not path or "$" in path or "`" in path:
            return []
        return [Import(path, node.start_byte, node.end_byte, "*", level=int(path != written))]

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the last `source` before the first function, else behind the first line with `#!`."""
        end = -1
        for child in root.named_children:
            if child.type in self.block_types:
                break
            if child.type == "command" and self.imports(child, data):
                end = child.end_byte
        first = first_named(root)
        if end < 0 and first is not None and data.startswith(b"#!", first.start_byte):
            return first.end_byte
        return end

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first comment behind `#!`, where it is not that of the first definition."""
        found = self.leading_doc(root, data, (b"#",))
        lines = found.splitlines()
        return "\n".join(lines[1:]).strip() if data.startswith(b"#!") else found
