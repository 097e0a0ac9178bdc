"""How Python's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.python.blocks import (
    after_docstring,
    block_span,
    colon_end,
    docstring,
    is_nothing,
    is_string_statement,
    may_be_stub,
)
from contexten.syntax.languages.python.locals import BINDING, PASSING, shown_before
from contexten.syntax.reader import (
    CALLABLES,
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
_SHEBANG = re.compile(rb"(?:#!.*\n)?(?:#.*coding[:=].*\n)?")
_METHOD, _FIELD = SymbolKind.METHOD, SymbolKind.FIELD
_VARIABLE, _CONSTANT = SymbolKind.VARIABLE, SymbolKind.CONSTANT
_PLAIN = frozenset({"identifier", "list_splat_pattern", "dictionary_splat_pattern"})
_MAX_KNOWN, _MOST_KNOWN = 120, 4096
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

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bool], tuple[Parameter, ...]] = {}
        """Lists of parameters that were read, by their text and whether the first one is the receiver."""

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
        if found.kind is _VARIABLE and text(name, found.data).isupper():
            found.kind = _CONSTANT
        return super().read_variable(found, name)

    def read(self, found: Found) -> Definition | None:
        """A target on another object than the receiver defines nothing."""
        node, kind = found.node, found.kind
        if kind is _FIELD and node.type == "assignment":
            left = node.child_by_field_name("left")
            owner = None if left is None else left.child_by_field_name("object")
            if owner is not None and text(owner, found.data) not in self.ignored_names:
                return None
        return super().read(found)

    def read_block(self, found: Found, name: ts.Node) -> Definition:
        """As for other languages, but each node is looked at once: nearly all there is to read are these."""
        node, outer, data, kind = found.node, found.outer, found.data, found.kind
        block = node.child_by_field_name("body")
        if block is None:
            return super().read_block(found, name)
        plain = outer is node
        header = node.start_byte if plain else self.header_start(outer)
        decorators = () if plain else self.decorators(found)
        colon = colon_end(node, block)
        start, end = block_span(node, block, data, colon)
        callable_ = kind in CALLABLES
        bases = () if callable_ else self.bases(node, data)
        label = str(data[name.start_byte : name.end_byte], "utf-8", "replace")
        returned = node.child_by_field_name("return_type") if callable_ else None
        return Definition(
            label,
            kind,
            found.start,
            max(outer.end_byte, end),
            name.start_byte,
            start,
            end,
            found.parent_index,
            header,
            folded(data[header : colon - 1]),
            docstring(block, data),
            self.parameters(found) if callable_ else (),
            "" if returned is None else line_of_text(returned, data),
            "",
            bases,
            "",
            decorators,
            (not callable_ or may_be_stub(block))
            and self.unfinished(found, block, Span(start, end), decorators, bases or (label,)),
            self.exported(found, label),
            callable_ and data.startswith(b"async", node.start_byte),
        )

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
        return Span(*block_span(found.node, node, found.data, colon_end(found.node, node)))

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """From `def` or `class` to the colon."""
        if body is None:
            return folded(found.data[header : found.node.end_byte])
        return folded(found.data[header : colon_end(found.node, body) - 1])

    def doc(self, found: Found, body: ts.Node | None) -> str:
        """The docstring, dedented."""
        return "" if body is None else docstring(body, found.data)

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """The first one of a method is the receiver; the marks `*` and `/` are none."""
        node, data = found.node.child_by_field_name("parameters"), found.data
        if node is None:
            return ()
        decorated = found.outer is not found.node and "staticmethod" in self.decorators(found)
        bound = found.kind is _METHOD and not decorated
        start, end = node.start_byte, node.end_byte
        if end - start > _MAX_KNOWN or node.has_error:
            return _parameters(node, data, bound=bound)
        # Most lists are written again and again, such as `(self)`; without an error the text alone says what they are.
        key = (data[start:end], bound)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = _parameters(node, data, bound=bound)
        return known

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
        if parent is not None and parent.bases and _is_protocol(parent.bases):
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
        return all(is_nothing(child) for child in after_docstring(self.statements(node)))

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """`pass`, `...`, a docstring alone, a `raise` that says so, or a trivial `return` with a note."""
        rest = after_docstring(self.statements(node))
        if all(is_nothing(child) for child in rest):
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
                return child.end_byte if is_string_statement(child) else _shebang_end(data)
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


def _parameters(node: ts.Node, data: bytes, *, bound: bool) -> tuple[Parameter, ...]:
    read = [item for child in node.named_children if (item := _parameter(child, data)) is not None]
    if bound and read and not read[0].name.startswith("*"):
        first = read[0]
        read[0] = Parameter(first.name, first.type, first.default, receiver=True)
    return tuple(read)


def _parameter(node: ts.Node, data: bytes) -> Parameter | None:
    """A plain, typed, defaulted or starred one."""
    kind = node.type
    if kind in _PLAIN:
        return Parameter(str(data[node.start_byte : node.end_byte], "utf-8", "replace"))
    if kind == "typed_parameter":
        return Parameter(text(node.child(0), data), line_of_text(node.child_by_field_name("type"), data))
    if kind in {"default_parameter", "typed_default_parameter"}:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        declared = line_of_text(node.child_by_field_name("type"), data)
        return Parameter(text(name, data), declared, line_of_text(value, data))
    return None


def _shebang_end(data: bytes) -> int:
    found = _SHEBANG.match(data)
    return found.end() - 1 if found and found.end() else -1


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
