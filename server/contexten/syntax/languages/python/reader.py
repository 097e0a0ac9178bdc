"""How Python's definitions and imports are read."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.python.locals import BINDING, PASSING, shown_before
from contexten.syntax.reader import (
    MAX_STUB,
    Found,
    Reader,
    folded,
    is_exception,
    line_of_text,
    promises_work,
    text,
    with_rest_of_line,
)
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.syntax.declared import Shown

_ALL = re.compile(rb"__all__\s*(?::[^=\n]*)?(?:\+?=|\.extend\()\s*[\[(]([^\])]*)[\])]")
_QUOTED = re.compile(rb"[\"']([^\"'\n]*)[\"']")
_INDENTED_COMMENT = re.compile(rb"(?:[ \t]*\r?\n|[ \t]+#[^\n]*(?:\n|$))*")
_QUOTES = re.compile(r"^[A-Za-z]{0,2}('''|\"\"\"|'|\")")
_SHEBANG = re.compile(rb"(?:#!.*\n)?(?:#.*coding[:=].*\n)?")
_RAISES = re.compile(rb"raise\s+NotImplemented(?:Error)?\b|assert\s+False\b")


class PythonReader(Reader):
    """Python."""

    ignored_names = frozenset({"self", "cls"})
    doc_openers = ()
    containers = frozenset({"module", "block"})
    call_types = frozenset({"call"})
    await_types = frozenset({"await"})
    transparent_types = frozenset({"await", "parenthesized_expression"})
    binding = BINDING
    looks_before = True
    passing_links = PASSING
    import_types = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
    block_types = frozenset({"function_definition", "class_definition", "decorated_definition"})

    def name(self, node: ts.Node) -> ts.Node | None:
        """A variable's name is its target."""
        kind = node.type
        if kind == "identifier":
            return node
        if kind == "assignment":
            return _target(node)
        if kind == "type_alias_statement":
            return _alias_name(node)
        return node.child_by_field_name("name")

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The decorated function or class."""
        found = wrapper.child_by_field_name("definition")
        return [] if found is None else [found]

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """In upper case it is a constant."""
        if found.kind is SymbolKind.VARIABLE and text(name, found.data).isupper():
            found.kind = SymbolKind.CONSTANT
        return super().read_variable(found, name)

    def read(self, found: Found) -> Definition | None:
        """A target on another object than the receiver defines nothing."""
        node = found.node
        if found.kind is SymbolKind.FIELD and node.type == "assignment":
            left = node.child_by_field_name("left")
            owner = None if left is None else left.child_by_field_name("object")
            if owner is not None and text(owner, found.data) not in self.ignored_names:
                return None
        return super().read(found)

    # Parts

    def header_start(self, outer: ts.Node) -> int:
        """Decorators stand around the definition."""
        if outer.type != "decorated_definition":
            return outer.start_byte
        found = outer.child_by_field_name("definition")
        return outer.start_byte if found is None else found.start_byte

    def decorators(self, found: Found) -> tuple[str, ...]:
        """Those of the wrapper."""
        if found.outer is found.node:
            return ()
        return () if found.outer.type != "decorated_definition" else super().decorators(found)

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """From behind the colon, with comments before the first statement; also a body of comments only."""
        if node is None:
            return None
        data = found.data
        colon = _colon_end(found.node, node)
        if node.end_byte > node.start_byte:
            return Span(_first_of_body(data, colon, node.start_byte), node.end_byte)
        comments = _INDENTED_COMMENT.match(data, _line_end(data, colon))
        column = _column(data, found.node.start_byte)
        return (
            _deeper_comments(data, comments.start(), comments.end(), column, colon) if comments else Span(colon, colon)
        )

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """From `def` or `class` to the colon."""
        if body is None:
            return folded(found.data[header : found.node.end_byte])
        return folded(found.data[header : _colon_end(found.node, body) - 1])

    def doc(self, found: Found, body: ts.Node | None) -> str:
        """The docstring, dedented."""
        return "" if body is None else docstring(body, found.data)

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """The first one of a method is the receiver."""
        read = super().parameters(found)
        if found.kind is SymbolKind.METHOD and read and not read[0].name.startswith("*"):
            decorated = found.outer.type == "decorated_definition" and "staticmethod" in self.decorators(found)
            if not decorated:
                first = read[0]
                return (Parameter(first.name, first.type, first.default, receiver=True), *read[1:])
        return read

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A plain, typed, defaulted or starred one; the marks `*` and `/` are none."""
        del index
        data, kind = found.data, node.type
        if kind in {"identifier", "list_splat_pattern", "dictionary_splat_pattern"}:
            return [Parameter(text(node, data))]
        if kind == "typed_parameter":
            return [Parameter(text(node.child(0), data), line_of_text(node.child_by_field_name("type"), data))]
        if kind in {"default_parameter", "typed_default_parameter"}:
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            declared = line_of_text(node.child_by_field_name("type"), data)
            return [Parameter(text(name, data), declared, line_of_text(value, data))]
        return []

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `type` statement."""
        return "" if node.type != "type_alias_statement" else line_of_text(node.child_by_field_name("right"), data)

    def variable_type(self, found: Found) -> str:
        """The annotation, or the called name."""
        node, data = found.node, found.data
        if node.type != "assignment":
            return ""
        declared = node.child_by_field_name("type")
        if declared is not None:
            return line_of_text(declared, data)
        value = node.child_by_field_name("right")
        if value is None or value.type != "call":
            return ""
        called = value.child_by_field_name("function")
        return text(called, data) if called is not None and called.type in {"identifier", "attribute"} else ""

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """The positional arguments of `class`, without subscripts."""
        given = node.child_by_field_name("superclasses")
        if given is None:
            return ()
        named = [_unsubscripted(child) for child in given.named_children]
        return tuple(text(item, data) for item in named if item.type in {"identifier", "attribute"})

    def exported(self, found: Found, name: str) -> bool:
        """What `__all__` names, else what has no leading underscore."""
        if found.public is not None and found.parent is None:
            return name in found.public
        return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))

    def public_names(self, data: bytes) -> frozenset[str] | None:
        """The strings of `__all__`."""
        # The pattern starts with a literal and not with `^`, because only then the search skips to it.
        found = [match for match in _ALL.finditer(data) if data[max(match.start() - 1, 0) : match.start()] in b"\n"]
        lists = [match.group(1) for match in found]
        if not lists:
            return None
        return frozenset(str(name, "utf-8", "replace") for part in lists for name in _QUOTED.findall(part))

    # Unfinished bodies

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Abstract methods, overloads and members of a protocol have no body on purpose."""
        parent = found.parent
        if parent is not None and _is_protocol(parent.bases):
            return False
        if decorators and any(_no_body(item) for item in decorators):
            return False
        return super().unfinished(found, node, body, decorators, bases)

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Nothing but a docstring, `pass` or `...`."""
        if node.named_child_count > 3 or found.kind is not SymbolKind.CLASS:
            return False
        if is_exception(bases) or _is_protocol(bases):
            return False
        return all(_is_nothing(child) for child in _after_docstring(self.statements(node)))

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """`pass`, `...`, a docstring alone, a `raise` that says so, or a trivial `return` with a note."""
        rest = _after_docstring(self.statements(node))
        if all(_is_nothing(child) for child in rest):
            return True
        if len(rest) > 1:
            return False
        code = found.data[rest[0].start_byte : rest[0].end_byte]
        if self.raises_unfinished(rest[0], code):
            return True
        return self.is_trivial(code) and promises_work(with_rest_of_line(found.data, body))

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`raise NotImplementedError`, or any `raise` whose message says so."""
        if node.type == "raise_statement":
            return _RAISES.match(code) is not None or (len(code) < 200 and promises_work(code))
        return node.type == "assert_statement" and _RAISES.match(code) is not None and promises_work(code)

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """A keyword argument has a name."""
        if node.type != "keyword_argument":
            return super().argument(node, data)
        value = node.child_by_field_name("value")
        return text(node.child_by_field_name("name"), data), line_of_text(value, data)

    def bound_before(self, data: bytes, start: int, end: int) -> Shown | None:
        """In `with` and `except` the value comes first; of several names at once little is known."""
        return shown_before(data, start, end)

    # Imports and the file

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the module's docstring, or behind the first lines with `#!` or a coding."""
        for child in root.named_children[:MAX_STUB]:
            if child.type != "comment":
                return child.end_byte if _is_string_statement(child) else _shebang_end(data)
        return _shebang_end(data)

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """One for each name."""
        start, end = node.start_byte, node.end_byte
        names = node.children_by_field_name("name")
        if node.type == "import_statement":
            return [Import(_name_of(item, data), start, end, alias=_alias_of(item, data)) for item in names]
        module, level = _from_module(node, data)
        found = [Import(module, start, end, _name_of(item, data), _alias_of(item, data), level) for item in names]
        if any(child.type == "wildcard_import" for child in node.named_children):
            found.append(Import(module, start, end, "*", "", level))
        return found

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The docstring of the module."""
        return docstring(root, data)


class StubReader(PythonReader):
    """A stub file, where no body is ever written."""

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Never."""
        del found, node, body, decorators, bases
        return False


