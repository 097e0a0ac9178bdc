"""How the definitions and imports of JavaScript and TypeScript are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Parameter
from contexten.syntax.languages.ecmascript.exports import exports_of, public_names
from contexten.syntax.languages.ecmascript.imports import imports_of, is_require
from contexten.syntax.languages.ecmascript.locals import BINDING, PASSING
from contexten.syntax.reader import (
    Found,
    Reader,
    base_name,
    folded,
    is_exception,
    line_of_text,
    promises_work,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.syntax.facts import Export, Import
    from contexten.text import Span

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function", "class"})
_NAMES = frozenset(
    {
        "identifier",
        "type_identifier",
        "property_identifier",
        "private_property_identifier",
        "shorthand_property_identifier_pattern",
        "nested_identifier",
        "computed_property_name",
        "string",
        "string_fragment",
        "global",
        "number",
    }
)
_HIDDEN = frozenset({"private", "protected"})
_SAYS_SO = re.compile(rb"console\.\w+\(|return\s+Promise\.reject\(|throw\b|(?:window\.)?alert\(|assert\b|invariant\(")


class EcmaScriptReader(Reader):
    """JavaScript and TypeScript."""

    identifier_types = (
        "identifier",
        "property_identifier",
        "private_property_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
    )
    ignored_names = frozenset({"undefined", "arguments"})
    attribute_types = frozenset({"decorator"})
    binding = BINDING
    passing_links = PASSING
    import_types = frozenset({"import_statement"})
    block_types = frozenset(
        {
            "function_declaration",
            "generator_function_declaration",
            "class_declaration",
            "abstract_class_declaration",
            "export_statement",
        }
    )
    containers = frozenset(
        {
            "program",
            "statement_block",
            "class_body",
            "interface_body",
            "enum_body",
            "switch_case",
            "switch_default",
            "class_static_block",
        }
    )
    call_types = frozenset({"call_expression", "new_expression"})
    transparent_types = frozenset(
        {
            "await_expression",
            "parenthesized_expression",
            "as_expression",
            "satisfies_expression",
            "non_null_expression",
        }
    )

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """Also the property that a function is assigned to, and `default`."""
        kind = node.type
        if kind in _NAMES:
            return node
        if kind == "export_statement":
            return _default_name(node)
        if kind == "assignment_expression":
            left = node.child_by_field_name("left")
            return None if left is None else left.child_by_field_name("property")
        field = {"pair": "key", "field_definition": "property"}.get(kind)
        field = field or ("pattern" if kind in {"required_parameter", "optional_parameter"} else "name")
        found = node.child_by_field_name(field)
        return found if found is not None and found.type in _NAMES else None

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """A declaration with several variables is not one definition."""
        if wrapper.type in {"lexical_declaration", "variable_declaration"}:
            return [child for child in wrapper.named_children if child.type == "variable_declarator"]
        if wrapper.type in {"ambient_declaration", "expression_statement"}:
            return wrapper.named_children[:1]
        found = wrapper.child_by_field_name("declaration")
        return [] if found is None else [found]

    def function(self, node: ts.Node) -> ts.Node:
        """The function that a variable, a property or `export default` holds."""
        for field in ("value", "right"):
            found = node.child_by_field_name(field)
            if found is not None and found.type in _FUNCTIONS:
                return found
        return node

    def read(self, found: Found) -> Definition | None:
        """What `require` gives is an import, no definition; a module in quotes, or `global`, is its name alone."""
        value = found.node.child_by_field_name("value") if found.node.type == "variable_declarator" else None
        if value is not None and value.type == "call_expression" and is_require(value, found.data):
            return None
        read = super().read(found)
        if read is None or found.node.type not in {"string_fragment", "global"}:
            return read
        written = "global" if found.node.type == "global" else f'module "{read.name}"'
        return msgspec.structs.replace(read, signature=f"declare {written}", doc="")

    # Parts

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Without the arrow."""
        return super().signature(found, header, body).removesuffix("=>").rstrip(" =")

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """An arrow function may have one without parentheses."""
        single = self.function(found.node).child_by_field_name("parameter")
        return (Parameter(text(single, found.data)),) if single is not None else super().parameters(found)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A plain, typed, defaulted, optional, destructured or rest one."""
        del index
        data, kind = found.data, node.type
        if kind in {"comment", "decorator"}:
            return []
        if kind == "assignment_pattern":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            return [Parameter(line_of_text(left, data), "", line_of_text(right, data))]
        if kind not in {"required_parameter", "optional_parameter"}:
            return [Parameter(line_of_text(node, data))]
        pattern = line_of_text(node.child_by_field_name("pattern"), data)
        declared = line_of_text(node.child_by_field_name("type"), data).removeprefix(":").strip()
        default = line_of_text(node.child_by_field_name("value"), data)
        if kind == "optional_parameter":
            pattern += "?"
        return [Parameter(pattern, declared, default, receiver=pattern == "this")]

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """The right side of a `type`."""
        if node.type != "type_alias_declaration":
            return ""
        value = node.child_by_field_name("value")
        return "" if value is None else folded(data[value.start_byte : value.end_byte], 400)

    def variable_type(self, found: Found) -> str:
        """The annotation, or what is called or constructed."""
        declared = super().variable_type(found)
        if declared:
            return declared
        node = found.node
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        if value is not None and value.type == "await_expression":
            value = value.named_child(0)
        if value is None or value.type not in {"new_expression", "call_expression"}:
            return ""
        called = value.child_by_field_name("constructor") or value.child_by_field_name("function")
        plain = called is not None and called.type in {"identifier", "member_expression"}
        return line_of_text(called, found.data)[:80] if plain else ""

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What stands behind `extends` and `implements`, without type arguments; an alias has what it stands for."""
        found: list[ts.Node] = []
        for child in self.function(node).named_children:
            if child.type == "class_heritage":
                clauses = [item for item in child.named_children if item.type.endswith("_clause")]
                found += [item for clause in clauses for item in clause.named_children] or child.named_children
            elif child.type == "extends_type_clause":
                found += child.named_children
        if node.type == "type_alias_declaration":
            found = _alternatives(node.child_by_field_name("value"))
        kinds = {
            "identifier",
            "member_expression",
            "type_identifier",
            "nested_type_identifier",
            "generic_type",
        }
        return tuple(base_name(text(item, data)) for item in found if item.type in kinds)

    def owner(self, found: Found) -> str:
        """The class in `Class.prototype.method = function`."""
        if found.node.type != "assignment_expression":
            return ""
        left = text(found.node.child_by_field_name("left"), found.data)
        before, prototype, _name = left.partition(".prototype.")
        return before if prototype else ""

    def exported(self, found: Found, name: str) -> bool:
        """Behind `export` or in a list of exports; a file without any shows all. Members: not private."""
        if found.parent is not None:
            hidden = any(child.type == "accessibility_modifier" for child in found.node.children)
            return not name.startswith("#") and not (hidden and _modifier(found) in _HIDDEN)
        if found.public is None or found.outer.type == "export_statement":
            return True
        return name in found.public

    def public_names(self, data: bytes) -> frozenset[str] | None:
        """The names in `export {}`, `export default` and CommonJS; None where the file exports nothing."""
        return public_names(data)

    def exports(self, data: bytes) -> tuple[Export, ...]:
        """`export default B`, `export { a as b }` and their kin of CommonJS."""
        return exports_of(data)

    # Unfinished bodies

    def unfinished(
        self,
        found: Found,
        node: ts.Node | None,
        body: Span | None,
        decorators: tuple[str, ...],
        bases: tuple[str, ...],
    ) -> bool:
        """An empty constructor that declares fields is complete, and so is what is only declared."""
        if node is None or found.outer.type == "ambient_declaration":
            return False
        if found.kind.is_callable and node.type != "statement_block":
            return False
        name = self.name(found.node)
        if found.kind.is_callable and name is not None and node.named_child_count == 0:
            label = text(name, found.data)
            if "noop" in label.lower() or (label == "constructor" and self._declares_fields(found)):
                return False
        return super().unfinished(found, node, body, decorators, bases)

    def _declares_fields(self, found: Found) -> bool:
        header = found.data[found.node.start_byte : found.node.end_byte]
        return re.search(rb"\b(?:private|protected|public|readonly)\b", header) is not None

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """An empty class body, except of an error."""
        label = text(self.name(found.node), found.data)
        return super().unfinished_type(found, node, bases) and not is_exception([label])

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """A `throw`, a rejected promise or a console message that says so."""
        del node
        return len(code) < 300 and _SAYS_SO.match(code) is not None and promises_work(code)

    # Calls

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """`new X(…)` is a call of `X`."""
        constructor = node.child_by_field_name("constructor")
        if constructor is None:
            return super().call(node)
        arguments = node.child_by_field_name("arguments")
        name = constructor.child_by_field_name("property")
        return name or constructor, constructor.child_by_field_name("object"), arguments

    def returns_value(self, parent: ts.Node, above: Sequence[ts.Node], value: ts.Node) -> bool:
        """Also the expression of an arrow function."""
        if parent.type == "arrow_function":
            body = parent.child_by_field_name("body")
            return body is not None and body.id == value.id
        return super().returns_value(parent, above, value)

    # Imports

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """One for each name; a side effect alone has none."""
        return imports_of(node, data)

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """CommonJS files import by `require` at their top."""
        end = super().import_end(root, data)
        if b"require(" not in data or any(child.type == "import_statement" for child in root.named_children[:50]):
            return end
        for child in root.named_children:
            if child.type in self.block_types:
                break
            if child.type in {"lexical_declaration", "variable_declaration"}:
                declared = [item.child_by_field_name("value") for item in self.inner(child)]
                if any(value is not None and is_require(value, data) for value in declared):
                    end = child.end_byte
        return end

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind `#!` and directives such as `'use strict'`."""
        end = -1
        for child in root.named_children:
            directive = child.type == "expression_statement" and data[child.start_byte : child.start_byte + 1] in b"'\""
            if child.type != "hash_bang_line" and not directive:
                break
            end = child.end_byte
        return end

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """A first `/** */` that is followed by an empty line, or has `@file`."""
        return self.leading_doc(root, data, (b"/**",))


_MAX_ALTERNATIVES = 50


def _alternatives(node: ts.Node | None) -> list[ts.Node]:
    """The parts of `A | B & C`; the grammar nests them to the left."""
    found: list[ts.Node] = []
    open_ = [node]
    while open_ and len(found) < _MAX_ALTERNATIVES:
        current = open_.pop()
        if current is not None and current.type in {"union_type", "intersection_type", "parenthesized_type"}:
            open_ += current.named_children[::-1]
        elif current is not None:
            found.append(current)
    return found


def _default_name(node: ts.Node) -> ts.Node | None:
    value = node.child_by_field_name("value")
    own = None if value is None else value.child_by_field_name("name")
    if own is not None:
        return own
    return next((child for child in node.children if child.type == "default"), None)


def _modifier(found: Found) -> str:
    for child in found.node.children:
        if child.type == "accessibility_modifier":
            return text(child, found.data)
    return ""


class TypeScriptReader(EcmaScriptReader):
    """TypeScript and TSX."""

    identifier_types = (*EcmaScriptReader.identifier_types, "type_identifier")

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The grammar reads `await f<T>(x)` as a call of `await f`."""
        function = node.child_by_field_name("function")
        if function is None or function.type != "await_expression" or not function.named_child_count:
            return super().call(node)
        called = function.named_child(0)
        arguments = node.child_by_field_name("arguments")
        name = called.child_by_field_name("property")
        if name is None:
            return called, None, arguments
        return name, called.child_by_field_name("object"), arguments

    def is_awaited(self, node: ts.Node, data: bytes) -> bool:
        """Also in that reading."""
        del data
        function = node.child_by_field_name("function")
        return function is not None and function.type == "await_expression"
