"""How OCaml's definitions and opened modules are read, in sources and interfaces alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.nodes import child_of_type, first_named
from contexten.syntax.reader import Found, Reader, folded, line_of_text, promises_work, text, trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tree_sitter as ts

    from contexten.text import Span

_STUB = re.compile(rb"assert\s+false\b|raise\s+\(?\s*(?:Todo|TODO|Not_implemented|Unimplemented)\w*")
_FAILS = re.compile(rb"(?:failwith|invalid_arg|raise|assert)\b")
_OPENING = re.compile(r"\A\(\*+\s*")
_CLOSING = re.compile(r"\s*\**\*\)", re.MULTILINE)
_NAMES = {
    "value_specification": "value_name",
    "external": "value_name",
    "field_declaration": "field_name",
    "constructor_declaration": "constructor_name",
    "module_binding": "module_name",
    "module_type_definition": "module_type_name",
    "class_binding": "class_name",
    "class_type_binding": "class_type_name",
    "method_definition": "method_name",
    "method_specification": "method_name",
    "instance_variable_definition": "instance_variable_name",
}
_BRACKETED = frozenset({"structure", "signature", "object_expression", "class_body_type"})
_BINDINGS = frozenset({"let_binding", "type_binding", "module_binding", "class_binding", "class_type_binding"})
_FUNCTIONS = frozenset({"fun_expression"})
_DECLARED = frozenset({"value_specification", "external", "method_specification"})


class OCamlReader(Reader):
    """OCaml."""

    identifier_types = (
        "value_name",
        "value_pattern",
        "constructor_name",
        "type_constructor",
        "module_name",
        "module_type_name",
        "field_name",
        "method_name",
        "class_name",
        "instance_variable_name",
        "label_name",
    )
    ignored_names = frozenset({"_"})
    doc_openers = (b"(**",)
    containers = frozenset({"compilation_unit", "structure", "signature", "object_expression", "sequence_expression"})
    import_types = frozenset({"open_module", "open_module_signature", "include_module", "include_module_type"})
    block_types = frozenset({"value_definition", "type_definition", "module_definition", "value_specification"})
    call_types = frozenset({"application_expression"})
    transparent_types = frozenset({"parenthesized_expression", "typed_expression"})
    await_types = frozenset()
    return_types = frozenset()

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """Each sort of declaration has its own sort of name; an operator stands in parentheses."""
        if node.type == "let_binding":
            pattern = node.child_by_field_name("pattern")
            if pattern is not None and pattern.type == "parenthesized_operator":
                return first_named(pattern)
            return pattern if pattern is not None and pattern.type == "value_name" else None
        if node.type == "exception_definition":
            inner = child_of_type(node, "constructor_declaration")
            return None if inner is None else child_of_type(inner, "constructor_name")
        kind = _NAMES.get(node.type)
        return node.child_by_field_name("name") if kind is None else child_of_type(node, kind)

    def inner(self, wrapper: ts.Node) -> list[ts.Node]:
        """The bindings of a definition; several are joined by `and`."""
        return [child for child in wrapper.named_children if child.type in _BINDINGS]

    def read(self, found: Found) -> Definition | None:
        """Documentation may also stand behind; another name for a module is an import."""
        node = found.node
        body = node.child_by_field_name("body")
        if node.type == "module_binding" and body is not None and body.type == "module_path":
            return None
        found.doc = _words(found.doc) or self._doc_behind(found)
        return super().read(found)

    def _doc_behind(self, found: Found) -> str:
        node, data = found.outer, found.data
        behind = node.next_named_sibling
        if behind is None or behind.type != "comment" or not data.startswith(b"(**", behind.start_byte):
            return ""
        gap = data[node.end_byte : behind.start_byte]
        rest = data[behind.end_byte : behind.end_byte + 200]
        after = rest[: len(rest) - len(rest.lstrip())]
        # One on a line of its own belongs to what is nearer; an empty line behind it says which that is.
        if b"\n" in gap and (gap.count(b"\n") > 1 or after.count(b"\n") == 1):
            return ""
        return _words(text(behind, data))

    # Parts

    def function(self, node: ts.Node) -> ts.Node:
        """`let f = fun x -> …` has its parameters further inside."""
        body = node.child_by_field_name("body")
        inside = node.type == "let_binding" and child_of_type(node, "parameter") is None
        return body if inside and body is not None and body.type in _FUNCTIONS else node

    def body_node(self, found: Found) -> ts.Node | None:
        """What stands behind `=`; a type that is another's name has none."""
        node = self.function(found.node)
        found_body = node.child_by_field_name("body")
        if found_body is None and node.type == "module_binding":
            found_body = node.child_by_field_name("module_type")
            found_body = found_body if found_body is not None and found_body.type == "signature" else None
        if node.type == "type_binding" and found.kind is SymbolKind.TYPE:
            return None
        return found_body

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """Between `struct`, `sig` or `object` and `end`, between braces, or an expression."""
        if node is None or node.type not in _BRACKETED or node.child_count < 2:
            return super().body(found, node)
        closing = node.children[-1]
        end = closing.start_byte if closing.type == "end" else node.end_byte
        return trimmed(found.data, node.children[0].end_byte, max(end, node.children[0].end_byte))

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """Without the mark before the body."""
        written = super().signature(found, header, body)
        return written.removesuffix("->").removesuffix("=").rstrip(" :")

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Those of a binding, or the domains of a declared type."""
        node = self.function(found.node)
        if node.type in _DECLARED:
            return tuple(_declared(item, found.data) for item in _domains(node.child_by_field_name("type")))
        listed = [child for child in node.named_children if child.type == "parameter"]
        return tuple(item for index, child in enumerate(listed) for item in self.parameter(child, found, index))

    def parameter(self, node: ts.Node, found: Found, index: int) -> Sequence[Parameter]:
        """A pattern, perhaps with a type and a default; the label is its name."""
        del index
        data = found.data
        pattern = node.child_by_field_name("pattern")
        if pattern is None or pattern.type == "unit":
            return ()
        declared = node.child_by_field_name("type")
        if pattern.type == "typed_pattern":
            declared = declared or pattern.child_by_field_name("type")
            pattern = pattern.child_by_field_name("pattern") or pattern
        default = line_of_text(node.child_by_field_name("default"), data)
        return (Parameter(line_of_text(pattern, data), line_of_text(declared, data), default),)

    def returns(self, node: ts.Node, data: bytes) -> str:
        """The type before `=`, or the last part of a declared type."""
        declared = node.child_by_field_name("type")
        while node.type in _DECLARED and declared is not None and declared.type == "function_type":
            declared = declared.child_by_field_name("codomain")
        return line_of_text(declared, data)

    def aliased(self, node: ts.Node, data: bytes) -> str:
        """What a type stands for."""
        if node.type != "type_binding":
            return ""
        body = node.child_by_field_name("body") or node.child_by_field_name("equation")
        plain = body is not None and body.type not in {"record_declaration", "variant_declaration"}
        return line_of_text(body, data) if plain else ""

    def variable_type(self, found: Found) -> str:
        """The declared type, or the called name of the value."""
        node, data = found.node, found.data
        if node.type == "constructor_declaration":
            return "" if found.parent is None else found.parent.name
        declared = node.child_by_field_name("type")
        if declared is not None:
            return line_of_text(declared, data)
        value = node.child_by_field_name("body")
        if value is None or value.type != "application_expression":
            return ""
        return line_of_text(value.child_by_field_name("function"), data)[:80]

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What a class inherits, what a module is constrained to."""
        if node.type == "module_binding":
            constraint = node.child_by_field_name("module_type")
            named = constraint is not None and constraint.type == "module_type_path"
            return (text(constraint, data),) if named else ()
        body = node.child_by_field_name("body")
        if node.type != "class_binding" or body is None:
            return ()
        inherited = [child for child in body.named_children[:50] if child.type == "inheritance_definition"]
        return tuple(text(child.child_by_field_name("class") or first_named(child), data) for child in inherited)

    def exported(self, found: Found, name: str) -> bool:
        """Not where the name says that it is not used."""
        del found
        return not name.startswith("_")

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """No type must have members."""
        del found, node, bases
        return False

    def statements(self, node: ts.Node) -> list[ts.Node]:
        """The expression."""
        return [node]

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`assert false`, or a failure that says so."""
        del node
        if _STUB.fullmatch(code.strip()):
            return True
        return len(code) < 300 and _FAILS.match(code) is not None and promises_work(code)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The arguments have no node of their own."""
        function = node.child_by_field_name("function")
        if function is not None and function.type == "method_invocation":
            return function.child_by_field_name("method"), function.child_by_field_name("object"), node
        if function is None or function.type != "value_path":
            return None, None, node
        return child_of_type(function, "value_name"), child_of_type(function, "module_path"), node

    def arguments(self, node: ts.Node | None, data: bytes) -> tuple[tuple[str, str], ...]:
        """Labels are keywords."""
        given = [] if node is None else node.children_by_field_name("argument")
        return tuple(self.argument(child, data) for child in given if child.is_named)

    def argument(self, node: ts.Node, data: bytes) -> tuple[str, str]:
        """`~label:value` and `~label`."""
        if node.type != "labeled_argument":
            return "", line_of_text(node, data)
        label = text(child_of_type(node, "label_name"), data)
        value = node.child_by_field_name("expression")
        return label, label if value is None else line_of_text(value, data)

    def returns_value(self, parent: ts.Node, above: Sequence[ts.Node], value: ts.Node) -> bool:
        """A body's last expression."""
        del above
        if parent.type not in {"let_binding", "fun_expression", "match_case", "let_expression"}:
            return False
        body = parent.child_by_field_name("body")
        function = parent.type != "let_binding" or child_of_type(parent, "parameter") is not None
        return function and body is not None and body.id == value.id

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`open A.B` and `include A` import all names; `module N = A.B` is another name for a module."""
        start, end = node.start_byte, node.end_byte
        binding = child_of_type(node, "module_binding")
        if binding is not None:
            alias = text(child_of_type(binding, "module_name"), data)
            return [Import(_dotted(binding.child_by_field_name("body"), data), start, end, "", alias)]
        module = node.child_by_field_name("module")
        constraint = node.child_by_field_name("module_type")
        if module is None and constraint is not None:
            module = constraint.child_by_field_name("module")
        written = _dotted(module, data)
        return [Import(written, start, end, "*")] if written else []

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first comment of documentation, where it is not that of the first definition."""
        return _words(self.leading_doc(root, data, (b"(*",)))


def _words(comment: str) -> str:
    return _CLOSING.sub("", _OPENING.sub("", comment.strip())).replace("(** ", "").strip()


def _dotted(node: ts.Node | None, data: bytes) -> str:
    return "".join(text(node, data).split())


def _domains(declared: ts.Node | None) -> list[ts.Node]:
    found: list[ts.Node] = []
    while declared is not None and declared.type == "function_type":
        domain = declared.child_by_field_name("domain")
        found += [] if domain is None else [domain]
        declared = declared.child_by_field_name("codomain")
    return found


def _declared(node: ts.Node, data: bytes) -> Parameter:
    if node.type != "labeled_argument_type":
        return Parameter("", folded(data[node.start_byte : node.end_byte]))
    label = text(child_of_type(node, "label_name"), data)
    return Parameter(label, line_of_text(node.child_by_field_name("type"), data))