def docstring(block: ts.Node, data: bytes) -> str:
    """The docstring of a block, dedented and without quotes; empty where it has none."""
    for index in range(min(block.named_child_count, MAX_STUB)):
        child = block.named_child(index)
        if child.type != "comment":
            return _unquoted(text(child, data)) if _is_string_statement(child) else ""
    return ""


def _unquoted(literal: str) -> str:
    opening = _QUOTES.match(literal)
    if opening is None:
        return ""
    content = literal[opening.end() :].removesuffix(opening.group(1))
    return inspect.cleandoc(content.replace("\r\n", "\n").replace("\r", "\n"))


def _is_string_statement(node: ts.Node) -> bool:
    if node.type != "expression_statement" or node.named_child_count != 1:
        return False
    return node.named_child(0).type in {"string", "concatenated_string"}


def _shebang_end(data: bytes) -> int:
    found = _SHEBANG.match(data)
    return found.end() - 1 if found and found.end() else -1


def _is_nothing(node: ts.Node) -> bool:
    if node.type == "pass_statement":
        return True
    if node.type != "expression_statement" or node.named_child_count != 1:
        return False
    return node.named_child(0).type == "ellipsis"


def _after_docstring(statements: list[ts.Node]) -> list[ts.Node]:
    return statements[1:] if statements and _is_string_statement(statements[0]) else statements


