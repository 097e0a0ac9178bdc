"""How Ruby's definitions and requires are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import MAX_STUB, Found, folded, line_of_text, promises_work, text
from contexten.syntax.worded import WordedReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

_RAISES = re.compile(rb"(?:raise|fail)\b[\s(]*(?:::)?NotImplementedError\b")
_FAILS = re.compile(rb"(?:raise|fail)\b")
_SECTIONS = (b"private", b"protected", b"public")
_MEMBERS = frozenset(
    {
        "attr_accessor", "attr_reader", "attr_writer", "define_method", "alias_method", "delegate", "scope", "has_many",
        "has_one", "belongs_to", "has_and_belongs_to_many", "attribute", "enum", "mattr_accessor", "cattr_accessor",
        "class_attribute", "def_delegators", "def_delegator", "property", "option",
    }
)  # fmt: skip
_FIRST_ONLY = frozenset({"define_method", "alias_method", "scope", "has_many", "has_one", "belongs_to", "attribute"})
_MIXING = frozenset({"include", "extend", "prepend"})
_MAKERS = {"Struct": "new", "Class": "new", "Module": "new", "Data": "define"}
_REQUIRES = frozenset({"require", "require_relative", "load"})
_HIDING = frozenset({"private", "protected", "private_class_method", "private_constant"})
_STATED = frozenset({"class", "module", "singleton_class", "assignment", "comment"})


class RubyReader(WordedReader):
    """Ruby."""

    identifier_types = ("identifier", "constant", "instance_variable", "class_variable", "global_variable")
    ignored_names = frozenset({"self", "super", "private", "protected", "public", "raise", "loop", "_"})
    maker = b"new"
    doc_openers = (b"#", b"=begin")
    containers = frozenset(
        {"program", "body_statement", "block_body", "then", "else", "do", "ensure", "begin", "rescue"},
    )
    import_types = frozenset({"call"})
    block_types = frozenset({"class", "module", "method", "singleton_method"})
    call_types = frozenset({"call"})
    await_types = frozenset()
    transparent_types = frozenset({"parenthesized_statements"})
    return_types = frozenset({"return", "body_statement"})
    wrapper_fields = ()

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """A class may be named with the modules around it; a constant is its target."""
        kind = node.type
        if kind in {"assignment", "operator_assignment"}:
            return node.child_by_field_name("left")
        if kind in {"simple_symbol", "identifier", "constant"}:
            return node
        found = node if kind == "scope_resolution" else node.child_by_field_name("name")
        return found.child_by_field_name("name") if found is not None and found.type == "scope_resolution" else found

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The method behind `private` and the like."""
        given = wrapper.child_by_field_name("arguments")
        found = [] if given is None else given.named_children
        return found if len(found) == 1 and found[0].type in {"method", "singleton_method"} else []

    def read(self, found: Found) -> Definition | None:
        """What a symbol defines depends on the word before it, what a module is on what it holds."""
        node = found.node
        if found.kind is SymbolKind.MODULE:
            return self._namespace(found) if _is_namespace(node.parent) else None
        if node.type == "module" and _is_namespace(node):
            return None
        if node.type == "simple_symbol":
            return self._member(found)
        if node.type in {"assignment", "operator_assignment"}:
            made = _maker(node.child_by_field_name("right"), found.data)
            if made is not None:
                found.kind = SymbolKind.CLASS
            left = node.child_by_field_name("left")
            if left is not None and left.type == "constant" and found.kind is SymbolKind.FIELD:
                found.kind = SymbolKind.CONSTANT
        return super().read(found)

    def _namespace(self, found: Found) -> Definition | None:
        read = super().read(found)
        return (
            None if read is None else msgspec.structs.replace(read, signature=f"module {text(found.node, found.data)}")
        )

    def _member(self, found: Found) -> Definition | None:
        node, data = found.node, found.data
        arguments = node.parent
        call = None if arguments is None else arguments.parent
        if arguments is None or call is None or found.parent is None:
            return None
        word = text(call.child_by_field_name("method"), data)
        first = first_named(arguments)
        if word not in _MEMBERS or (word in _FIRST_ONLY and (first is None or first.start_byte != node.start_byte)):
            return None
        name = text(node, data).lstrip(":").strip("\"'")
        if not name or len(name) + 1 != node.end_byte - node.start_byte:
            return None
        return Definition(
            name=name,
            kind=SymbolKind.FIELD,
            start=found.start,
            end=node.end_byte,
            name_start=node.start_byte + 1,
            parent=found.parent_index,
            header_start=node.start_byte,
            signature=folded(data[call.start_byte : call.end_byte], 200).partition(" do")[0],
            doc=found.doc,
        )

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """A member of several words is shown with the first line of its value."""
        read = super().read_variable(found, name)
        return msgspec.structs.replace(read, signature=read.signature.partition(" do |")[0])

    # Parts

    def function(self, node: ts.Node) -> ts.Node:
        """The block behind `Struct.new`."""
        if node.type not in {"assignment", "operator_assignment"}:
            return node
        value = node.child_by_field_name("right")
        block = None if value is None else value.child_by_field_name("block")
        return node if block is None else block

    def header_end(self, found: Found, node: ts.Node | None) -> int:
        """Behind the parameters, the superclass or the name."""
        block = self.block(found)
        if block.type in {"do_block", "block"}:
            given = block.child_by_field_name("parameters") or block.children[0]
            return given.end_byte
        for field in ("parameters", "superclass", "name"):
            part = block.child_by_field_name(field)
            if part is not None:
                return part.end_byte
        return block.end_byte if node is None else node.start_byte

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Without the block behind `Struct.new`."""
        return super().signature(found, header, body).removesuffix(" do").removesuffix(" {")

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """With its marks: `*rest`, `**options`, `&block`, `key:`."""
        del index
        data, name = found.data, text(node.child_by_field_name("name"), found.data)
        default = line_of_text(node.child_by_field_name("value"), data)
        kind = node.type
        if kind == "comment":
            return []
        if kind == "keyword_parameter":
            return [Parameter(f"{name}:", default=default)]
        if kind == "optional_parameter":
            return [Parameter(name, default=default)]
        return [Parameter(line_of_text(node, data))]

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """The superclass and what is mixed in."""
        found: list[str] = []
        above = node.child_by_field_name("superclass")
        if above is not None and above.named_child_count:
            found.append(_constant(above.named_children[-1], data))
        made = node.child_by_field_name("right")
        if made is not None:
            given = made.child_by_field_name("arguments")
            is_class = text(made.child_by_field_name("receiver"), data) == "Class"
            found += [_constant(item, data) for item in (given.named_children[:1] if given and is_class else [])]
        body = node.child_by_field_name("body")
        for child in [] if body is None else body.named_children:
            if child.type == "call" and text(child.child_by_field_name("method"), data) in _MIXING:
                given = child.child_by_field_name("arguments")
                found += [_constant(item, data) for item in ([] if given is None else given.named_children)]
        return tuple(item for item in dict.fromkeys(found) if item)

    def variable_type(self, found: Found) -> str:
        """The class of `Name.new(…)`, also behind `||=`."""
        value = found.node.child_by_field_name("right")
        if value is None or value.type != "call" or text(value.child_by_field_name("method"), found.data) != "new":
            return ""
        made = value.child_by_field_name("receiver")
        return text(made, found.data) if made is not None and made.type in {"constant", "scope_resolution"} else ""

    def exported(self, found: Found, name: str) -> bool:
        """Not behind `private`, neither as a word before the method nor as a line above it."""
        outer, data = found.outer, found.data
        if outer.id != found.node.id and outer.type == "call":
            return text(outer.child_by_field_name("method"), data) not in _HIDING
        if found.parent is None or found.node.type not in {"method", "assignment"}:
            return not name.startswith("@")
        if name.startswith("@"):
            return False
        return _section(data, found.parent.start, outer.start_byte) not in {b"private", b"protected"}

    # Unfinished bodies

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`raise NotImplementedError`, or any `raise` whose message says so."""
        if node.type not in {"call", "identifier"}:
            return False
        return _RAISES.match(code) is not None or (
            _FAILS.match(code) is not None and len(code) < 200 and promises_work(code)
        )

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`X.new(…)` is a call of `new`."""
        name = node.child_by_field_name("method")
        known = name if name is not None and name.type in {"identifier", "constant"} else None
        return known, node.child_by_field_name("receiver"), node.child_by_field_name("arguments")

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`key: value` has a keyword."""
        key = node.child_by_field_name("key") if node.type == "pair" else None
        if key is None or key.type != "hash_key_symbol":
            return super().argument(node, data)
        return text(key, data), line_of_text(node.child_by_field_name("value"), data)

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """A `require` makes everything known that stands at the top of the file."""
        word = text(node.child_by_field_name("method"), data)
        given = node.child_by_field_name("arguments")
        if word not in _REQUIRES or node.child_by_field_name("receiver") is not None or given is None:
            return []
        first = first_named(given)
        content = None if first is None or first.type != "string" else child_of_type(first, "string_content")
        if content is None:
            return []
        return [
            Import(text(content, data), node.start_byte, node.end_byte, "*", level=int(word == "require_relative")),
        ]

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the last `require` before the first class or method, else behind the first lines of comment marks."""
        end = -1
        for child in root.named_children:
            if child.type in self.block_types:
                break
            if child.type == "call" and self.imports(child, data):
                end = child.end_byte
        return end if end >= 0 else _preamble_end(root, data)

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first comment, where it is not that of the first definition."""
        return self.leading_doc(root, data, (b"#",))


