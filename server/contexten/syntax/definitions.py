"""From captured nodes to definitions: parents, kinds, the comments before them.

One pass over the nodes in order of start with a stack of what is open, so neither depth nor size of the tree
needs recursion or a walk to a parent.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import tree_sitter as ts

from contexten.syntax.facts import Definition, SymbolKind
from contexten.syntax.nodes import start_of
from contexten.syntax.reader import CALLABLES, TYPES, VALUES, Found, Reader, comment_text, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.captures import Captures

_KINDS = {f"definition.{kind}": kind for kind in SymbolKind} | {"definition.member": SymbolKind.FIELD}
DEFINITION_CAPTURES = tuple(_KINDS)
# Named here because looking a member up at its class takes longer than what is done with it.
_FUNCTION, _METHOD, _FIELD = SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.FIELD
_NO_LEADS: list[ts.Node] = []

MAX_GAP = 1000
"""A comment further away than so many bytes is not looked at: it cannot stand directly before a definition."""


_Candidate = tuple[int, int, bool, int, ts.Node, SymbolKind, bool]
"""Start; negated end; whether it is a function without a name; a number that differs; node; kind; whether it is a field
that stands inside a method of its class. A tuple, because tens of thousands are made and sorted."""


class _Open(msgspec.Struct):
    end: int
    index: int
    local: bool
    """Whether a variable inside is local."""


@dataclass(slots=True)
class Leads:
    """The comments and attributes that may belong to the definition after them, in order of end."""

    nodes: list[ts.Node]
    ends: list[int] = field(init=False)
    attribute_starts: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.nodes.sort(key=_end_of)
        self.ends = [node.end_byte for node in self.nodes]

    @classmethod
    def of(cls, captures: Captures, reader: Reader, data: bytes) -> Leads:
        """Those among `captures` that can belong to a definition."""
        comments = [
            node for node in captures.get("comment", ()) if data.startswith(reader.doc_openers, node.start_byte)
        ]
        attributes = [node for node in captures.get("attribute", ()) if reader.is_lead(node, data)]
        return cls([*comments, *attributes], attribute_starts={node.start_byte for node in attributes})

    def before(self, start: int, data: bytes) -> list[ts.Node]:
        """Those that stand directly before `start`, without an empty line between, in order."""
        found: list[ts.Node] = []
        if not self.nodes:
            return found
        position = bisect_right(self.ends, start) - 1
        while position >= 0:
            node = self.nodes[position]
            if start - node.end_byte > MAX_GAP:
                break
            gap = data[node.end_byte : start]
            # Some grammars count the line end to a line comment.
            if gap.strip() or gap.count(b"\n") > 1:
                break
            found.append(node)
            start = node.start_byte
            position = bisect_right(self.ends, start) - 1
        while found and found[-1].start_byte not in self.attribute_starts and not _alone(data, found[-1].start_byte):
            found.pop()
        return found[::-1]


def read_definitions(
    captures: Captures, data: bytes, reader: Reader, *, leads: Leads | None = None
) -> list[Definition]:
    """The definitions among `captures`, in order of start, with parents as indexes into the list."""
    build = _Build(data, reader, leads or Leads.of(captures, reader, data), wrappers_of(captures, reader))
    build.owners = sorted(captures.get("owner", ()), key=start_of)
    build.public = reader.public_names(data)
    for candidate in _candidates(captures):
        build.add(candidate)
    build.implement([reader.implemented(owner, data) for owner in build.owners])
    return build.definitions


def wrappers_of(captures: Captures, reader: Reader) -> dict[int, ts.Node]:
    """The outermost wrapper of each definition, by the definition's node id."""
    found: dict[int, ts.Node] = {}
    for wrapper in sorted(captures.get("wrapper", ()), key=_outer_first):
        outer = found.get(wrapper.id, wrapper)
        inner = reader.inner(wrapper)
        if len(inner) == 1:
            found.setdefault(inner[0].id, outer)
    return found


def implied_fields(definitions: Sequence[Definition]) -> set[int]:
    """Indexes of the fields that stand inside a method and not directly in their class."""
    inside: set[int] = set()
    ends: dict[int, int] = {}
    for index, item in enumerate(definitions):
        if item.kind in CALLABLES:
            ends[item.parent] = max(item.end, ends.get(item.parent, -1))
        elif item.kind is _FIELD and item.start < ends.get(item.parent, -1):
            inside.add(index)
    return inside


