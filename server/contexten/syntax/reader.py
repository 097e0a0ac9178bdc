"""How the definitions of one grammar are read; a language's folder has a subclass with what differs.

The base class reads what the grammars with braces share: fields called `name`, `parameters`, `body`, comments
before a definition. It works on nodes that a query found and never descends further than a definition's own
header and the direct children of its body, so depth of nesting costs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax.declared import LOOK_BEHIND, Shown
from contexten.syntax.facts import Definition, Export, Import, Parameter, SymbolKind
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.CONSTANT, SymbolKind.FIELD})
CALLABLES = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD})
TYPES = frozenset(kind for kind in SymbolKind if kind.is_type)

MAX_VALUE = 200
"""The signature of a variable is cut after so many characters: its value may be a table."""

_SPACE = re.compile(r"\s+")
_FOLDS = re.compile(rb"[\t-\r\x80-\xff]|  ")
_ASSIGNED = re.compile(
    rb"([A-Za-z_$][\w$]*)(?:\s*(?:\bor\b|\|\||\?\?)\s*(?:new\s+)?(?:([A-Za-z_$][\w$.]*)\(.*)?.*|\s+if\s.*|\s+as\s.*|!)?",
    re.DOTALL,
)
"""A parameter, perhaps with what is made where it is missing: `given or Client()`."""
_TODO = re.compile(
    rb"\b(?:to-?do|fixme|xxx|tbd)\b|\b(?:not|never)\s+(?:yet\s+)?implemented\b|\bunimplemented\b|\bnotimplemented"
    rb"|\bimplement (?:me|this|it|here)\b|\b(?:your|add) (?:code|implementation) here\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """A definition that a query found, and what stands around it."""

    node: ts.Node
    outer: ts.Node
    """The node with decorators, `export` and the like; often `node` itself."""
    kind: SymbolKind
    data: bytes
    start: int
    """First byte with the comments and attributes that belong to it."""
    doc: str
    """The text of the comment before it."""
    attributes: tuple[str, ...] = ()
    """The attributes before it, as written."""
    parent: Definition | None = None
    parent_index: int = -1
    owner: ts.Node | None = None
    public: frozenset[str] | None = None
    """The names the file declares public, where it does."""


def text(node: ts.Node | None, data: bytes) -> str:
    """The text of `node`, empty for None; bytes that are no text become U+FFFD."""
    return "" if node is None else str(data[node.start_byte : node.end_byte], "utf-8", "replace")


def folded(data: bytes, limit: int | None = None) -> str:
    """`data` as one line with white space folded, of at most `limit` characters."""
    raw = data if limit is None else data[: limit * 4]
    if not _FOLDS.search(raw):
        line = str(raw, "utf-8", "replace").strip()
        return line if limit is None else line[:limit]
    line = _SPACE.sub(" ", str(raw, "utf-8", "replace")).strip()
    return line if limit is None else line[:limit]


def line_of_text(node: ts.Node | None, data: bytes) -> str:
    """The text of `node` on one line, empty for None."""
    return "" if node is None else folded(data[node.start_byte : node.end_byte])


def promises_work(data: bytes) -> bool:
    """Whether a text says that something is still to be written."""
    return _TODO.search(data) is not None


class Reader:
    """Reads the definitions and imports of one grammar."""

    identifier_types: tuple[str, ...] = ("identifier",)
    """Node types of identifier tokens."""
    ignored_names: frozenset[str] = frozenset()
    """Names that are never references, such as `self`."""
    keywords: frozenset[bytes] = frozenset()
    """Words of the language that its grammar reads as names."""
    maker: bytes = b""
    """The member of a type whose call makes an instance, where that is how it is done: Ruby's `new`."""
    dotted_types: bool = False
    """Whether a whole `A.B` is one token of a type's name."""
    comment_types: frozenset[str] = frozenset({"comment"})
    doc_openers: tuple[bytes, ...] = (b"/**",)
    """How a comment starts that belongs to the definition after it."""
    attribute_types: frozenset[str] = frozenset()
    """Nodes that stand before a definition as its siblings and belong to it."""
    import_types: frozenset[str] = frozenset()
    """Nodes of import statements at the top level."""
    block_types: frozenset[str] = frozenset()
    """Nodes of functions and types at the top level: imports behind the first of them are late ones."""
    decorator_types: frozenset[str] = frozenset({"decorator"})
    containers: frozenset[str] = frozenset()
    """Node types whose children are statements or members."""
    call_types: frozenset[str] = frozenset({"call_expression"})
    await_types: frozenset[str] = frozenset({"await_expression"})
    transparent_types: frozenset[str] = frozenset({"await_expression", "parenthesized_expression"})
    """Nodes around a call whose value is the call's."""
    return_types: frozenset[str] = frozenset({"return_statement"})
    member_fields: tuple[tuple[str, str], ...] = (("object", "property"), ("object", "attribute"))
    """Fields of a node with a dot: before it and behind it."""
    wrapper_fields: tuple[str, ...] = ("declaration", "definition", "value")
    field_kinds: frozenset[SymbolKind] = frozenset({SymbolKind.VARIABLE, SymbolKind.CONSTANT})
    """Kinds that become a field inside a type."""
    binding: re.Pattern[bytes] | None = None
    """What stands behind a bound name that shows its type: see `bindings`; None: nothing is read of local names."""
    grouped: bool = False
    """Whether several nodes behind each other are one definition, such as the equations of a function."""
    looks_before: bool = False
    """Whether `bound_before` has something to say."""
    passing_links: frozenset[str] = frozenset()
    """Names behind the dot after a call whose value has the type of the call's, such as `unwrap`."""

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """The node of the definition's name."""
        return node.child_by_field_name("name")

    def may_define(self, node: ts.Node, data: bytes) -> bool:
        """Whether what a query found is a definition, as far as its own words tell."""
        del node, data
        return True

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The definitions directly inside a wrapper."""
        for field in self.wrapper_fields:
            found = wrapper.child_by_field_name(field)
            if found is not None:
                return [found]
        return []

    def read(self, found: Found) -> Definition | None:
        """The definition; None where it has no name."""
        name = self.name(found.node)
        if name is None or name.end_byte == name.start_byte:
            return None
        if found.kind in VALUES:
            return self.read_variable(found, name)
        return self.read_block(found, name)

    def read_block(self, found: Found, name: ts.Node) -> Definition:
        """A function, a type or a module."""
        data, outer, node, kind = found.data, found.outer, found.node, found.kind
        body_node = self.body_node(found)
        body = self.body(found, body_node)
        header = self.header_start(outer)
        decorators = self.decorators(found)
        callable_ = kind in CALLABLES
        bases = () if callable_ else self.bases(node, data)
        label = text(name, data)
        start, end = (-1, -1) if body is None else (body.start, body.end)
        # By place and not by keyword: measured, keywords take 1.9 microseconds and places 0.3.
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
            self.signature(found, header, body_node),
            self.doc(found, body_node),
            self.parameters(found) if callable_ else (),
            self.returns(node, data) if callable_ else "",
            self.aliased(node, data),
            bases,
            self.owner(found),
            decorators,
            self.unfinished(found, body_node, body, decorators, bases or (label,)),
            self.exported(found, label),
            callable_ and self.is_async(node),
        )

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """A variable, a constant or a field."""
        label = text(name, found.data)
        header = self.header_start(found.outer)
        end = found.outer.end_byte
        return Definition(
            label,
            found.kind,
            found.start,
            end,
            name.start_byte,
            -1,
            -1,
            found.parent_index,
            header,
            folded(found.data[header:end], MAX_VALUE).rstrip(";,"),
            found.doc,
            (),
            "",
            self.variable_type(found),
            (),
            "",
            self.decorators(found),
            False,
            self.exported(found, label),
        )

    # The parts of a definition

    def is_lead(self, node: ts.Node, data: bytes) -> bool:
        """Whether an attribute belongs to the definition after it."""
        del node, data
        return True

    def header_start(self, outer: ts.Node) -> int:
        """First byte after decorators."""
        for child in outer.children:
            if child.type not in self.decorator_types:
                return child.start_byte
        return outer.start_byte

    def decorators(self, found: Found) -> tuple[str, ...]:
        """Decorators, annotations and attributes, as written without their mark."""
        own = [
            folded(found.data[child.start_byte : child.end_byte])
            for node in (found.outer, found.node)
            for child in node.children
            if child.type in self.decorator_types
        ]
        return (*found.attributes, *dict.fromkeys(item.lstrip("@") for item in own))

    def function(self, node: ts.Node) -> ts.Node:
        """The node that holds parameters and body; differs from `node` where a variable holds a function."""
        return node

    def body_node(self, found: Found) -> ts.Node | None:
        """The node of the body."""
        return self.function(found.node).child_by_field_name("body")

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """The statements of the body, without braces."""
        return None if node is None else inside_braces(node, found.data)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """The header on one line, without the body."""
        end = found.node.end_byte if body is None else body.start_byte
        return folded(found.data[header:end]).rstrip(" ;,")

    def doc(self, found: Found, body: ts.Node | None) -> str:
        """The doc text, without its marks."""
        del body
        return found.doc

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """The parameters in order."""
        node = self.function(found.node).child_by_field_name("parameters")
        if node is None:
            return ()
        read = [item for index, child in enumerate(node.named_children) for item in self.parameter(child, found, index)]
        return tuple(read)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """The parameters that one node declares."""
        raise TypeError(f"{type(self).__name__} reads no parameters: {node.type} {index} {found.kind}")

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The declared type of the result."""
        found = self.function(node).child_by_field_name("return_type")
        return line_of_text(found, data).removeprefix(":").strip()

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """What a type alias stands for."""
        del node, data
        return ""

    def variable_type(self, found: Found) -> str:
        """The declared type of a variable, or the called name of its value."""
        return line_of_text(found.node.child_by_field_name("type"), found.data).removeprefix(":").strip()

    def assigned_type(self, node: ts.Node, parameters: Sequence[Parameter], data: bytes) -> str:
        """The type of a field that a method assigns one of its parameters to; empty where that is not seen."""
        value = node.child_by_field_name("right")
        found = None if value is None else _ASSIGNED.fullmatch(data, value.start_byte, value.end_byte)
        if found is None:
            return ""
        name, made = (str(part or b"", "utf-8", "replace") for part in found.groups())
        declared = next((item.type for item in parameters if item.name.rstrip("?") == name), "")
        return declared or made

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """The names of what a type extends or implements, without type arguments."""
        del node, data
        return ()

    def implemented(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """The type that an owner block belongs to and the base it gives it; empty where it gives none."""
        del node, data
        return "", ""

    def owner(self, found: Found) -> str:
        """The type a method belongs to where it does not stand inside it."""
        del found
        return ""

    def exported(self, found: Found, name: str) -> bool:
        """Whether other files may use it."""
        del found, name
        return True

    def public_names(self, data: bytes) -> frozenset[str] | None:
        """The names the file declares public, None where it declares none."""
        del data
        return None

    def exports(self, data: bytes) -> tuple[Export, ...]:
        """The names by which other files know a definition, where they are not its own name."""
        del data
        return ()

    def is_async(self, node: ts.Node) -> bool:
        """Whether it is asynchronous."""
        return any(child.type == "async" for child in self.function(node).children[:4])

    def bound_before(self, data: bytes, start: int, end: int) -> Shown | None:
        """What stands before a bound name; LOOK_BEHIND where `binding` is to be matched behind it, None for neither."""
        del data, start, end
        return LOOK_BEHIND

    # Calls

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """Name, receiver and arguments of a call; the name is None where what is called has none."""
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None:
            return None, None, arguments
        if function.type in self.identifier_types:
            return function, None, arguments
        for receiver, member in self.member_fields:
            name = function.child_by_field_name(member)
            if name is not None:
                return name, function.child_by_field_name(receiver), arguments
        return None, None, arguments

    def arguments(self, node: ts.Node | None, data: bytes) -> tuple[tuple[str, str], ...]:
        """Keyword and text of each argument."""
        if node is None:
            return ()
        given = [child for child in node.named_children if child.type not in self.comment_types]
        return tuple(self.argument(child, data) for child in given)

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """Keyword and text of one argument."""
        return "", line_of_text(node, data)

    def is_awaited(self, node: ts.Node, data: bytes) -> bool:
        """Whether a call is awaited without a node of its own for that."""
        del node, data
        return False

    def returns_value(self, parent: ts.Node, above: Sequence[ts.Node], value: ts.Node) -> bool:
        """Whether the value, a child of `parent`, is what the function returns; `above` ends in `parent`."""
        del value
        if parent.type == "expression_list" and len(above) > 1:
            parent = above[-2]
        return parent.type in self.return_types

    # Unfinished bodies

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """Whether the body is a stub."""
        del decorators
        if node is None or body is None or found.kind is SymbolKind.MODULE:
            return False
        if found.kind not in CALLABLES:
            return self.unfinished_type(found, node, bases)
        return node.named_child_count <= MAX_STUB and self.is_stub(found, node, body)

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Whether a type has no members, though it should have some."""
        if found.kind is not SymbolKind.CLASS or is_exception(bases):
            return False
        return all(child.type in self.comment_types for child in node.named_children[:MAX_STUB])

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """Whether the few statements of a function's body say that it is still to be written."""
        data = found.data
        statements = self.statements(node)
        if not statements:
            return not len(body) or promises_work(data[body.start : body.end])
        if len(statements) > 1:
            return False
        code = data[statements[0].start_byte : statements[0].end_byte]
        if self.raises_unfinished(statements[0], code):
            return True
        return self.is_trivial(code) and promises_work(with_rest_of_line(data, body))

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """The statements of a function's body, without comments."""
        return [child for child in node.named_children if child.type not in self.comment_types]

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """Whether a statement fails because nothing is written yet."""
        del node, code
        return False

    def is_trivial(self, code: bytes) -> bool:
        """Whether a statement only returns a value that stands for nothing."""
        return _TRIVIAL.fullmatch(code) is not None

    # Imports

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """The names that an import statement imports."""
        del node, data
        return []

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """End of the last import before the first function or type, else of the preamble; -1: the start."""
        early = late = -1
        blocks = False
        for child in self.top_level(root):
            kind = child.type
            if kind in self.import_types:
                late = child.end_byte
                early = early if blocks else late
            elif kind in self.block_types:
                blocks = True
        found = early if early >= 0 else late
        return found if found >= 0 else self.preamble_end(root, data)

    def top_level(self, root: ts.Node) -> list[ts.Node]:
        """The statements at the top of the file."""
        return root.named_children

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """End of what must stand before the first import; -1 where nothing must."""
        del root, data
        return -1

    def package(self, node: ts.Node, data: bytes) -> str:
        """The name in a package clause."""
        return text(node, data)

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The file's own doc text."""
        del root, data
        return ""

    def leading_doc(self, root: ts.Node, data: bytes, openers: tuple[bytes, ...]) -> str:
        """The first comment block of the file, where it is not that of the first definition."""
        texts: list[str] = []
        end = -1
        for child in root.named_children[:200]:
            start = child.start_byte
            comment = child.type in self.comment_types and data.startswith(openers, start)
            if not comment or (end >= 0 and data[end:start].count(b"\n") > 1):
                closed = end >= 0 and (data[end:start].count(b"\n") > 1 or child.type in self.import_types)
                return "\n".join(texts) if closed else ""
            texts.append(comment_text(data[start : child.end_byte]))
            end = start + len(data[start : child.end_byte].rstrip())
        return "\n".join(texts)


MAX_STUB = 12
"""A body with more children than this is no stub."""
MAX_REMARK = 200
"""Text of a minified file may go on for ever on one line: a remark is looked for in so many bytes of it."""

_TRIVIAL = re.compile(
    rb"(?:return\s*)?(?:|\(?\s*(?:null|nil|None|undefined|false|true|False|True|void 0|-?[01](?:\.0)?|\"\"|''"
    rb"|``|\{\s*\}|\[\s*\]|\(\)|vec!\[\]|String::new\(\)|Vec::new\(\)|Default::default\(\)|Optional\.empty\(\)"
    rb"|\{\s*\} as \w+|null as any|nil, nil|Ok\(\(\)\)|\[\] as \w+)\s*\)?)\s*;?",
)


def inside_braces(node: ts.Node, data: bytes) -> Span:
    """The text of a block without its braces and the white space at them; all of it where it has none."""
    start, end = node.start_byte, node.end_byte
    if data[start : start + 1] != b"{":
        return Span(start, end)
    inner = start + 1
    if end > inner and data[end - 1 : end] == b"}":
        end -= 1
    return trimmed(data, inner, end)


def trimmed(data: bytes, start: int, end: int) -> Span:
    """The range without white space at both ends; empty at `start` where there is nothing else."""
    raw = data[start:end]
    left = len(raw) - len(raw.lstrip())
    if left == len(raw):
        return Span(start, start)
    return Span(start + left, start + len(raw.rstrip()))


def with_rest_of_line(data: bytes, body: Span) -> bytes:
    """The body and what stands behind it on its last line, as far as a remark may reach."""
    rest = data[body.end : body.end + MAX_REMARK].partition(b"\n")[0]
    return data[body.start : body.end] + rest


def base_name(written: str) -> str:
    """A type without its arguments: `a.B<C>` is `a.B`."""
    return _ARGUMENTS.split(written, maxsplit=1)[0].strip()


_ARGUMENTS = re.compile(r"[<\[(]")


def is_exception(bases: Sequence[str]) -> bool:
    """Whether one of the base names is that of an exception."""
    return any(base.endswith(("Error", "Exception", "Warning", "Exit", "Interrupt", "Throwable")) for base in bases)


def comment_text(raw: bytes) -> str:
    """The text of a doc comment, without its marks."""
    line = str(raw, "utf-8", "replace")
    if line.startswith("/*"):
        line = line.removeprefix("/**").removeprefix("/*").removeprefix("!").removesuffix("*/")
    lines = [_MARK.sub("", item, count=1).rstrip() for item in line.splitlines()]
    return "\n".join(lines).strip()


_MARK = re.compile(r"^\s*(?:///|//!|//|\*(?!/)|#)? ?")
