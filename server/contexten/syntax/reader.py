"""How the definitions of one grammar are read; a language's folder has a subclass with what differs.

The base class reads what the grammars with braces share: fields called `name`, `parameters`, `body`, comments
before a definition. It works on nodes that a query found and never descends further than a definition's own
header and the direct children of its body, so depth of nesting costs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.declared import LOOK_BEHIND, Shown
from contexten.syntax.facts import Definition, Export, Import, Parameter, SymbolKind
from contexten.syntax.found import CALLABLES, MAX_VALUE, TYPES, VALUES, Found
from contexten.syntax.stubs import MAX_STUB, Stubs
from contexten.syntax.written import (
    MAX_REMARK,
    base_name,
    comment_text,
    folded,
    inside_braces,
    is_exception,
    line_of_text,
    promises_work,
    text,
    trimmed,
    with_rest_of_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

__all__ = [
    "CALLABLES", "MAX_REMARK", "MAX_STUB", "MAX_VALUE", "TYPES", "VALUES", "Found", "Reader", "base_name",
    "comment_text", "folded", "inside_braces", "is_exception", "line_of_text", "promises_work", "text",
    "trimmed", "with_rest_of_line",
]  # fmt: skip
# What a language's reader needs besides the class comes from here too.

_ASSIGNED = re.compile(
    rb"([A-Za-z_$][\w$]*)(?:\s*(?:\bor\b|\|\||\?\?)\s*(?:new\s+)?(?:([A-Za-z_$][\w$.]*)\(.*)?.*|\s+if\s.*|\s+as\s.*|!)?",
    re.DOTALL,
)
"""A parameter, perhaps with what is made where it is missing: `given or Client()`."""


class Reader(Stubs):
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

    def implemented(self, node: ts.Node, data: bytes) -> tuple[str, tuple[str, ...]]:
        """The type that an owner block belongs to and the bases it gives it."""
        del node, data
        return "", ()

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