def _is_protocol(bases: Sequence[str]) -> bool:
    return "Protocol" in bases or any(base.endswith(".Protocol") for base in bases)


def _no_body(decorator: str) -> bool:
    name = decorator.partition("(")[0].rsplit(".", 1)[-1]
    return name == "overload" or name.startswith("abstract")


def _target(assignment: ts.Node) -> ts.Node | None:
    left = assignment.child_by_field_name("left")
    if left is not None and left.type == "attribute":
        return left.child_by_field_name("attribute")
    return left


def _alias_name(node: ts.Node) -> ts.Node | None:
    left = node.child_by_field_name("left")
    while left is not None and left.type != "identifier":
        left = left.named_child(0) if left.named_child_count else None
    return left


def _unsubscripted(node: ts.Node) -> ts.Node:
    value = node.child_by_field_name("value") if node.type == "subscript" else None
    return node if value is None else value


def _colon_end(node: ts.Node, body: ts.Node) -> int:
    before = node.child(node.child_count - 2) if node.child_count > 1 else None
    if before is not None and before.type == ":":
        return before.end_byte
    end = body.start_byte
    for child in node.children:
        if child.type == ":":
            end = child.end_byte
    return end


def _first_of_body(data: bytes, colon: int, first: int) -> int:
    """Where the body starts: at its first statement or at a comment before it, on a line of its own."""
    line_end = _line_end(data, colon)
    if first < line_end:
        return first
    between = data[line_end:first]
    return line_end + len(between) - len(between.lstrip())


def _deeper_comments(data: bytes, start: int, end: int, column: int, otherwise: int) -> Span:
    """The comment lines from `start` that are indented deeper than `column`; empty where there are none."""
    first = last = -1
    for line in data[start:end].splitlines(keepends=True):
        content = line.strip()
        if content:
            indent = len(line) - len(line.lstrip())
            if indent <= column:
                break
            first = start + indent if first < 0 else first
            last = start + indent + len(content)
        start += len(line)
    return Span(first, last) if first >= 0 else Span(otherwise, otherwise)


def _line_end(data: bytes, offset: int) -> int:
    end = data.find(b"\n", offset)
    return len(data) if end < 0 else end + 1


def _column(data: bytes, offset: int) -> int:
    return offset - (data.rfind(b"\n", 0, offset) + 1)


def _name_of(node: ts.Node, data: bytes) -> str:
    name = node.child_by_field_name("name") if node.type == "aliased_import" else node
    return text(name, data)


def _alias_of(node: ts.Node, data: bytes) -> str:
    return text(node.child_by_field_name("alias"), data) if node.type == "aliased_import" else ""


def _from_module(node: ts.Node, data: bytes) -> tuple[str, int]:
    if node.type == "future_import_statement":
        return "__future__", 0
    written = text(node.child_by_field_name("module_name"), data)
    name = written.lstrip(". ")
    return name.strip(), written.count(".", 0, len(written) - len(name))
