"""How C's definitions and includes are read; C++ builds on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.declared import Shown, type_before
from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.c.declarators import SPECIFIERS, DeclaratorReader
from contexten.syntax.languages.c.locals import BINDING
from contexten.syntax.languages.c.stubs import gives_nothing, only_fails, used
from contexten.syntax.reader import (
    MAX_VALUE,
    Found,
    base_name,
    folded,
    line_of_text,
    promises_work,
    text,
    with_rest_of_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_DECLARED_TYPES = frozenset({"type_identifier", "pointer_declarator", "function_declarator", "array_declarator"})
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]+")

MAX_GUARDS = 3
"""So many `#ifndef` around the whole of a file are looked into for its includes."""


class CReader(DeclaratorReader):
    """C."""

    identifier_types = ("identifier", "field_identifier", "type_identifier")
    doc_openers = (b"//", b"/*")
    containers = frozenset(
        {
            "translation_unit",
            "compound_statement",
            "field_declaration_list",
            "declaration_list",
            "enumerator_list",
            "case_statement",
            "preproc_if",
            "preproc_ifdef",
            "preproc_else",
            "preproc_elif",
        }
    )
    binding = BINDING
    looks_before = True
    import_types = frozenset({"preproc_include"})
    block_types = frozenset({"function_definition", "declaration", "type_definition", *SPECIFIERS})
    transparent_types = frozenset({"parenthesized_expression", "cast_expression"})
    await_types = frozenset()
    member_fields = (("argument", "field"),)
    decorator_types = frozenset()

    # What a definition is

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The declared names; none where a type with a body stands among them, which is a definition itself."""
        declared = wrapper.children_by_field_name("declarator")
        kind = wrapper.child_by_field_name("type")
        if kind is None or kind.type not in SPECIFIERS or kind.child_by_field_name("body") is None:
            return declared
        named = kind.child_by_field_name("name") is not None
        return [kind] if named and (wrapper.type == "type_definition" or not declared) else []

    def read(self, found: Found) -> Definition | None:
        """Without declarations inside functions, fields outside of types, and the guard of a header."""
        kind, node = found.kind, found.node
        inside_function = found.parent is not None and found.parent.kind.is_callable
        if node.type == "preproc_def" and self.is_guard(found):
            return None
        if kind is SymbolKind.FIELD and (found.parent is None or not found.parent.kind.is_type):
            return None
        if node.type == "preproc_function_def":
            return None if inside_function else super().read(found)
        if node.type.endswith("_declarator") and kind is not SymbolKind.TYPE:
            return None if inside_function else self.read_declarator(found)
        if kind is SymbolKind.TYPE and self.is_repeated_typedef(found):
            return None
        if kind is SymbolKind.TYPE and found.parent is not None and node.start_byte < found.parent.end:
            self.step_out(found)
        if kind is SymbolKind.FUNCTION and self.owner(found):
            found.kind = SymbolKind.METHOD
        if kind is SymbolKind.VARIABLE and self.is_constant(found):
            found.kind = SymbolKind.CONSTANT
        return super().read(found)

    def step_out(self, found: Found) -> None:
        """The other name of a struct, which its typedef gives it, stands beside it and not in it."""
        struct = found.parent
        if struct is not None and struct.kind.is_type and struct.body_end < found.node.start_byte:
            found.parent_index, found.parent = struct.parent, None

    def read_declarator(self, found: Found) -> Definition | None:
        """A declared function or a value, as the declarators say."""
        is_function = self.function_declarator(found.node) is not None
        in_type = found.parent is not None and found.parent.kind.is_type
        if is_function:
            member = in_type or bool(self.owner(found))
            found.kind = SymbolKind.METHOD if member else SymbolKind.FUNCTION
        elif found.kind.is_callable or found.kind is SymbolKind.VARIABLE:
            constant = SymbolKind.CONSTANT if self.is_constant(found) else SymbolKind.VARIABLE
            found.kind = SymbolKind.FIELD if in_type else constant
        return super().read(found)

    def read_block(self, found: Found, name: ts.Node) -> Definition:
        """The line end behind a macro is no part of it."""
        read = super().read_block(found, name)
        return self.trimmed(read, found)

    def read_variable(self, found: Found, name: ts.Node) -> Definition:
        """One of several names of a declaration shows the type they share."""
        read = super().read_variable(found, name)
        if found.outer.id == found.node.id and found.node.type != "preproc_def" and read.type:
            read = msgspec.structs.replace(read, signature=_joined(read.type, read.name)[:MAX_VALUE])
        owner = self.owner(found)
        if owner:
            read = msgspec.structs.replace(read, owner=owner, kind=SymbolKind.FIELD)
        return self.trimmed(read, found)

    def trimmed(self, read: Definition, found: Found) -> Definition:
        """The definition without white space at its end."""
        code = found.data[read.start : read.end]
        end = read.start + len(code.rstrip())
        return read if end == read.end else msgspec.structs.replace(read, end=end)

    def is_guard(self, found: Found) -> bool:
        """Whether a macro without a value only tells that the header was read."""
        if found.node.child_by_field_name("value") is not None:
            return False
        name = re.escape(text(found.node.child_by_field_name("name"), found.data).encode())
        before = found.data[max(found.node.start_byte - 400, 0) : found.node.start_byte]
        return re.search(rb"#\s*(?:ifndef\s+|if\s+!\s*defined\s*\(?\s*)" + name + rb"\s*\)?\s*$", before) is not None

    def is_repeated_typedef(self, found: Found) -> bool:
        """Whether a typedef gives a type the name it has, or the name that the type without one goes by."""
        kind = self.specifier(found)
        if kind is None or kind.type not in SPECIFIERS:
            return False
        stated = kind.child_by_field_name("name")
        if stated is not None:
            return text(self.name(found.node), found.data) == text(stated, found.data)
        return kind.child_by_field_name("body") is not None and self.is_first(found)

    def is_constant(self, found: Found) -> bool:
        """Whether a value never changes: `const` itself, or in capitals."""
        if _CAPITALS.fullmatch(text(self.name(found.node), found.data)):
            return True
        declaration = self.declaration(found)
        if declaration is None or found.node.type == "pointer_declarator":
            return False
        words = {text(child, found.data) for child in declaration.children[:8] if child.type == "type_qualifier"}
        return not words.isdisjoint({"const", "constexpr", "constinit"})

    # Parts

    def header_start(self, outer: ts.Node) -> int:
        """Nothing stands before a declaration."""
        return outer.start_byte

    def body_node(self, found: Found) -> ts.Node | None:
        """A block, the fields of a struct; those of a type without a name belong to its typedef."""
        node = found.node
        if node.type == "type_definition":
            kind = node.child_by_field_name("type")
            return None if kind is None else kind.child_by_field_name("body")
        return node.child_by_field_name("body") if not node.type.endswith("_declarator") else None

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """A typedef beside others or behind a body is shown alone; a struct's wrapper ends with its other name."""
        node = found.node
        if node.type == "preproc_function_def":
            value = node.child_by_field_name("value")
            return folded(found.data[header : node.end_byte if value is None else value.start_byte])
        if found.kind is SymbolKind.TYPE and found.outer.id == node.id and node.type in _DECLARED_TYPES:
            return _joined(f"typedef {self.aliased(node, found.data)}", text(self.name(node), found.data))
        if node.type == "type_definition":
            return f"{super().signature(found, header, body)} {text(self.name(node), found.data)}"
        if body is None:
            return folded(found.data[header : found.outer.end_byte]).rstrip(" ;,")
        return super().signature(found, header, body)

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Those of the declarator next to the name, or of a macro."""
        if found.node.type == "preproc_function_def":
            listed = found.node.child_by_field_name("parameters")
            names = [] if listed is None else listed.children
            return tuple(Parameter(text(item, found.data)) for item in names if item.type in {"identifier", "..."})
        declarator = self.function_declarator(found.node)
        listed = None if declarator is None else declarator.child_by_field_name("parameters")
        children = [] if listed is None else listed.named_children
        read = [item for index, child in enumerate(children) for item in self.parameter(child, found, index)]
        return () if [(item.name, item.type) for item in read] == [("", "void")] else tuple(read)

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A type around a name; either may be missing."""
        del index
        data = found.data
        if node.type == "variadic_parameter":
            return [Parameter("...")]
        if not node.type.endswith("parameter_declaration"):
            return [Parameter(text(node, data))] if node.type == "identifier" else []
        declarator = node.child_by_field_name("declarator")
        name = None if declarator is None else self.declared(declarator)[0]
        default = node.child_by_field_name("default_value")
        return [Parameter(text(name, data), self.type_around(node, name, data), line_of_text(default, data))]

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """A typedef has the members of what it stands for, as if it were its base."""
        kind = node.parent.child_by_field_name("type") if node.parent is not None else None
        around = self.declared(node)[1]
        if kind is None or not self.aliased(node, data) or any(item.type == "function_declarator" for item in around):
            return ()
        named = kind.child_by_field_name("name") if kind.type in SPECIFIERS else kind
        return () if named is None or named.type == "primitive_type" else (base_name(text(named, data)),)

    def exported(self, found: Found, name: str) -> bool:
        """Not `static` at the top of a file."""
        del name
        declaration = self.declaration(found)
        if declaration is None or (found.parent is not None and found.parent.kind.is_type):
            return True
        storage = [child for child in declaration.children[:6] if child.type == "storage_class_specifier"]
        return all(text(item, found.data) != "static" for item in storage)

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """Types are often empty on purpose: a remark must say otherwise."""
        if found.kind is not SymbolKind.CLASS or bases[:1] != (text(self.name(found.node), found.data),):
            return False
        alone = all(child.type == "comment" for child in node.named_children[:4])
        return alone and promises_work(found.data[node.start_byte : node.end_byte])

    def is_stub(self, found: Found, node: ts.Node, body: Span) -> bool:
        """Empty though a result is declared, a remark alone, or a call that fails with one."""
        statements = self.statements(node)
        codes = [found.data[item.start_byte : item.end_byte] for item in statements]
        remarked = promises_work(with_rest_of_line(found.data, body))
        if not used(codes):
            return remarked or (not len(body) and self.must_return(found))
        throws = statements[-1].type == "throw_statement"
        return remarked and only_fails(codes, throws=throws, trivial=self.is_trivial)

    def must_return(self, found: Found) -> bool:
        """Whether a result is declared; a word in capitals is a macro, behind which anything may stand."""
        returns = self.returns(found.node, found.data)
        return returns not in {"", "void", "auto"} and not _CAPITALS.fullmatch(returns)

    def is_trivial(self, code: bytes) -> bool:
        """Also `NULL` and `nullptr`."""
        return gives_nothing(code) or super().is_trivial(code)

    def bound_before(self, data: bytes, start: int, end: int) -> Shown | None:
        """The type stands before the name."""
        del end
        return type_before(data, start)

    # Includes and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """An include makes all names of a file known; `<…>` stays around what is looked for on include paths only."""
        path = node.child_by_field_name("path")
        written = text(path, data)
        if path is None or path.type not in {"string_literal", "system_lib_string"}:
            return []
        end = node.start_byte + len(data[node.start_byte : path.end_byte].rstrip())
        return [Import(written.strip('"'), node.start_byte, end, "*")]

    def top_level(self, root: ts.Node) -> list[ts.Node]:
        """The children of the file, or of the guard around all of it."""
        children = root.named_children
        for _ in range(MAX_GUARDS):
            code = [child for child in children if child.type not in {"comment", "preproc_call"}]
            if len(code) != 1 or code[0].type not in {"preproc_ifdef", "preproc_if"}:
                break
            name = code[0].child_by_field_name("name") or code[0].child_by_field_name("condition")
            children = [child for child in code[0].named_children if name is None or child.id != name.id]
        return children

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """Without the line end that the grammar counts to an include."""
        found = super().import_end(root, data)
        return found if found < 0 else len(data[:found].rstrip())

    def preamble_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the guard's macro or `#pragma once`, else behind the comment that opens the file."""
        children = self.top_level(root)
        first = children[0] if children else None
        if first is not None and first.type == "preproc_def" and root.named_children[0].id != first.id:
            return first.end_byte
        pragma = next((item for item in root.named_children[:20] if item.type == "preproc_call"), None)
        if pragma is not None and re.match(rb"#\s*pragma\s+once", data[pragma.start_byte : pragma.end_byte]):
            return pragma.end_byte
        return -1

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first comment of the file, where an empty line parts it from the first definition."""
        return self.leading_doc(root, data, self.doc_openers)


def _joined(kind: str, name: str) -> str:
    """A type and a name as C writes them: `char *name`."""
    space = "" if kind.endswith(("*", "&")) else " "
    return f"{kind}{space}{name}"