@dataclass(slots=True)
class _Build:
    data: bytes
    reader: Reader
    leads: Leads
    wrappers: dict[int, ts.Node]
    definitions: list[Definition] = field(default_factory=list[Definition])
    owners: list[ts.Node] = field(default_factory=list[ts.Node])
    public: frozenset[str] | None = None
    stack: list[_Open] = field(default_factory=list[_Open])
    seen: dict[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    """Where each value stands in `definitions`, by parent and name."""
    types: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """End and index of the open types."""
    names: set[int] = field(default_factory=set[int])
    """Where the definitions have their names: several nodes can belong to one."""

    def add(self, candidate: _Candidate) -> None:
        """Add the next candidate, in order of start."""
        start, negative_end, nameless, _, _, kind, member = candidate
        stack = self.stack
        while stack and stack[-1].end <= start:
            stack.pop()
        top = stack[-1] if stack else None
        if nameless:
            stack.append(_Open(-negative_end, top.index if top else -1, True))
        elif member:
            parent = self._class_index()
            if parent >= 0:
                self._read(candidate, kind, parent)
        elif top is None:
            self._read(candidate, kind, -1)
        elif not (top.local and kind in self.reader.field_kinds):
            self._read(candidate, self._settled(kind, top), top.index)

    def _class_index(self) -> int:
        for item in reversed(self.stack):
            if item.index >= 0 and self.definitions[item.index].kind in TYPES:
                return item.index
        return -1

    def _settled(self, kind: SymbolKind, top: _Open) -> SymbolKind:
        """What a function or a variable is called inside `top`."""
        if top.local or top.index < 0 or self.definitions[top.index].kind not in TYPES:
            return kind
        if kind in self.reader.field_kinds:
            return _FIELD
        return _METHOD if kind is _FUNCTION else kind

    def _read(self, candidate: _Candidate, kind: SymbolKind, parent: int) -> None:
        start, negative_end, _, _, node, _, member = candidate
        owner = self._owner(start, -negative_end, parent) if self.owners else None
        if owner is not None and kind in (SymbolKind.FUNCTION, SymbolKind.CONSTANT):
            kind = SymbolKind.METHOD if kind is SymbolKind.FUNCTION else SymbolKind.FIELD
        outer = self.wrappers.get(node.id, node) if self.wrappers else node
        first = start if outer is node else outer.start_byte
        leads = self.leads.before(first, self.data) if self.leads.nodes else _NO_LEADS
        # By place and not by keyword, which costs three times as much.
        found = Found(
            node,
            outer,
            kind,
            self.data,
            leads[0].start_byte if leads else first,
            self._doc(leads) if leads else "",
            self._attributes(leads) if leads else (),
            self.definitions[parent] if parent >= 0 else None,
            parent,
            owner,
            self.public,
        )
        definition = self.reader.read(found)
        if definition is not None and member and not definition.type:
            definition = self._typed(definition, node)
        if definition is None or (kind in VALUES and self._repeated(parent, definition)):
            return
        if definition.name_start in self.names:
            return
        self.names.add(definition.name_start)
        self.definitions.append(definition)
        if not member:
            end = max(-negative_end, definition.end)
            self.stack.append(_Open(end, len(self.definitions) - 1, definition.kind in CALLABLES))

    def implement(self, pairs: list[tuple[str, tuple[str, ...]]]) -> None:
        """Blocks elsewhere in the file give the types of those names further bases."""
        given: dict[str, list[str]] = {}
        for name, bases in pairs:
            if bases:
                given.setdefault(name, []).extend(bases)
        for index, item in enumerate(self.definitions) if given else ():
            if item.name in given and item.kind in TYPES:
                bases = tuple(dict.fromkeys((*item.bases, *given[item.name])))
                self.definitions[index] = msgspec.structs.replace(item, bases=bases)

    def _repeated(self, parent: int, definition: Definition) -> bool:
        """Whether a value is known already; its first type counts, wherever that is shown."""
        known = self.seen.setdefault((parent, definition.name), len(self.definitions))
        if known == len(self.definitions):
            return False
        if definition.type and not self.definitions[known].type:
            self.definitions[known] = msgspec.structs.replace(self.definitions[known], type=definition.type)
        return True

    def _typed(self, member: Definition, node: ts.Node) -> Definition:
        """A field that is assigned in a method, with the type that the method's parameters show of it."""
        around = self.definitions[self.stack[-1].index] if self.stack and self.stack[-1].index >= 0 else None
        shown = "" if around is None else self.reader.assigned_type(node, around.parameters, self.data)
        return msgspec.structs.replace(member, type=shown) if shown else member

    def _doc(self, leads: list[ts.Node]) -> str:
        starts = self.leads.attribute_starts
        texts = [self.data[node.start_byte : node.end_byte] for node in leads if node.start_byte not in starts]
        return "\n".join(comment_text(raw) for raw in texts).strip()

    def _attributes(self, leads: list[ts.Node]) -> tuple[str, ...]:
        starts = self.leads.attribute_starts
        raw = [self.data[node.start_byte : node.end_byte] for node in leads if node.start_byte in starts]
        return tuple(folded(item).lstrip("@#").removeprefix("[").removesuffix("]") for item in raw)

    def _owner(self, start: int, end: int, parent: int) -> ts.Node | None:
        position = bisect_right(self.owners, start, key=start_of) - 1
        if position < 0:
            return None
        owner = self.owners[position]
        inside = end <= owner.end_byte
        nested = parent >= 0 and self.definitions[parent].start >= owner.start_byte
        return owner if inside and not nested else None


def _candidates(captures: Captures) -> list[_Candidate]:
    found: dict[int, tuple[ts.Node, SymbolKind, bool]] = {}
    for capture, kind in _KINDS.items():
        member = capture == "definition.member"
        for node in captures.get(capture, ()):
            known = found.setdefault(node.id, (node, kind, member))
            if known[1] is not kind and known[1] in VALUES and kind not in VALUES:
                found[node.id] = (node, kind, member)
    rows = [
        (node.start_byte, -node.end_byte, False, number, node, kind, member)
        for number, (node, kind, member) in enumerate(found.values())
    ]
    scopes = [
        (node.start_byte, -node.end_byte, True, number, node, _FUNCTION, False)
        for number, node in enumerate(captures.get("scope", ()))
    ]
    return sorted(rows + scopes)


def _alone(data: bytes, start: int) -> bool:
    """Whether nothing but white space stands before `start` on its line."""
    line = data.rfind(b"\n", 0, start) + 1
    return not data[line:start].strip()


def _outer_first(node: ts.Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def _end_of(node: ts.Node) -> int:
    return node.end_byte
