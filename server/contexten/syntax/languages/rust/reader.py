"""How Rust's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Import, Parameter, SymbolKind
from contexten.syntax.languages.rust.locals import BINDING, PASSING
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import Found, Reader, base_name, comment_text, line_of_text, promises_work, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_STUB_MACROS = re.compile(rb"(?:todo|unimplemented)!")
_FAILS = re.compile(rb"(?:panic|unreachable|bail|anyhow|println|eprintln)!|(?:return\s+)?Err\(")


class RustReader(Reader):
    """Rust."""

    identifier_types = ("identifier", "field_identifier", "type_identifier", "shorthand_field_identifier")
    ignored_names = frozenset({"_"})
    comment_types = frozenset({"line_comment", "block_comment"})
    doc_openers = (b"///", b"/**")
    attribute_types = frozenset({"attribute_item"})
    containers = frozenset(
        {
            "source_file",
            "block",
            "declaration_list",
            "field_declaration_list",
            "enum_variant_list",
            "match_block",
        }
    )
    binding = BINDING
    passing_links = PASSING
    import_types = frozenset({"use_declaration", "extern_crate_declaration"})
    block_types = frozenset({"function_item", "struct_item", "enum_item", "trait_item", "impl_item"})
    transparent_types = frozenset({"await_expression", "try_expression", "parenthesized_expression"})
    return_types = frozenset({"return_expression"})
    member_fields = (("value", "field"), ("path", "name"))

    # Parts

    def body_node(self, found: Found) -> ts.Node | None:
        """The fields of a tuple struct and of a variant are no body."""
        node = found.node.child_by_field_name("body")
        return None if node is not None and node.type == "ordered_field_declaration_list" else node

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """`self` in its forms, or a pattern with a type."""
        del index
        data = found.data
        if node.type == "self_parameter":
            written = line_of_text(node, data).removeprefix("mut ")
            return [Parameter("self", re.sub(r"\bself$", "Self", written), receiver=True)]
        if node.type != "parameter":
            return []
        name = line_of_text(node.child_by_field_name("pattern"), data)
        declared = line_of_text(node.child_by_field_name("type"), data)
        return [Parameter(name, declared, receiver=name == "self")]

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `type`."""
        return line_of_text(node.child_by_field_name("type"), data) if node.type == "type_item" else ""

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """The traits that a trait requires."""
        bounds = node.child_by_field_name("bounds") if node.type == "trait_item" else None
        found = [] if bounds is None else bounds.named_children
        kinds = {"type_identifier", "scoped_type_identifier", "generic_type"}
        return tuple(base_name(text(item, data)) for item in found if item.type in kinds)

    def owner(self, found: Found) -> str:
        """The type of the `impl`, without its path and arguments."""
        return "" if found.owner is None else self.implementing(found.owner, found.data)

    def exported(self, found: Found, name: str) -> bool:
        """With a visibility; members of traits, of their implementations and of enums always."""
        del name
        if child_of_type(found.node, "visibility_modifier") is not None or found.node.type == "enum_variant":
            return True
        if found.owner is not None:
            return found.owner.child_by_field_name("trait") is not None
        return found.parent is not None and found.parent.kind in {SymbolKind.INTERFACE, SymbolKind.ENUM}

    def is_async(self, node: ts.Node) -> bool:
        """Among the modifiers."""
        modifiers = child_of_type(node, "function_modifiers")
        return modifiers is not None and child_of_type(modifiers, "async") is not None

    # Unfinished bodies

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """An empty default method of a trait is a hook that does nothing on purpose."""
        hook = found.parent is not None and found.parent.kind is SymbolKind.INTERFACE and not len(body)
        return not hook and super().is_stub(found, node, body)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`todo!()`, `unimplemented!()`, or a failure that says so."""
        del node
        if _STUB_MACROS.match(code):
            return True
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    # Calls

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """With or without type arguments."""
        function = node.child_by_field_name("function")
        if function is None or function.type != "generic_function":
            return super().call(node)
        plain = function.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if plain is None or plain.type == "identifier":
            return plain, None, arguments
        for receiver, member in self.member_fields:
            name = plain.child_by_field_name(member)
            if name is not None:
                return name, plain.child_by_field_name(receiver), arguments
        return None, None, arguments

    def returns_value(self, parent: ts.Node, above: Sequence[ts.Node], value: ts.Node) -> bool:
        """Also the last expression of a function's block."""
        if parent.type != "block" or len(above) < 2 or above[-2].type not in {"function_item", "closure_expression"}:
            return super().returns_value(parent, above, value)
        last = parent.named_children[-1]
        return last.id == value.id

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """One for each leaf of the tree of a `use`."""
        start, end = node.start_byte, node.end_byte
        if node.type == "extern_crate_declaration":
            name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
            return [Import(text(name, data), start, end, "", text(alias, data))]
        found: list[Import] = []
        inside = _inline_modules(node, data)
        tree = node.child_by_field_name("argument")
        open_: list[tuple[ts.Node, str]] = [] if tree is None else [(tree, "")]
        while open_:
            item, path = open_.pop()
            if item.type in {"scoped_use_list", "use_list"}:
                inner = _joined(path, text(item.child_by_field_name("path"), data))
                listed = item.child_by_field_name("list") if item.type == "scoped_use_list" else item
                children = [] if listed is None else listed.named_children
                open_ += [(child, inner) for child in reversed(children) if child.type not in self.comment_types]
            else:
                found.append(_leaf(item, path, node, data))
        return [_from_file(item, inside) for item in found] if inside else found

    def implemented(self, node: ts.Node, data: bytes) -> tuple[str, tuple[str, ...]]:
        """The type and the trait of `impl Trait for Type`."""
        trait = node.child_by_field_name("trait")
        return ("", ()) if trait is None else (self.implementing(node, data), (base_name(text(trait, data)),))

    def implementing(self, node: ts.Node, data: bytes) -> str:
        """The type of an `impl`, without its path and arguments."""
        written = text(node.child_by_field_name("type"), data).lstrip("&* ")
        return base_name(written.removeprefix("dyn ").removeprefix("mut ")).rsplit("::", 1)[-1]

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind `//!` and `#![…]`."""
        end = -1
        for child in root.named_children:
            inner = child.type in self.comment_types and data.startswith((b"//!", b"/*!"), child.start_byte)
            if child.type != "inner_attribute_item" and not inner:
                break
            end = child.start_byte + len(data[child.start_byte : child.end_byte].rstrip())
        return end

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The `//!` lines at the top."""
        lines: list[str] = []
        for child in root.named_children[:500]:
            raw = data[child.start_byte : child.end_byte]
            if child.type not in self.comment_types or not raw.startswith((b"//!", b"/*!")):
                break
            lines.append(comment_text(raw))
        return "\n".join(lines)


