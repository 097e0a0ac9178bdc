"""The shape of one function: how long, how deep, how branched, what it calls under which guard.

**Invariant:** one walk over the function's own nodes; nothing outside of it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.syntax.nodes import path_to
from contexten.text import Span

if TYPE_CHECKING:
    import tree_sitter as ts

    from contexten.syntax.parse import Parsed

_LARGEST = 40_000
"""Bytes; a larger function is not walked, because a reader waits: measured, this much takes 33 ms."""
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Flow:
    """The node types of one family of grammars that say how control flows."""

    blocks: frozenset[str]
    """What opens a further level of nesting."""
    branches: frozenset[str]
    """What adds a way through the code."""
    functions: frozenset[str]
    """What begins code that does not run where it stands."""
    chained: frozenset[str]
    """What directly inside a block is the same level again: `else if`."""
    tries: frozenset[str]
    handlers: frozenset[str]
    """What directly inside a `try` takes up an error."""
    logic: frozenset[str]
    """Operators that add a way, by their own text."""
    keywords: tuple[bytes, ...]
    """What a block begins with."""


_PYTHON = Flow(
    blocks=frozenset({"if_statement", "for_statement", "while_statement", "try_statement", "match_statement"}),
    branches=frozenset({
        "if_statement", "elif_clause", "for_statement", "while_statement", "except_clause", "except_group_clause",
        "case_clause", "conditional_expression", "if_clause", "for_in_clause",
    }),
    functions=frozenset({"function_definition", "lambda", "class_definition"}),
    chained=frozenset(),
    tries=frozenset({"try_statement"}),
    handlers=frozenset({"except_clause", "except_group_clause"}),
    logic=frozenset({"and", "or"}),
    keywords=(b"if", b"for", b"while", b"try", b"match", b"async"),
)  # fmt: skip
_SCRIPT = Flow(
    blocks=frozenset({
        "if_statement", "for_statement", "for_in_statement", "while_statement", "do_statement", "try_statement",
        "switch_statement",
    }),
    branches=frozenset({
        "if_statement", "for_statement", "for_in_statement", "while_statement", "do_statement", "catch_clause",
        "switch_case", "ternary_expression",
    }),
    functions=frozenset({
        "function_declaration", "function_expression", "arrow_function", "method_definition", "class_declaration",
        "generator_function", "generator_function_declaration", "class",
    }),
    chained=frozenset({"else_clause"}),
    tries=frozenset({"try_statement"}),
    handlers=frozenset({"catch_clause"}),
    logic=frozenset({"&&", "||", "??"}),
    keywords=(b"if", b"for", b"while", b"do", b"try", b"switch"),
)  # fmt: skip
_FLOWS = {
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "jsx": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
}


@dataclass(frozen=True, slots=True)
class Site:
    """One call in the function's own code, not in a function inside of it."""

    name: str
    receiver: str
    """The text before the last dot, at most 80 characters; empty where there is none."""
    start: int
    guarded: bool
    """Whether a `try` with a handler stands around it, inside the function."""
    awaited: bool

    @property
    def called(self) -> str:
        """What is called, as written."""
        return f"{self.receiver}.{self.name}" if self.receiver else self.name


@dataclass(frozen=True, slots=True)
class Block:
    """A statement that holds others: a loop, a condition, a `try`."""

    span: Span
    depth: int
    """1: directly in the function."""
    word: str
    """Its first word."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one walk tells of a function."""

    statements: int
    lines: int
    """Lines with code: without blank ones, comments and doc text."""
    complexity: int
    """1 and one for each branch (cyclomatic)."""
    deepest: Block | None
    blocks: tuple[Block, ...]
    sites: tuple[Site, ...]
    names: frozenset[str]
    """Every identifier in the body, those of inner functions included."""


def has_shape(language_id: str) -> bool:
    """Whether functions of this language are walked."""
    return language_id in _FLOWS


def shape_of(parsed: Parsed, body: Span) -> Shape | None:
    """The shape of the function whose body is `body`; None where its language is not walked or it is too large."""
    flow = _FLOWS.get(parsed.language.id)
    if flow is None or len(body) > _LARGEST or not len(body) or parsed.is_rubble:
        return None
    walk = _Walk(parsed, flow)
    walk.run(_roots(parsed, body))
    return walk.shape()


