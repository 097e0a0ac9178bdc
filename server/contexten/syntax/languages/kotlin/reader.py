"""How Kotlin's definitions and imports are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.kotlin.locals import BINDING
from contexten.syntax.modified import ModifiedReader
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import Found, base_name, line_of_text, promises_work, text
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

_STUB = re.compile(rb"TODO\s*\(|throw\s+(?:kotlin\.)?NotImplementedError\b")
_FAILS = re.compile(rb"throw\b|error\s*\(")
_BODIES = frozenset({"function_body", "block", "class_body", "enum_class_body"})
_TYPES = frozenset({"user_type", "nullable_type", "function_type", "parenthesized_type", "non_nullable_type"})
_NAMED_ITSELF = {"class_parameter", "enum_entry"}


class KotlinReader(ModifiedReader):
    """Kotlin."""

    binding = BINDING
    identifier_types = ("identifier",)
    ignored_names = frozenset({"it", "_"})
    comment_types = frozenset({"line_comment", "block_comment"})
    decorator_types = frozenset({"annotation"})
    containers = frozenset({"source_file", "class_body", "enum_class_body", "block", "lambda_literal"})
    import_types = frozenset({"import"})
    block_types = frozenset({"class_declaration", "object_declaration", "function_declaration", "property_declaration"})
    call_types = frozenset({"call_expression", "constructor_invocation"})
    transparent_types = frozenset({"parenthesized_expression", "as_expression"})
    await_types = frozenset()
    return_types = frozenset({"return_expression"})

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """A package is found by its name; constructors have the keyword for one."""
        match node.type:
            case "qualified_identifier":
                return node
            case "secondary_constructor":
                return child_of_type(node, "constructor")
            case "type_alias":
                return node.child_by_field_name("type")
            case "property_declaration":
                declared = child_of_type(node, "variable_declaration")
                return None if declared is None else child_of_type(declared, "identifier")
            case kind if kind in _NAMED_ITSELF:
                return child_of_type(node, "identifier")
            case _:
                return node.child_by_field_name("name")

    def read(self, found: Found) -> Definition | None:
        """`enum`, `const` and a receiver decide the kind; a package is its name alone."""
        node = found.node
        if node.type == "class_declaration" and "enum" in self._words(node, found.data):
            found.kind = SymbolKind.ENUM
        elif found.kind is SymbolKind.VARIABLE and "const" in self._words(node, found.data):
            found.kind = SymbolKind.CONSTANT
        if self.owner(found):
            found.kind = SymbolKind.METHOD if found.kind is SymbolKind.FUNCTION else SymbolKind.FIELD
        read = super().read(found)
        if read is None or found.kind is not SymbolKind.MODULE:
            return read
        name = "".join(read.name.split())
        return msgspec.structs.replace(read, signature=f"package {name}", doc="")

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """An extension property belongs to its receiver."""
        read = super().read_variable(found, name)
        owner = self.owner(found)
        return msgspec.structs.replace(read, owner=owner) if owner else read

    # Parts

    def body_node(self, found: Found) -> ts.Node | None:
        """A block, what stands behind `=`, or the members."""
        if found.kind is SymbolKind.MODULE:
            return None
        return next((child for child in found.node.named_children if child.type in _BODIES), None)

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """The expression alone behind `=`."""
        if node is None or not _is_expression(node):
            return super().body(found, node)
        inside = node.named_children
        return Span(inside[0].start_byte, inside[-1].end_byte) if inside else None

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Modifiers and defaults stand beside the parameters, not inside."""
        listed = child_of_type(found.node, "function_value_parameters")
        data = found.data
        read: list[Parameter] = []
        vararg = False
        for child in [] if listed is None else listed.named_children:
            if child.type == "parameter_modifiers":
                vararg = "vararg" in text(child, data)
            elif child.type == "parameter":
                declared = _type_of(child, data)
                read.append(Parameter(_first(child, data), f"vararg {declared}" if vararg else declared))
                vararg = False
            elif read and child.type not in self.comment_types:
                read[-1] = msgspec.structs.replace(read[-1], default=line_of_text(child, data))
        return tuple(read)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """All of them are read at once by `parameters`."""
        del node, found, index
        return ()

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The type behind the parameters."""
        listed = child_of_type(node, "function_value_parameters")
        behind = [] if listed is None else [item for item in node.children if item.start_byte >= listed.end_byte]
        if node.type == "secondary_constructor" or not behind or behind[0].type != ":":
            return ""
        return line_of_text(next((item for item in behind if item.type in _TYPES), None), data)

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `typealias`."""
        if node.type != "type_alias":
            return ""
        return line_of_text(next((item for item in node.named_children if item.type in _TYPES), None), data)

    def variable_type(self, found: Found) -> str:
        """The declared type, or the called name of the value."""
        node, data = found.node, found.data
        if node.type == "enum_entry":
            return "" if found.parent is None else found.parent.name
        declared = node if node.type == "class_parameter" else child_of_type(node, "variable_declaration")
        written = "" if declared is None else _type_of(declared, data)
        value = child_of_type(node, "call_expression")
        if written or value is None:
            return written
        return line_of_text(first_named(value), data)[:80]

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What stands behind the colon, without type arguments."""
        listed = child_of_type(node, "delegation_specifiers")
        specifiers = [] if listed is None else listed.named_children
        written = (text(item, data).partition(" by ")[0] for item in specifiers)
        return tuple(base_name(item) for item in written)

    def owner(self, found: Found) -> str:
        """The receiver's type of an extension at the top level."""
        if found.parent is not None and found.parent.kind is not SymbolKind.MODULE:
            return ""
        if found.node.type not in {"function_declaration", "property_declaration"}:
            return ""
        before: list[ts.Node] = []
        for child in found.node.children[:12]:
            if child.type in {"function_value_parameters", "variable_declaration"}:
                break
            if child.type == ".":
                written = text(before[-1], found.data) if before else ""
                return base_name(written.strip("()")).rsplit(".", 1)[-1].rstrip("?")
            before.append(child)
        return ""

    def exported(self, found: Found, name: str) -> bool:
        """Not private."""
        del name
        return "private" not in self._words(found.node, found.data)

    def is_async(self, node: ts.Node) -> bool:
        """Nothing is awaited: a `suspend` function is called as any other."""
        del node
        return False

    def _words(self, node: ts.Node, data: bytes) -> set[str]:
        modifiers = child_of_type(node, "modifiers")
        return set() if modifiers is None else {text(child, data) for child in modifiers.children[:12]}

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Empty braces, where neither bases nor a constructor say that nothing is missing."""
        node_ = found.node
        if node_.type != "class_declaration" or child_of_type(node_, "delegation_specifiers") is not None:
            return False
        return child_of_type(node_, "primary_constructor") is None and super().unfinished_type(found, node, bases)

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """An empty block is complete where no result is declared."""
        if not len(body) and found.node.type == "function_declaration":
            return self.returns(found.node, found.data) not in {"", "Unit"}
        return super().is_stub(found, node, body)

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """Those of the block."""
        block = child_of_type(node, "block")
        return super().statements(node if block is None else block)

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`TODO()`, or a failure that says so."""
        del node
        if _STUB.match(code):
            return True
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The name before the parentheses; a call with a lambda behind them is the same call."""
        called = first_named(node)
        if called is not None and called.type == "user_type":
            return child_of_type(called, "identifier"), None, child_of_type(node, "value_arguments")
        if called is not None and called.type == "call_expression":
            return self.call(called)
        arguments = child_of_type(node, "value_arguments") or child_of_type(node, "annotated_lambda")
        if called is None or called.type == "identifier":
            return called, None, arguments
        if called.type != "navigation_expression" or called.named_child_count < 2:
            return None, None, arguments
        name = called.named_children[-1]
        return (name if name.type == "identifier" else None), first_named(called), arguments

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`name = value` has a keyword."""
        if child_of_type(node, "=") is None or node.named_child_count < 2:
            return "", line_of_text(node, data)
        return text(first_named(node), data), line_of_text(node.named_children[-1], data)

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`import a.b.C` has the module `a.b` and the name `C`."""
        start = node.start_byte
        end = start + len(data[start : node.end_byte].rstrip())
        written = "".join(text(child_of_type(node, "qualified_identifier"), data).split())
        if child_of_type(node, "*") is not None:
            return [Import(written, start, end, "*")]
        module, _dot, name = written.rpartition(".")
        alias = text(child_of_type(node, "identifier"), data)
        return [Import(module, start, end, name, alias)] if module else [Import(name, start, end, "", alias)]

    def package(self, node: ts.Node, data: bytes) -> str:
        """The dotted name."""
        return "".join(text(node, data).split())

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the package header and the annotations of the file."""
        head = [child for child in root.named_children[:50] if child.type in {"package_header", "file_annotation"}]
        if not head:
            return -1
        return head[-1].start_byte + len(data[head[-1].start_byte : head[-1].end_byte].rstrip())


def _is_expression(node: ts.Node) -> bool:
    return node.type == "function_body" and child_of_type(node, "=") is not None


def _first(node: ts.Node, data: bytes) -> str:
    return text(child_of_type(node, "identifier"), data)


def _type_of(node: ts.Node, data: bytes) -> str:
    colon = child_of_type(node, ":")
    behind = [] if colon is None else [child for child in node.named_children if child.start_byte >= colon.end_byte]
    return line_of_text(behind[0] if behind else None, data)
