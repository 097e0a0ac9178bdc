"""How Haskell's definitions and imports are read.

A function is its type signature and its equations, which stand behind each other as siblings: whichever of them a
query found, the whole of them is the definition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import Found, Reader, base_name, folded, line_of_text, promises_work, text
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter as ts

_STUB = re.compile(rb"undefined|_todo|todo|notImplemented")
_FAILS = re.compile(rb"(?:error|fail|throw|throwIO|panic)\b")
_EXPORTS = re.compile(rb"^module\s+[\w.']+\s*\(((?:[^()]|\([^()]*\))*)\)\s*where", re.MULTILINE)
_WORD = re.compile(r"[\w']+")
_MARKS = re.compile(r"^\s*(?:\{-\s*\|?|--+\s?\|?\^?\s?)|\s*-\}\s*$", re.MULTILINE)
_EQUATIONS = frozenset({"function", "bind"})
_GROUPED = _EQUATIONS | {"signature"}
_BETWEEN = frozenset({"comment", "haddock", "pragma"})
_PLAIN = frozenset({"literal", "list", "tuple", "negation", "unit"})
_TYPED = re.compile(r"\(\s*([\w']+)\s*::\s*(.+?)\s*\)")
_MAX_EQUATIONS = 40
"""Of a function with more equations than this, the first and the last of those that are looked at count."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A signature and the equations of the same name, behind each other."""

    signature: ts.Node | None
    equations: tuple[ts.Node, ...]

    @property
    def first(self) -> ts.Node:
        return self.signature if self.signature is not None else self.equations[0]

    @property
    def last(self) -> ts.Node:
        return self.equations[-1] if self.equations else self.first


