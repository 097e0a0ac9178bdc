"""What JavaScript and TypeScript import: by `import`, `require` and `export … from`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.facts import Import
from contexten.syntax.reader import text

if TYPE_CHECKING:
    import tree_sitter as ts

_CLAUSES = frozenset({"import_clause", "import_require_clause", "export_clause", "namespace_export"})


def imports_of(node: ts.Node, data: bytes) -> list[Import]:
    """What an import, a `require` or an `export … from` brings: one for each name; a side effect alone has none."""
    kind = node.type
    if kind == "variable_declarator":
        return _required(node, data)
    if kind == "call_expression":
        return [Import(_string(_first_argument(node), data), node.start_byte, node.end_byte)]
    source = node.child_by_field_name("source")
    module = _string(source, data)
    clauses = [child for child in node.named_children if child.type in _CLAUSES]
    if kind == "export_statement":
        return _re_exports(node, clauses, module, data)
    found = [item for clause in clauses for item in _clause(clause, module, node, data)]
    return found or ([Import(module, node.start_byte, node.end_byte)] if source is not None else [])


def is_require(call: ts.Node, data: bytes) -> bool:
    """Whether it is a call of `require`."""
    function = call.child_by_field_name("function")
    return function is not None and data[function.start_byte : function.end_byte] == b"require"


def _clause(clause: ts.Node, module: str, node: ts.Node, data: bytes) -> list[Import]:
    start, end = node.start_byte, node.end_byte
    found: list[Import] = []
    if clause.type == "import_require_clause":
        module = _string(clause.child_by_field_name("source"), data)
        return [Import(module, start, end, "*", text(clause.named_child(0), data))]
    for child in clause.named_children:
        if child.type == "identifier":
            found.append(Import(module, start, end, "default", text(child, data)))
        elif child.type == "namespace_import":
            found.append(Import(module, start, end, "*", text(child.named_child(0), data)))
        elif child.type == "named_imports":
            found += [_specifier(item, module, node, data) for item in child.named_children if _is_specifier(item)]
    return found


def _re_exports(node: ts.Node, clauses: list[ts.Node], module: str, data: bytes) -> list[Import]:
    start, end = node.start_byte, node.end_byte
    if not clauses:
        return [Import(module, start, end, "*")]
    if clauses[0].type == "namespace_export":
        return [Import(module, start, end, "*", text(clauses[0].named_child(0), data))]
    return [_specifier(item, module, node, data) for item in clauses[0].named_children if _is_specifier(item)]


def _is_specifier(node: ts.Node) -> bool:
    return node.type in {"import_specifier", "export_specifier"}


def _specifier(item: ts.Node, module: str, node: ts.Node, data: bytes) -> Import:
    name = text(item.child_by_field_name("name"), data)
    alias = text(item.child_by_field_name("alias"), data)
    return Import(module, node.start_byte, node.end_byte, name, alias)


def _required(node: ts.Node, data: bytes) -> list[Import]:
    call, target = node.child_by_field_name("value"), node.child_by_field_name("name")
    if call is None or target is None or not is_require(call, data):
        return []
    module = _string(_first_argument(call), data)
    start, end = node.start_byte, node.end_byte
    if target.type == "identifier":
        return [Import(module, start, end, "*", text(target, data))]
    return [_destructured(item, module, node, data) for item in target.named_children if item.type != "comment"]


def _destructured(item: ts.Node, module: str, node: ts.Node, data: bytes) -> Import:
    name, alias = text(item, data), ""
    if item.type == "pair_pattern":
        name = text(item.child_by_field_name("key"), data)
        alias = text(item.child_by_field_name("value"), data)
    elif item.type == "object_assignment_pattern":
        name = text(item.child_by_field_name("left"), data)
    return Import(module, node.start_byte, node.end_byte, name, alias)


def _first_argument(call: ts.Node) -> ts.Node | None:
    arguments = call.child_by_field_name("arguments")
    return None if arguments is None or not arguments.named_child_count else arguments.named_child(0)


def _string(node: ts.Node | None, data: bytes) -> str:
    return text(node, data).strip("'\"`")