def block_at(parsed: Parsed, offset: int) -> Block | None:
    """The block whose first word is at `offset`, with its depth in the function around it; None elsewhere."""
    flow = _FLOWS.get(parsed.language.id)
    if flow is None or parsed.is_rubble:
        return None
    path = path_to(parsed.tree, Span(offset, offset))
    at = next((i for i in range(len(path) - 1, -1, -1) if path[i].type in flow.blocks), None)
    if at is None:
        return None
    node = path[at]
    word = _word(parsed.data, node)
    if not node.start_byte <= offset <= node.start_byte + len(word) or word.encode() not in flow.keywords:
        return None
    return Block(Span(node.start_byte, node.end_byte), _depth(path[: at + 1], flow), word)


def _depth(path: list[ts.Node], flow: Flow) -> int:
    depth = 0
    for number, node in enumerate(path):
        if node.type in flow.functions:
            depth = 0
        elif node.type in flow.blocks and path[number - 1].type not in flow.chained:
            depth += 1
    return depth


def _roots(parsed: Parsed, body: Span) -> list[ts.Node]:
    around = path_to(parsed.tree, body)[-1]
    if body.start <= around.start_byte and around.end_byte <= body.end:
        return [around]
    inside = [item for item in around.named_children if body.start <= item.start_byte and item.end_byte <= body.end]
    return inside or [around]


def _word(data: bytes, node: ts.Node) -> str:
    end = node.start_byte
    while data[end : end + 1].isalpha():
        end += 1
    return str(data[node.start_byte : end], "ascii", "replace")


class _Walk:
    def __init__(self, parsed: Parsed, flow: Flow) -> None:
        self._data = parsed.data
        self._document = parsed.document
        self._reader = parsed.grammar.reader
        self._flow = flow
        self._statements = 0
        self._complexity = 1
        self._lines: set[int] = set()
        self._blocks: list[Block] = []
        self._sites: list[Site] = []
        self._names: set[str] = set()

    def run(self, roots: list[ts.Node]) -> None:
        # node, depth, guarded, awaited, inside of an inner function
        todo: list[tuple[ts.Node, int, bool, bool, bool]] = [(node, 0, False, False, False) for node in roots]
        while todo:
            node, depth, guarded, awaited, inner = todo.pop()
            kind = node.type
            if kind == "comment" or (kind == "expression_statement" and self._is_text(node)):
                continue
            self._see(node, kind, inner=inner)
            inner = inner or kind in self._flow.functions
            if not inner and kind in self._reader.call_types:
                self._call(node, guarded=guarded, awaited=awaited)
            below = depth
            if kind in self._flow.blocks and not self._is_chained(node):
                below = depth + 1
                if not inner:
                    self._blocks.append(Block(Span(node.start_byte, node.end_byte), below, _word(self._data, node)))
            held = node.child_by_field_name("body") if kind in self._flow.tries and self._handles(node) else None
            waits = kind in self._reader.await_types
            todo.extend((child, below, guarded or child == held, waits, inner) for child in node.children)

    def shape(self) -> Shape:
        deepest = max(self._blocks, key=lambda item: (item.depth, -item.span.start), default=None)
        return Shape(
            statements=self._statements,
            lines=len(self._lines),
            complexity=self._complexity,
            deepest=deepest,
            blocks=tuple(sorted(self._blocks, key=lambda item: item.span)),
            sites=tuple(sorted(self._sites, key=lambda item: item.start)),
            names=frozenset(self._names),
        )

    def _see(self, node: ts.Node, kind: str, *, inner: bool) -> None:
        if not node.child_count:
            self._leaf(node, kind)
        if not inner and (kind in self._flow.branches or kind in self._flow.logic):
            self._complexity += 1
        if kind.endswith(("_statement", "_declaration", "_definition")):
            self._statements += 1

    def _leaf(self, node: ts.Node, kind: str) -> None:
        first, last = node.start_point.row, node.end_point.row
        self._lines.update((first, last) if last <= first + 1 else range(first, last + 1))
        if "identifier" in kind:
            self._names.add(str(self._data[node.start_byte : node.end_byte], "utf-8", "replace"))

    def _call(self, node: ts.Node, *, guarded: bool, awaited: bool) -> None:
        called = node.child_by_field_name("function")
        if called is None or called.end_byte - called.start_byte > _SHOWN:
            return
        written = str(self._data[called.start_byte : called.end_byte], "utf-8", "replace")
        receiver, _, name = written.rpartition(".")
        if name.isidentifier():
            self._sites.append(Site(name, receiver.rstrip("?"), node.start_byte, guarded, awaited))

    def _is_text(self, node: ts.Node) -> bool:
        return node.named_child_count == 1 and node.named_children[0].type == "string"

    def _is_chained(self, node: ts.Node) -> bool:
        above = node.parent
        return above is not None and above.type in self._flow.chained

    def _handles(self, node: ts.Node) -> bool:
        return any(child.type in self._flow.handlers for child in node.children)