_MAGIC = re.compile(rb"#!|#\s*-?\*?-?\s*(?:frozen_string_literal|encoding|coding|warn_indent|typed|rubocop)\b")


def _preamble_end(root: ts.Node, data: bytes) -> int:
    end = -1
    for child in root.named_children[:MAX_STUB]:
        if child.type != "comment" or _MAGIC.match(data, child.start_byte) is None:
            break
        end = child.end_byte
    return end


def _is_namespace(module: ts.Node | None) -> bool:
    """Whether a module holds nothing but classes, modules and constants."""
    if module is not None and module.type == "scope_resolution":
        module = module.parent
    body = None if module is None else module.child_by_field_name("body")
    return body is None or all(child.type in _STATED for child in body.named_children)


def _maker(value: ts.Node | None, data: bytes) -> ts.Node | None:
    """The call that makes a class; None where the value is another."""
    if value is None or value.type != "call":
        return None
    made = _MAKERS.get(text(value.child_by_field_name("receiver"), data))
    return value if made is not None and text(value.child_by_field_name("method"), data) == made else None


def _constant(node: ts.Node, data: bytes) -> str:
    return text(node, data).removeprefix("::") if node.type in {"constant", "scope_resolution"} else ""


def _section(data: bytes, start: int, end: int) -> bytes:
    """The last `private`, `protected` or `public` on a line of its own with the indentation of the line at `end`."""
    line = data.rfind(b"\n", start, end)
    if line < 0:
        return b""
    margin = data[line:end]
    if margin.strip():
        return b""
    ends = (b"\n", b"\r")
    places = ((data.rfind(margin + word + end, start, line + 1), word) for word in _SECTIONS for end in ends)
    place, word = max(places)
    return word if place >= 0 else b""