class HaskellReader(Reader):
    """Haskell."""

    identifier_types = ("variable", "constructor", "name")
    ignored_names = frozenset("abcdefghijklmnopqrstuvwxyz")
    """Variables of types and the shortest of local names."""
    comment_types = frozenset({"comment", "haddock"})
    grouped = True
    containers = frozenset({"declarations", "class_declarations", "instance_declarations", "do", "local_binds"})
    import_types = frozenset({"import"})
    block_types = frozenset({"function", "bind", "signature", "data_type", "newtype", "class", "instance"})
    call_types = frozenset({"apply"})
    transparent_types = frozenset({"apply", "parens"})
    await_types = frozenset()
    return_types = frozenset()

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """A constructor is found by its name; an operator may stand between its operands."""
        if node.type == "constructor":
            return node
        if node.type == "field":
            return node.child_by_field_name("name")
        found = node.child_by_field_name("name")
        infix = child_of_type(node, "infix") if found is None and node.type == "function" else None
        if infix is not None:
            found = infix.child_by_field_name("operator")
        if found is not None and found.type in {"prefix_id", "infix_id"}:
            return first_named(found)
        return None if found is None or found.type == "binding_list" else found

    def read(self, found: Found) -> Definition | None:
        """The whole group of an equation or a signature."""
        if found.node.type in _GROUPED:
            return self._read_group(found)
        self._with_lead(found, found.outer)
        if found.node.type == "data_type":
            found.kind = _kind_of_data(found.node)
        return super().read(found)

    def _read_group(self, found: Found) -> Definition | None:
        group = self._group(found.node, found.data)
        name = None if group is None else self.name(group.first)
        if group is None or name is None or name.start_byte == name.end_byte:
            return None
        if self._is_local_value(found, group):
            return None
        self._with_lead(found, group.first)
        if _is_value(group):
            found.kind = SymbolKind.VARIABLE
            if found.owner is not None or (found.parent is not None and found.parent.kind.is_type):
                found.kind = SymbolKind.FIELD
        elif found.owner is not None:
            found.kind = SymbolKind.METHOD
        label = text(name, found.data)
        callable_ = found.kind in {SymbolKind.FUNCTION, SymbolKind.METHOD}
        body = self._body_of(group) if callable_ else None
        return Definition(
            name=label,
            kind=found.kind,
            start=found.start,
            end=group.last.end_byte,
            name_start=name.start_byte,
            body_start=-1 if body is None else body.start,
            body_end=-1 if body is None else body.end,
            parent=found.parent_index,
            header_start=group.first.start_byte,
            signature=_header(group, found.data),
            doc=found.doc,
            parameters=tuple(_parameters(group, found.data)) if callable_ else (),
            returns=_result(group, found.data) if callable_ else "",
            type="" if callable_ else _result(group, found.data),
            owner=self.owner(found),
            unfinished=callable_ and self._is_unwritten(group, found.data),
            exported=self.exported(found, label),
        )

    def _group(self, node: ts.Node, data: bytes) -> _Group | None:
        label = self._label(node, data)
        if not label:
            return None
        before = list(self._alike(node, label, data, forward=False))[::-1]
        behind = list(self._alike(node, label, data, forward=True))
        nodes = [*before, node, *behind]
        signed = nodes[0] if nodes[0].type == "signature" else None
        return _Group(signed, tuple(item for item in nodes if item.type in _EQUATIONS))

    def _alike(self, node: ts.Node, label: str, data: bytes, *, forward: bool) -> Iterator[ts.Node]:
        """The equations of the same name behind or before `node`, up to its signature."""
        if node.type == "signature" and not forward:
            return
        for _ in range(_MAX_EQUATIONS):
            beside = node.next_named_sibling if forward else node.prev_named_sibling
            if beside is None:
                return
            node = beside
            if node.type in _BETWEEN:
                continue
            if node.type not in _GROUPED or self._label(node, data) != label or (forward and node.type == "signature"):
                return
            yield node
            if node.type == "signature":
                return

    def _label(self, node: ts.Node, data: bytes) -> str:
        return text(self.name(node), data)

    def _is_local_value(self, found: Found, group: _Group) -> bool:
        """Whether it is a `let` or `where` without parameters: no more than a local variable."""
        local = found.parent is not None and found.parent.kind.is_callable
        return local and all(item.type == "bind" for item in group.equations)

    def _with_lead(self, found: Found, first: ts.Node) -> None:
        """Set where the definition starts and its doc: the comment lines directly above `first`."""
        data = found.data
        start = _lead(data, first.start_byte)
        found.start = start
        found.doc = _words(str(data[start : first.start_byte], "utf-8", "replace"))

    # Parts

    def _body_of(self, group: _Group) -> Span | None:
        """Behind `=` of the only equation; else all equations, which have headers of their own."""
        equation = next(iter(group.equations), None)
        if equation is None:
            return None
        if len(group.equations) > 1:
            return Span(equation.start_byte, group.last.end_byte)
        matches = equation.children_by_field_name("match")
        if not matches:
            return None
        expression = matches[0].child_by_field_name("expression")
        start = matches[0] if len(matches) > 1 or expression is None else expression
        return Span(start.start_byte, group.last.end_byte)

    def body_node(self, found: Found) -> ts.Node | None:
        """The members of a class, the constructors of a type."""
        node = found.node
        found_body = node.child_by_field_name("declarations") or node.child_by_field_name("constructors")
        return found_body or (node.child_by_field_name("constructor") if node.type == "newtype" else None)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Without `=` and `where`."""
        written = super().signature(found, header, body)
        return re.sub(r"\s*(?:=|\bwhere)(?:\s*--.*)?$", "", written).rstrip()

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """A constructor shows what it is made of."""
        read = super().read_variable(found, name)
        if found.node.type != "constructor" or found.node.parent is None:
            return msgspec.structs.replace(read, doc=read.doc or _doc_behind(found))
        around = found.node.parent
        written = folded(found.data[around.start_byte : around.end_byte], 200)
        kind = "" if found.parent is None else found.parent.name
        return msgspec.structs.replace(read, signature=written, type=kind)

    def variable_type(self, found: Found) -> str:
        """The type of a field."""
        return line_of_text(found.node.child_by_field_name("type"), found.data).removeprefix("!")

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `type`."""
        return line_of_text(node.child_by_field_name("type"), data) if node.type == "type_synonym" else ""

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """The classes a class requires, those a type derives."""
        if node.type == "class":
            required = node.child_by_field_name("context")
            return () if required is None else tuple(dict.fromkeys(re.findall(r"\b[A-Z][\w.']*", text(required, data))))
        derived = node.children_by_field_name("deriving")
        names = (name for item in derived for name in re.findall(r"\b[A-Z][\w.']*", text(item, data)))
        return tuple(dict.fromkeys(names))

    def owner(self, found: Found) -> str:
        """The type of the `instance`."""
        patterns = None if found.owner is None else child_of_type(found.owner, "type_patterns")
        if patterns is None:
            return ""
        name = re.search(r"[A-Z][\w']*", text(patterns, found.data))
        return "" if name is None else base_name(name[0])

    def exported(self, found: Found, name: str) -> bool:
        """In the list of the module's header, where there is one."""
        top = found.parent is None and found.owner is None
        return found.public is None or not top or name in found.public

    def public_names(self, data: bytes) -> frozenset[str] | None:
        """The names in the header; None where all are public."""
        found = _EXPORTS.search(data)
        if found is None:
            return None
        listed = str(found[1], "utf-8", "replace")
        return None if re.search(r"\bmodule\b", listed) else frozenset(_WORD.findall(listed))

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """No type must have members."""
        del found, node, bases
        return False

    def _is_unwritten(self, group: _Group, data: bytes) -> bool:
        """Whether every equation says that it is still to be written."""
        return bool(group.equations) and all(self._is_unwritten_equation(item, data) for item in group.equations)

    def _is_unwritten_equation(self, node: ts.Node, data: bytes) -> bool:
        matches = node.children_by_field_name("match")
        expression = matches[0].child_by_field_name("expression") if len(matches) == 1 else None
        if expression is None or node.child_by_field_name("binds") is not None:
            return False
        code = data[expression.start_byte : expression.end_byte]
        if _STUB.fullmatch(code):
            return True
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """A function applied to several arguments is applied to one after the other."""
        outer = node
        while outer.parent is not None and outer.parent.type == "apply" and outer.parent.start_byte == node.start_byte:
            outer = outer.parent
        function = node
        while function.type == "apply" and (inner := function.child_by_field_name("function")) is not None:
            function = inner
        if function.type == "qualified":
            name = function.child_by_field_name("id")
            return (name if name is not None and name.type == "variable" else None), None, outer
        return (function if function.type == "variable" else None), None, outer

    def arguments(self, node: ts.Node | None, data: bytes) -> tuple[tuple[str, str], ...]:
        """From the innermost application outwards."""
        found: list[tuple[str, str]] = []
        while node is not None and node.type == "apply":
            argument = node.child_by_field_name("argument")
            found += [] if argument is None else [("", line_of_text(argument, data))]
            node = node.child_by_field_name("function")
        return tuple(reversed(found))

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """One for each name in a list; without a list all, unless qualified; one for the module's other name."""
        start, end = node.start_byte, node.end_byte
        module = _dotted(node.child_by_field_name("module"), data)
        alias = _dotted(node.child_by_field_name("alias"), data)
        listed = node.child_by_field_name("names")
        words = {child.type for child in node.children}
        if not module:
            return []
        found = [Import(module, start, end, "", alias)] if alias or "qualified" in words else []
        if "qualified" in words:
            return found
        if listed is None or "hiding" in words:
            return [*found, Import(module, start, end, "*")]
        names = [text(_bare(child), data) for child in listed.named_children if child.type == "import_name"]
        return [*found, *(Import(module, start, end, name) for name in names if name)]

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the last import, else the header, else the pragmas."""
        nodes = [item for item in self.top_level(root) if item.type == "import"]
        return nodes[-1].end_byte if nodes else self.preamble_end(root, data)

    def top_level(self, root: ts.Node) -> list[ts.Node]:
        """Imports and declarations stand in lists of their own."""
        holders = {"imports", "declarations"}
        found: list[ts.Node] = []
        for child in root.named_children:
            found += child.named_children if child.type in holders else [child]
        return found

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the header, or the pragmas."""
        del data
        head = [child for child in root.named_children[:50] if child.type in {"header", "pragma"}]
        return head[-1].end_byte if head else -1

    def package(self, node: ts.Node, data: bytes) -> str:
        """The module's dotted name."""
        return _dotted(node, data)

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The documentation before the header."""
        for child in root.named_children[:50]:
            if child.type == "header":
                start = _lead(data, child.start_byte)
                return _words(str(data[start : child.start_byte], "utf-8", "replace"))
        return ""


def _lead(data: bytes, start: int) -> int:
    """Where the comment lines directly above `start` begin, in the same column; `start` where there are none."""
    line = data.rfind(b"\n", 0, start) + 1
    column = start - line
    if data[line:start].strip():
        return start
    found = start
    while line > 0:
        above = data.rfind(b"\n", 0, line - 1) + 1
        content = data[above : line - 1]
        if content[:column].strip() or not content[column:].startswith(b"--"):
            break
        found, line = above + column, above
    if found == start and data[:line].rstrip(b" \t\r").endswith(b"-}\n"):
        opened = data.rfind(b"{-|", 0, start)
        if opened >= 0 and b"-}" not in data[opened : line - 4]:
            return opened
    return found


def _words(comment: str) -> str:
    return "\n".join(line.rstrip() for line in _MARKS.sub("", comment).splitlines()).strip()


def _doc_behind(found: Found) -> str:
    """`-- ^ what it is` behind a field."""
    behind = found.node.next_named_sibling
    if behind is None or behind.type != "haddock":
        return ""
    written = text(behind, found.data)
    return _words(written) if re.match(r"--\s*\^", written) else ""


def _kind_of_data(node: ts.Node) -> SymbolKind:
    constructors = node.child_by_field_name("constructors")
    if constructors is None:
        return SymbolKind.TYPE
    inside = [child for child in constructors.named_children if child.type == "data_constructor"]
    record = len(inside) == 1 and child_of_type(inside[0], "record") is not None
    return SymbolKind.STRUCT if record else SymbolKind.ENUM


def _is_value(group: _Group) -> bool:
    """Whether it is plainly a value: neither parameters nor anything that is worked out."""
    if any(item.type == "function" for item in group.equations) or _steps(group):
        return False
    if not group.equations:
        return True
    matches = group.equations[0].children_by_field_name("match")
    expression = matches[0].child_by_field_name("expression") if matches else None
    return expression is not None and expression.type in _PLAIN


def _steps(group: _Group) -> list[ts.Node]:
    """The `function` nodes of the declared type, outermost first."""
    node = None if group.signature is None else group.signature.child_by_field_name("type")
    found: list[ts.Node] = []
    while node is not None and node.type in {"context", "forall", "function"}:
        if node.type == "function":
            found.append(node)
        node = node.child_by_field_name("result" if node.type == "function" else "type")
    return found


def _header(group: _Group, data: bytes) -> str:
    if group.signature is not None:
        return folded(data[group.signature.start_byte : group.signature.end_byte])
    equation = group.equations[0]
    matches = equation.children_by_field_name("match")
    end = matches[0].start_byte if matches and len(group.equations) == 1 else equation.end_byte
    return folded(data[equation.start_byte : end], 200)


def _parameters(group: _Group, data: bytes) -> Iterator[Parameter]:
    types = [line_of_text(step.child_by_field_name("parameter"), data) for step in _steps(group)]
    patterns = group.equations[0].child_by_field_name("patterns") if group.equations else None
    names = [] if patterns is None else [line_of_text(child, data) for child in patterns.named_children]
    for name, declared in zip_longest(names, types, fillvalue=""):
        typed = _TYPED.fullmatch(name)
        yield Parameter(name if typed is None else typed[1], declared or ("" if typed is None else typed[2]))


def _result(group: _Group, data: bytes) -> str:
    steps = _steps(group)
    if steps:
        return line_of_text(steps[-1].child_by_field_name("result"), data)
    node = None if group.signature is None else group.signature.child_by_field_name("type")
    return line_of_text(node, data)


def _dotted(node: ts.Node | None, data: bytes) -> str:
    return "".join(text(node, data).split()).rstrip(".")


def _bare(node: ts.Node) -> ts.Node | None:
    found = node.child_by_field_name("variable") or node.child_by_field_name("type") or first_named(node)
    if found is not None and found.type == "prefix_id":
        return first_named(found)
    return found
