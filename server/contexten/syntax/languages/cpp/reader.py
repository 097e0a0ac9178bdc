"""How C++'s definitions and includes are read: C's declarators, and names with their scope before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import SymbolKind
from contexten.syntax.languages.c.declarators import MAX_DECLARATORS
from contexten.syntax.languages.c.reader import CReader
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import Found, base_name, line_of_text, text

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.syntax.facts import Definition

_INNER = (
    "function_definition",
    "declaration",
    "class_specifier",
    "struct_specifier",
    "union_specifier",
    "alias_declaration",
    "concept_definition",
    "template_declaration",
)
_BASES = frozenset({"type_identifier", "qualified_identifier", "template_type"})
_NAMED = frozenset({"template_function", "template_method", "template_type", "qualified_identifier"})
_WHOLE = frozenset({"destructor_name", "operator_name"})


_PRIMITIVE = frozenset(
    {"int", "char", "bool", "void", "float", "double", "long", "short", "unsigned", "signed", "auto"}
)


_KINDS = {
    "class_specifier": SymbolKind.CLASS,
    "struct_specifier": SymbolKind.STRUCT,
    "union_specifier": SymbolKind.STRUCT,
}
_BASE = re.compile(r"\b(?:public|protected|private)\s+([\w:]+)")


class CppReader(CReader):
    """C++."""

    identifier_types = ("identifier", "field_identifier", "type_identifier", "namespace_identifier")
    block_types = CReader.block_types | {"namespace_definition", "template_declaration", "linkage_specification"}
    containers = CReader.containers | {"field_declaration_list"}
    call_types = frozenset({"call_expression", "new_expression"})
    ignored_names = frozenset({"override", "final"})

    # What a definition is

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """A template and a friend hold one declaration."""
        if wrapper.type not in {"template_declaration", "friend_declaration"}:
            return super().inner(wrapper)
        return [child for child in wrapper.named_children if child.type in _INNER][-1:]

    def name(self, node: ts.Node) -> ts.Node | None:
        """Of a namespace, the captured name itself."""
        if node.type == "namespace_identifier":
            return node
        # `class EXPORT X : public Base {…}`: the name stands in what the grammar could not read.
        unread = child_of_type(node, "ERROR") if node.type == "function_definition" else None
        inside = node.child_by_field_name("declarator")
        if unread is not None and inside is not None and unread.start_byte < inside.start_byte:
            found = None if self.is_function(node) else child_of_type(unread, "identifier")
            if found is not None:
                return found
        return super().name(node)

    def bare(self, node: ts.Node) -> ts.Node | None:
        """The name behind the scopes and before the template arguments."""
        current: ts.Node | None = node
        for _ in range(MAX_DECLARATORS):
            if current is None or current.type not in _NAMED:
                return current
            current = current.child_by_field_name("name")
        return None

    def declared(self, node: ts.Node) -> tuple[ts.Node | None, list[ts.Node]]:
        """Also operators, destructors and names with their scope."""
        name, around = super().declared(node)
        last = around[-1] if around else None
        if name is not None or last is None or last.type not in _NAMED | _WHOLE | {"operator_cast"}:
            return name, around
        bare = last if last.type in _WHOLE | {"operator_cast"} else self.bare(last)
        if bare is not None and bare.type == "operator_cast":
            bare = child_of_type(bare, "operator")
        return bare, around if last.type == "qualified_identifier" else around[:-1]

    def inwards(self, node: ts.Node) -> ts.Node | None:
        """What stands inside an operator's name declares nothing."""
        return None if node.type == "operator_cast" else super().inwards(node)

    def read(self, found: Found) -> Definition | None:
        """A namespace is its name alone; a friend that is only declared belongs to another file."""
        if found.node.type == "namespace_identifier":
            return self.read_namespace(found)
        if found.outer.type == "friend_declaration" and found.node.type != "function_definition":
            return None
        if found.node.type == "function_definition" and not self.is_function(found.node):
            kind = found.node.child_by_field_name("type")
            if kind is None or kind.type not in _KINDS:
                return None
            found.kind = _KINDS[kind.type]
        return super().read(found)

    def is_function(self, node: ts.Node) -> bool:
        """Whether a definition has parameters: `class EXPORT X {…}` with a macro is read as a function without them."""
        inside = node.child_by_field_name("declarator")
        name = None if inside is None else self.declared(inside)[0]
        return self.function_declarator(node) is not None or (name is not None and name.type == "operator")

    def read_namespace(self, found: Found) -> Definition:
        """The definition of a namespace, without what stands in it."""
        read = super().read_block(found, found.node)
        return msgspec.structs.replace(read, signature=f"namespace {read.name}", doc="", parameters=())

    def owner(self, found: Found) -> str:
        """The last scope before the name: `X` of `int n::X::f()`."""
        node = found.node
        inside = node.child_by_field_name("declarator") if node.type == "function_definition" else node
        if inside is None or (found.parent is not None and found.parent.kind.is_type):
            return ""
        around = self.declared(inside)[1]
        qualified = around[-1] if around and around[-1].type == "qualified_identifier" else None
        scope = None
        for _ in range(MAX_DECLARATORS):
            if qualified is None or qualified.type != "qualified_identifier":
                break
            scope = qualified.child_by_field_name("scope")
            qualified = qualified.child_by_field_name("name")
        return base_name(text(scope, found.data))

    # Parts

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """What `using X =` stands for."""
        if node.type == "alias_declaration":
            return line_of_text(node.child_by_field_name("type"), data)
        return super().aliased(node, data)

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """Those behind the colon; an alias has the members of what it stands for."""
        if node.type == "alias_declaration":
            named = base_name(self.aliased(node, data))
            return (named,) if named not in _PRIMITIVE else ()
        clause = child_of_type(node, "base_class_clause")
        if node.type == "function_definition":
            body = node.child_by_field_name("body")
            header = data[node.start_byte : node.end_byte if body is None else body.start_byte]
            return tuple(_BASE.findall(str(header, "utf-8", "replace")))
        if clause is None:
            return super().bases(node, data)
        return tuple(base_name(text(child, data)) for child in clause.named_children if child.type in _BASES)

    def must_return(self, found: Found) -> bool:
        """A constructor returns nothing, though a macro before it is read as its type."""
        types = {self.owner(found), "" if found.parent is None else found.parent.name}
        named = text(self.name(found.node), found.data) in types
        initialises = child_of_type(found.node, "field_initializer_list") is not None
        return not named and not initialises and super().must_return(found)

    def variable_type(self, found: Found) -> str:
        """The declared type; where it is left to the compiler, the name that the value calls."""
        declared = super().variable_type(found)
        value = found.node.child_by_field_name("value") if declared.endswith("auto") else None
        if value is None or value.type not in self.call_types:
            return declared
        return line_of_text(value.child_by_field_name("function") or value.child_by_field_name("type"), found.data)[:80]

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """Also with template arguments, with a scope, and `new X(…)`."""
        arguments = node.child_by_field_name("arguments")
        called = node.child_by_field_name("type" if node.type == "new_expression" else "function")
        if called is None:
            return None, None, arguments
        if called.type == "qualified_identifier":
            return self.bare(called), called.child_by_field_name("scope"), arguments
        name, receiver, _ = (called, None, None) if node.type == "new_expression" else super().call(node)
        if name is None:
            name = called if called.type in _NAMED else None
        return None if name is None else self.bare(name), receiver, arguments