def _leaf(item: ts.Node, path: str, node: ts.Node, data: bytes) -> Import:
    start, end = node.start_byte, node.end_byte
    alias = ""
    if item.type == "use_as_clause":
        alias = text(item.child_by_field_name("alias"), data)
        item = item.child_by_field_name("path") or item
    if item.type == "use_wildcard":
        inner = item.named_child(0) if item.named_child_count else None
        return Import(_joined(path, text(inner, data)), start, end, "*")
    written = path if item.type == "self" and path else _joined(path, text(item, data))
    module, _separator, name = written.rpartition("::")
    return Import(module, start, end, name, alias) if module else Import(name, start, end, "", alias)


def _inline_modules(node: ts.Node, data: bytes) -> list[str]:
    """The names of the modules in braces around a `use`, outermost first."""
    names: list[str] = []
    around = node.parent
    while around is not None:
        if around.type == "mod_item":
            names.append(text(around.child_by_field_name("name"), data))
        around = around.parent
    return names[::-1]


def _from_file(item: Import, inside: list[str]) -> Import:
    """An import as it would stand at the top of the file: `super` of a module in braces is the file itself."""
    parts = item.module.split("::")
    if parts[0] not in {"self", "super"}:
        return item
    around = list(inside)
    if parts[0] == "self":
        del parts[0]
    while around and parts[:1] == ["super"]:
        around.pop()
        del parts[0]
    start = [] if parts[:1] == ["super"] else ["self"]
    return msgspec.structs.replace(item, module="::".join((*start, *around, *parts)))


def _joined(path: str, rest: str) -> str:
    return f"{path}::{rest}" if path and rest else path or rest
