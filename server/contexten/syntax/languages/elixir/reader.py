"""How Elixir's definitions and aliases are read.

The grammar knows calls only: `defmodule`, `def`, `alias` are calls of these words, and so are told apart here.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import msgspec

from contexten.syntax.facts import Definition, Import, Parameter, SymbolKind
from contexten.syntax.languages.elixir.calls import (
    aliases_in,
    bare_name,
    first_argument,
    has_head,
    head_name,
    head_of,
    is_moduledoc,
    keyword_value,
    moduledoc,
    parameter_of,
    short_body,
    types_in,
    word_of,
)
from contexten.syntax.nodes import child_of_type
from contexten.syntax.reader import CALLABLES, Found, folded, promises_work, text, trimmed
from contexten.syntax.worded import WordedReader

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.text import Span

_FUNCTIONS = frozenset({b"def", b"defp", b"defmacro", b"defmacrop", b"defguard", b"defguardp", b"defdelegate"})
_MODULES = {b"defmodule": SymbolKind.CLASS, b"defprotocol": SymbolKind.INTERFACE, b"defimpl": SymbolKind.MODULE}
_HIDDEN = frozenset({b"defp", b"defmacrop", b"defguardp"})
_TYPES = frozenset({b"type", b"typep", b"opaque"})
_CALLBACKS = frozenset({b"callback", b"macrocallback"})
_LEADS = frozenset(
    {b"doc", b"spec", b"impl", b"deprecated", b"since", b"dialyzer", b"tag", b"typedoc", b"decorate", b"doctype"}
)
_NO_CONSTANTS = _LEADS | {
    b"moduledoc", b"behaviour", b"derive", b"compile", b"before_compile", b"after_compile", b"on_definition",
    b"on_load", b"external_resource", b"file", b"enforce_keys", b"optional_callbacks", b"moduletag", b"describetag",
    b"vsn", b"nifs", b"schema_prefix", b"fallback_to_any", b"shortdoc",
}  # fmt: skip
_STRUCTS = frozenset({b"defstruct", b"defexception", b"embedded_schema"})
_FIELDS = frozenset({b"field", b"belongs_to", b"has_many", b"has_one", b"many_to_many", b"embeds_one", b"embeds_many"})
_IMPORTS = frozenset({b"alias", b"import", b"use", b"require"})
_DOC = re.compile(r"@(?:doc|typedoc)\s+(?:~[sS])?(?:\"\"\"(.*?)\"\"\"|\"((?:\\.|[^\"\\])*)\")", re.DOTALL)
_SPEC = re.compile(r"@spec\s+[\w?!]+\s*(\(.*?\)|)\s*::\s*(.*?)(?:\s+when\s.*)?(?=\n\s*(?:@|def|#)|\Z)", re.DOTALL)
_RAISES = re.compile(rb"raise\b")
_REST = re.compile(rb"[ \t]*(?:#[^\n]*)?")


class ElixirReader(WordedReader):
    """Elixir."""

    identifier_types = ("identifier", "alias")
    ignored_names = frozenset({"_", "__MODULE__", "__ENV__", "__CALLER__", "__DIR__", "__STACKTRACE__"})
    keywords = frozenset(
        {
            b"def", b"defp", b"defmacro", b"defmacrop", b"defguard", b"defguardp", b"defdelegate", b"defmodule",
            b"raise", b"defprotocol", b"defimpl", b"defstruct", b"defexception", b"alias", b"import", b"use",
            b"require", b"if", b"unless", b"case", b"cond", b"with", b"for", b"quote",
            b"unquote", b"receive", b"try", b"doc", b"moduledoc", b"spec", b"type", b"typep",
            b"opaque", b"callback", b"impl", b"behaviour",
        }
    )  # fmt: skip
    dotted_types = True
    doc_openers = (b"#",)
    header_rest = _REST
    attribute_types = frozenset({"unary_operator"})
    containers = frozenset({"source", "do_block", "body", "else_block", "rescue_block", "after_block", "block"})
    call_types = frozenset({"call"})
    await_types = frozenset()
    transparent_types = frozenset()
    return_types = frozenset({"do_block", "body"})
    import_types = frozenset({"call"})
    member_fields = (("left", "right"),)

    # What a definition is

    def name(self, node: ts.Node) -> ts.Node | None:
        """What stands behind the word, without parameters and guards."""
        if node.type in {"atom", "keyword"}:
            return node
        call = node.child_by_field_name("operand") if node.type == "unary_operator" else node
        if call is None:
            return None
        if node.type == "unary_operator" and word_of(call, None) is not None:
            head = first_argument(call) if has_head(call) else call.child_by_field_name("target")
            return head_name(head)
        return head_name(first_argument(call))

    def may_define(self, node: ts.Node, data: bytes) -> bool:
        """Whether the word is one that defines."""
        if node.type == "unary_operator":
            call = node.child_by_field_name("operand")
            return call is not None and word_of(call, data) not in _NO_CONSTANTS
        return node.type != "call" or word_of(node, data) in _FUNCTIONS | _MODULES.keys()

    def is_lead(self, node: ts.Node, data: bytes) -> bool:
        """`@doc`, `@spec` and the like, but no module attribute."""
        call = node.child_by_field_name("operand")
        target = None if call is None else call.child_by_field_name("target")
        return (
            data.startswith(b"@", node.start_byte)
            and target is not None
            and data[target.start_byte : target.end_byte] in _LEADS
        )

    def read(self, found: Found) -> Definition | None:
        """The word decides."""
        node, data = found.node, found.data
        if node.type in {"atom", "keyword"}:
            return self._field(found)
        if node.type == "unary_operator":
            return self._attribute(found)
        word = word_of(node, data)
        if word in _MODULES:
            found.kind = _MODULES[word]
            return bare_name(super().read(found))
        return super().read(found) if word in _FUNCTIONS else None

    def _attribute(self, found: Found) -> Definition | None:
        """`@type`, `@callback`, and constants such as `@timeout 5`."""
        call = found.node.child_by_field_name("operand")
        if call is None or found.parent is None or found.parent.kind in CALLABLES:
            return None
        word, data = word_of(call, found.data), found.data
        if word in _NO_CONSTANTS or not data.startswith(b"@", found.node.start_byte):
            return None
        name = self.name(found.node) if word in _TYPES | _CALLBACKS else call.child_by_field_name("target")
        if name is None:
            return None
        kind = SymbolKind.TYPE if word in _TYPES else SymbolKind.METHOD if word in _CALLBACKS else SymbolKind.CONSTANT
        written = folded(data[found.node.start_byte : found.node.end_byte], 200)
        return Definition(
            name=text(name, data),
            kind=kind,
            start=found.start,
            end=found.node.end_byte,
            name_start=name.start_byte,
            parent=found.parent_index,
            header_start=found.node.start_byte,
            signature=written,
            doc=self._doc_before(found),
            returns=written.rpartition("::")[2].strip() if word in _CALLBACKS and "::" in written else "",
            exported=word != b"typep" and kind is not SymbolKind.CONSTANT,
        )

    def _field(self, found: Found) -> Definition | None:
        """A key of `defstruct`, or what `field` and its kin declare in a schema."""
        node, data = found.node, found.data
        call = node.parent
        while call is not None and call.type in {"pair", "keywords", "list", "arguments"}:
            call = call.parent
        if call is None or call.type != "call" or found.parent is None:
            return None
        word = word_of(call, data)
        if word not in _STRUCTS and not (word in _FIELDS and node.type == "atom"):
            return None
        written = text(node, data)
        name = written.strip().strip(":").strip('"')
        start = node.start_byte + written.encode().find(name.encode())
        if not name:
            return None
        whole = call if word in _FIELDS else node
        return Definition(
            name=name,
            kind=SymbolKind.FIELD,
            start=node.start_byte,
            end=start + len(name.encode()),
            name_start=start,
            parent=found.parent_index,
            header_start=node.start_byte,
            signature=folded(data[whole.start_byte : whole.end_byte], 200),
        )

    # Parts

    def body_node(self, found: Found) -> ts.Node | None:
        """The block, or the expression behind `do:`."""
        block = child_of_type(found.node, "do_block")
        return block if block is not None else short_body(found.node, found.data)

    def block(self, found: Found) -> ts.Node:
        """The one behind `do`."""
        return child_of_type(found.node, "do_block") or found.node

    def close_of(self, found: Found) -> ts.Node | None:
        """Without a block there is none."""
        return super().close_of(found) if child_of_type(found.node, "do_block") is not None else None

    def header_end(self, found: Found, node: ts.Node | None) -> int:
        """Behind `do`."""
        del node
        block = child_of_type(found.node, "do_block")
        word = None if block is None else block.child(0)
        return found.node.end_byte if word is None else word.end_byte

    def body(self, found: Found, node: ts.Node | None) -> Span | None:
        """Without `do` where the closing word is missing."""
        if node is not None and node.type == "do_block" and self.close_of(found) is None:
            return trimmed(found.data, self.header_end(found, node), node.end_byte)
        return super().body(found, node)

    def signature(self, found: Found, header: int, body: ts.Node | None) -> str:
        """The head with its guard."""
        given = child_of_type(found.node, "arguments")
        end = found.node.end_byte if given is None else given.end_byte
        if body is not None and body.type != "do_block":
            end = body.start_byte
        written = folded(found.data[header:end])
        return re.sub(r"\s*,?\s*\bdo:$", "", written).rstrip(" ,")

    def decorators(self, found: Found) -> tuple[str, ...]:
        """The attributes before it that are no documentation."""
        return tuple(item for item in found.attributes if not item.startswith("doc"))

    def doc(self, found: Found, body: ts.Node | None) -> str:
        """`@doc`, else the comment; of a module `@moduledoc`."""
        if found.kind in CALLABLES or body is None or body.type != "do_block":
            return self._doc_before(found)
        return moduledoc(body, found.data) or found.doc

    def _doc_before(self, found: Found) -> str:
        before = str(found.data[found.start : found.outer.start_byte], "utf-8", "replace")
        stated = _DOC.search(before)
        return found.doc if stated is None else inspect.cleandoc(stated.group(1) or stated.group(2) or "")

    def parameters(self, found: Found) -> tuple[Parameter, ...]:
        """Those of the head; a pattern that is bound to a name has that name, and types come from `@spec`."""
        head = head_of(first_argument(found.node))
        given = None if head is None or head.type != "call" else child_of_type(head, "arguments")
        nodes = [] if given is None else [child for child in given.named_children if child.type != "comment"]
        types, _result = self._spec(found)
        types = types if len(types) == len(nodes) else ("",) * len(nodes)
        return tuple(parameter_of(node, found.data, type_) for node, type_ in zip(nodes, types, strict=True))

    def read_block(self, found: Found, name: ts.Node) -> Definition:
        """The result's type stands in `@spec`."""
        read = super().read_block(found, name)
        return msgspec.structs.replace(read, returns=self._spec(found)[1]) if found.kind in CALLABLES else read

    def _spec(self, found: Found) -> tuple[tuple[str, ...], str]:
        before = found.data[found.start : found.outer.start_byte]
        stated = _SPEC.search(str(before, "utf-8", "replace")) if b"@spec" in before else None
        if stated is None:
            return (), ""
        return types_in(" ".join(stated.group(1)[1:-1].split())), " ".join(stated.group(2).split())

    def bases(self, node: ts.Node, data: bytes) -> tuple[str, ...]:
        """What a module uses and which behaviours it has, by the last name, which `use` makes known."""
        block = child_of_type(node, "do_block")
        found: list[str] = []
        for child in [] if block is None else block.named_children:
            call = child.child_by_field_name("operand") if child.type == "unary_operator" else child
            if call is not None and call.type == "call" and word_of(call, data) in {b"use", b"behaviour"}:
                first = first_argument(call)
                found += [text(first, data).rpartition(".")[2]] if first is not None and first.type == "alias" else []
        return tuple(dict.fromkeys(found))

    def exported(self, found: Found, name: str) -> bool:
        """Not with a `p` at the end of its word."""
        del name
        return word_of(found.node, found.data) not in _HIDDEN

    # Unfinished bodies

    def unfinished_type(self, found: Found, node: ts.Node, bases: tuple[str, ...]) -> bool:
        """`@moduledoc` alone is no content."""
        del bases
        if found.kind is not SymbolKind.CLASS or self.bases(found.node, found.data):
            return False
        return all(is_moduledoc(child, found.data) for child in self.statements_of(node))

    def raises_unfinished(self, node: ts.Node, code: bytes) -> bool:
        """`raise` with a message that says so."""
        return node.type == "call" and _RAISES.match(code) is not None and len(code) < 200 and promises_work(code)

    # Uses of other code

    def call(self, node: ts.Node) -> tuple[ts.Node | None, ts.Node | None, ts.Node | None]:
        """The target is a name, or a name behind a dot."""
        target, given = node.child_by_field_name("target"), child_of_type(node, "arguments")
        if target is not None and target.type == "dot":
            name = target.child_by_field_name("right")
            known = name if name is not None and name.type == "identifier" else None
            return known, target.child_by_field_name("left"), given
        return (target if target is not None and target.type == "identifier" else None), None, given

    # Imports and the file

    def imports(self, node: ts.Node, data: bytes) -> list[Import]:
        """`alias A.B` binds `B`, `alias A.{B, C}` both, and so is `use` read; `import` makes all names known."""
        word, first = word_of(node, data), first_argument(node)
        if node.type != "call" or word not in _IMPORTS or first is None:
            return []
        start, end = node.start_byte, node.end_byte
        names = aliases_in(first, data)
        if word in {b"import", b"require"}:
            mark = "*" if word == b"import" else ""
            return [Import(name, start, end, mark, "" if mark else name.rpartition(".")[2]) for name in names]
        alias = keyword_value(node, b"as", data) if word == b"alias" else None
        parts = [name.rpartition(".") for name in names]
        shown = text(alias, data) if alias is not None else ""
        return [Import(module, start, end, name, shown if shown != name else "") for module, _dot, name in parts]

    def top_level(self, root: ts.Node) -> list[ts.Node]:
        """Also what stands directly in the modules of the file."""
        found: list[ts.Node] = []
        for child in root.named_children:
            found.append(child)
            block = child_of_type(child, "do_block") if child.type == "call" else None
            found += [] if block is None else block.named_children
        return found

    def import_end(self, root: ts.Node, data: bytes) -> int:
        """Behind the last one before the first function, else behind `@moduledoc`, else behind `do` of the module."""
        end = -1
        for child in self.top_level(root):
            if child.type == "call":
                word = word_of(child, data)
                if word in _FUNCTIONS:
                    break
                if self.imports(child, data):
                    end = child.end_byte
                elif word in _MODULES and end < 0:
                    block = child_of_type(child, "do_block")
                    opening = None if block is None else block.child(0)
                    end = -1 if opening is None else opening.end_byte
            elif is_moduledoc(child, data):
                end = child.end_byte
        return end

    def module_doc(self, root: ts.Node, data: bytes) -> str:
        """The first module's."""
        for child in root.named_children[:5]:
            block = child_of_type(child, "do_block")
            if block is not None:
                return moduledoc(block, data)
        return ""
