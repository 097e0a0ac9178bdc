"""How Scala's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.scala.locals import BINDING
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import Found, Reader, base_name, line_of_text, promises_work, text, trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_STUB = re.compile(rb"\?\?\?|throw\s+new\s+(?:[\w.]*\.)?(?:NotImplemented|UnsupportedOperation)\w*\b")
_FAILS = re.compile(rb"throw\b|sys\.error\s*\(")
_BLOCKS = frozenset({"block", "indented_block", "template_body"})
_BASES = frozenset({"type_identifier", "generic_type", "stable_type_identifier"})
_PATTERNS = frozenset({"val_definition", "var_definition"})
_NOTHING = frozenset({"", "Unit"})


class ScalaReader(Reader):
    """Scala."""

    binding = BINDING
    identifier_types = ("identifier", "type_identifier")
    ignored_names = frozenset({"this", "super", "_"})
    comment_types = frozenset({"comment", "block_comment"})
    decorator_types = frozenset({"annotation"})
    containers = frozenset(
        {"compilation_unit", "template_body", "enum_body", "with_template_body", "block", "indented_block"}
    )
    import_types = frozenset({"import_declaration"})
    block_types = frozenset(
        {"class_definition", "object_definition", "trait_definition", "enum_definition", "function_definition"}
    )
    transparent_types = frozenset({"parenthesized_expression"})
    await_types = frozenset()
    return_types = frozenset({"return_expression"})
    member_fields = (("value", "field"),)
    call_types = frozenset({"call_expression", "instance_expression"})

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """Values and packages are found by their names."""
        if node.type in {"identifier", "package_identifier"}:
            return node
        if node.type in _PATTERNS:
            pattern = node.child_by_field_name("pattern")
            return pattern if pattern is not None and pattern.type == "identifier" else None
        return node.child_by_field_name("name")

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The name of a value."""
        return [child for child in wrapper.children_by_field_name("pattern") if child.type == "identifier"]

    def read(self, found: Found) -> Definition | None:
        """A package is its whole name alone."""
        read = super().read(found)
        if read is None or found.kind is not SymbolKind.MODULE:
            return read
        name = "".join(read.name.split())
        return msgspec.structs.replace(read, signature=f"package {name}", doc="")

    # Parts

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """In braces, indented behind `=` or `:`, or one expression."""
        if node is None or found.data[node.start_byte : node.start_byte + 1] == b"{":
            return super().body(found, node)
        start = node.start_byte + (found.data[node.start_byte : node.start_byte + 1] == b":")
        return trimmed(found.data, start, node.end_byte)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Without the mark before the body."""
        return super().signature(found, header, body).removesuffix("=").rstrip()

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Those of all lists."""
        lists = found.node.children_by_field_name("parameters")
        children = (child for listed in lists for child in listed.named_children)
        return tuple(item for index, child in enumerate(children) for item in self.parameter(child, found, index))

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A name, a type, a default."""
        del index
        if node.type != "parameter":
            return ()
        name, declared, default = (
            line_of_text(node.child_by_field_name(field), found.data) for field in ("name", "type", "default_value")
        )
        return (Parameter(name, declared, default),)

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `type`."""
        return line_of_text(node.child_by_field_name("type"), data) if node.type == "type_definition" else ""

    def variable_type(self, found: Found) -> str:
        """The declared type, or the called name of the value."""
        node = _declaration(found)
        declared = node.child_by_field_name("type") or node.child_by_field_name("return_type")
        if declared is not None:
            return line_of_text(declared, found.data)
        if node.type in {"simple_enum_case", "full_enum_case"}:
            return "" if found.parent is None else found.parent.name
        value = node.child_by_field_name("value")
        if value is None or value.type not in {"call_expression", "instance_expression"}:
            return ""
        called = value.child_by_field_name("function") or first_named(value)
        return line_of_text(called, found.data)[:80]

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What stands behind `extends` and `with`, without type arguments."""
        if node.type == "given_definition":
            return tuple(base_name(text(item, data)) for item in node.children_by_field_name("return_type")[:1])
        clause = node.child_by_field_name("extend")
        children = [] if clause is None else clause.named_children
        return tuple(base_name(text(child, data)) for child in children if child.type in _BASES)

    def owner(self, found: Found) -> str:
        """The type that an extension extends."""
        if found.owner is None:
            return ""
        listed = found.owner.child_by_field_name("parameters")
        first = None if listed is None else child_of_type(listed, "parameter")
        declared = None if first is None else first.child_by_field_name("type")
        return base_name(text(declared, found.data)).rsplit(".", 1)[-1]

    def exported(self, found: Found, name: str) -> bool:
        """Not private; a plain parameter of a class is."""
        del name
        node = _declaration(found)
        modifiers = child_of_type(node, "modifiers")
        access = None if modifiers is None else child_of_type(modifiers, "access_modifier")
        if access is not None and text(access, found.data).startswith("private"):
            return False
        if node.type != "class_parameter":
            return True
        of_case = found.parent is not None and "case class" in found.parent.signature
        return of_case or any(child.type in {"val", "var"} for child in node.children)

    # Unfinished bodies

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Only a plain class in empty braces lacks something."""
        if found.kind is SymbolKind.CLASS:
            plain = found.node.type == "class_definition" and not self.bases(found.node, found.data)
            if not plain or found.node.child_by_field_name("class_parameters") is not None:
                return False
        return super().unfinished(found, node, body, decorators, bases)

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """An empty block is complete where no result is declared."""
        if not len(body):
            return self.returns(found.node, found.data) not in _NOTHING
        return super().is_stub(found, node, body)

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """Those of the block, or the expression."""
        return super().statements(node) if node.type in _BLOCKS else [node]

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`???`, or a failure that says so."""
        del node
        if _STUB.match(code):
            return True
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`new X(…)` is a call of `X`; a further list of arguments belongs to the same call."""
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if node.type == "instance_expression":
            function = first_named(node)
            if function is not None and function.type == "generic_type":
                function = function.child_by_field_name("type")
        elif function is not None and function.type == "call_expression":
            return self.call(function)
        elif function is not None and function.type == "generic_function":
            function = function.child_by_field_name("function")
        if function is None or function.type in self.identifier_types:
            return function, None, arguments
        name = function.child_by_field_name("field")
        return name, None if name is None else function.child_by_field_name("value"), arguments

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`name = value` has a keyword."""
        if node.type != "assignment_expression":
            return "", line_of_text(node, data)
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return text(left, data), line_of_text(right, data)

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """One for each name; `_` and `*` import all."""
        found: list[Import] = []
        path: list[str] = []
        selected = False
        for child in node.children[1:]:
            if child.type == ",":
                found += [] if selected else _named(path, node)
                path, selected = [], False
            elif child.type == "identifier":
                path.append(text(child, data))
            elif child.type != ".":
                selected = True
                chosen = child.named_children if child.type == "namespace_selectors" else [child]
                found += [item for part in chosen for item in _selected(part, ".".join(path), node, data)]
        return found if selected else [*found, *_named(path, node)]

    def package(self, node: ts.Node, data: bytes) -> str:
        """The dotted name; several clauses behind each other make one."""
        clause = node.parent
        around = None if clause is None else clause.parent
        if around is None:
            return _dotted(node, data)
        clauses = [child for child in around.named_children[:20] if child.type == "package_clause"]
        names = [_dotted(child.child_by_field_name("name"), data) for child in clauses if _is_header(child)]
        return ".".join(names) or _dotted(node, data)

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the package clauses."""
        del data
        clauses = [child for child in root.named_children[:20] if child.type == "package_clause" and _is_header(child)]
        return clauses[-1].end_byte if clauses else -1


def _declaration(found: Found) -> ts.Node:
    """The node with modifiers and type."""
    parent = found.node.parent if found.node.type == "identifier" else None
    return found.outer if parent is None else parent


def _is_header(clause: ts.Node) -> bool:
    return clause.child_by_field_name("body") is None


def _dotted(node: ts.Node | None, data: bytes) -> str:
    return "".join(text(node, data).split())


def _named(path: list[str], node: ts.Node) -> list[Import]:
    *before, name = path or [""]
    if not name:
        return []
    module, start, end = ".".join(before), node.start_byte, node.end_byte
    return [Import(module, start, end, name) if module else Import(name, start, end)]


def _selected(part: ts.Node, module: str, node: ts.Node, data: bytes) -> list[Import]:
    start, end = node.start_byte, node.end_byte
    if part.type == "namespace_wildcard":
        return [Import(module, start, end, "*")]
    if part.type == "identifier":
        return [Import(module, start, end, text(part, data))]
    name = text(part.child_by_field_name("name"), data)
    alias = text(part.child_by_field_name("alias"), data)
    # `D => _` hides a name.
    return [] if not name or alias == "_" else [Import(module, start, end, name, alias)]
