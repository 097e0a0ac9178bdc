"""Ground truth: the definitions of a tree that a piece of code uses, as the task files hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from contexten.syntax.at import identifiers
from contexten.syntax.facts import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.syntax.facts import Definition
    from contexten.text import Span
    from evaluation.servers import Place
    from evaluation.source import File, SourceTree

CORE = frozenset({"function", "method", "class", "interface", "type", "var"})
_KINDS = {
    SymbolKind.FUNCTION: "function",
    SymbolKind.METHOD: "method",
    SymbolKind.CLASS: "class",
    SymbolKind.STRUCT: "class",
    SymbolKind.ENUM: "class",
    SymbolKind.INTERFACE: "interface",
    SymbolKind.TYPE: "type",
    SymbolKind.VARIABLE: "var",
    SymbolKind.CONSTANT: "var",
    SymbolKind.FIELD: "attr",
}
_MEMBER = re.compile(rb"(\.|\?\.|::|->)\s*$")


_Definition = tuple["File", int, "Definition | None"]


class Resolver(Protocol):
    """What tells the meaning of names."""

    name: str

    def definitions(self, file: File, offsets: Sequence[int]) -> list[list[Place]]: ...


@dataclass
class Found:
    """One definition that is used: where its name stands, and how often it is used."""

    file: File
    name: str
    definition: Definition | None
    lines: list[int] = field(default_factory=list)
    refs: int = 0


def used_definitions(tree: SourceTree, resolver: Resolver, file: File, spans: Sequence[Span]) -> list[dict]:
    """The definitions of the tree that the names inside `spans` of `file` mean, without those inside the spans."""
    assert file.parsed
    tokens = [token for span in spans for token in identifiers(file.parsed, span)]
    found: dict[tuple[str, str, int], Found] = {}
    for (name, start), places in zip(tokens, resolver.definitions(file, [at for _, at in tokens]), strict=True):
        _add(tree, found, (file, name, start), places, spans)
    records = [_record(item, file, spans) for item in found.values()]
    kept = [record for record in records if record is not None]
    return sorted(kept, key=lambda item: (item["scope"], item["file"], item["line_start"], item["name"]))


def _add(
    tree: SourceTree,
    found: dict[tuple[str, str, int], Found],
    use: tuple[File, str, int],
    places: Iterable[Place],
    spans: Sequence[Span],
) -> None:
    file, name, _ = use
    counted = False
    for home, at, definition in _whole(_definitions(tree, use, places)):
        if home is file and any(span.start <= at < span.end for span in spans):
            continue
        shown = definition.name if definition is not None else name
        item = found.setdefault(_identity(home, shown, definition), Found(home, shown, definition))
        item.lines.append(home.line(at if definition is None else definition.name_start))
        item.refs += not counted
        counted = True


def _definitions(tree: SourceTree, use: tuple[File, str, int], places: Iterable[Place]) -> list[_Definition]:
    """The lasting definitions at some places, each with its file and offset; None for one that is not ours."""
    found: list[_Definition] = []
    for place in places:
        home = tree.files.get(place.path)
        if home is None:
            continue
        at = home.offset(place.line, place.column)
        definition = _definition_at(home, at, use[1])
        lasting = _is_bare_definition(home, at, use) if definition is None else _is_lasting(home, definition)
        if lasting:
            found.append((home, at, definition))
    return found


def _whole(found: list[_Definition]) -> list[_Definition]:
    """Of the parts of a type in several files the largest alone."""
    parts = [item[2] for item in found if item[2] is not None and item[2].kind.is_type]
    if len(parts) < 2 or len(parts) < len(found) or len({item[0].path for item in found}) < 2:
        return found
    largest = max(parts, key=lambda part: part.end - part.start)
    return [item for item in found if item[2] is largest]


def _identity(home: File, name: str, definition: Definition | None) -> tuple[str, str, int]:
    """One key for all definitions of one thing: overloads, a property's setter, each place that sets an attribute."""
    if definition is None or definition.parent < 0:
        owner = "" if definition is None else definition.owner
        return home.path, f"{owner}.{name}", -1 if owner or definition is None else -2
    return home.path, name, definition.parent


def _definition_at(home: File, at: int, name: str) -> Definition | None:
    """The definition whose name stands at `at`; for a constructor its type."""
    facts = home.facts
    line = home.line(at)
    close = [item for item in facts.definitions if item.name_start <= at < item.name_start + len(item.name.encode())]
    if not close:
        close = [item for item in facts.definitions if item.name == name and home.line(item.name_start) == line]
    if not close:
        return None
    chosen = close[-1]
    parent = facts.definitions[chosen.parent] if chosen.parent >= 0 else None
    is_constructor = chosen.name in {"constructor", "__init__", "__new__"} and name != chosen.name
    if parent is not None and parent.kind.is_type and (chosen.name == parent.name or is_constructor):
        return parent
    return chosen


def _is_lasting(home: File, definition: Definition) -> bool:
    """Whether it can be used from outside of a function: no parameter, local variable or module."""
    if definition.kind is SymbolKind.MODULE:
        return False
    parent = definition.parent
    while parent >= 0:
        above = home.facts.definitions[parent]
        if above.kind.is_callable and definition.kind is not SymbolKind.FIELD:
            return False
        parent = above.parent
    return True


def _is_bare_definition(home: File, at: int, use: tuple[File, str, int]) -> bool:
    """Whether a place that is no definition of ours defines an attribute or a module's variable all the same."""
    file, name, start = use
    encoded = name.encode()
    if _is_parameter(home, at):
        return False
    if home.data[at : at + len(encoded)] != encoded or home.data[at + len(encoded) :][:1].isalnum():
        return False
    return home is not file or bool(_MEMBER.search(file.data[max(0, start - 8) : start]))


def _is_parameter(home: File, at: int) -> bool:
    """Whether a place is in the header of a function, where a keyword argument leads."""
    around = (item for item in home.facts.definitions if item.start <= at < item.end and item.kind.is_callable)
    return any(at < item.body_start or item.body_start < 0 for item in around)


def _record(item: Found, file: File, spans: Sequence[Span]) -> dict | None:
    home, definition = item.file, item.definition
    if home is file and definition is not None and _is_itself(definition, spans):
        return None
    lines = sorted({*item.lines, *(home.line(twin.name_start) for twin in _twins(home, definition))})
    if home is file:
        gone = [(home.line(span.start), home.line(max(span.start, span.end - 1))) for span in spans]
        lines = [line for line in lines if not any(first <= line <= last for first, last in gone)]
    if not lines:
        return None
    whole = _implementation(home, definition)
    first, last = _extent(home, whole, lines)
    header = (lines[-1], lines[-1]) if whole is None else header_lines(home, whole)
    kind = "attr" if definition is None else _kind(home, definition)
    return {
        "file": home.path,
        "symbol": item.name if definition is None else home.facts.qualified_name(definition),
        "name": item.name,
        "kind": kind,
        "scope": "same" if home is file else "cross",
        "line_start": first,
        "line_end": last,
        "def_lines": lines,
        "def_texts": [home.lines[line - 1].strip() for line in lines],
        "sig_text": home.text(*header),
        "sig_lines": list(header),
        "refs": item.refs,
    }


def _is_itself(definition: Definition, spans: Sequence[Span]) -> bool:
    return definition.kind.is_callable and any(definition.span.covers(span) for span in spans)


def _kind(home: File, definition: Definition) -> str:
    kind = _KINDS[definition.kind]
    in_type = definition.parent >= 0 and home.facts.definitions[definition.parent].kind.is_type
    return "attr" if kind == "var" and in_type else "method" if kind == "function" and in_type else kind


def _twins(home: File, definition: Definition | None) -> list[Definition]:
    """The definitions of the same name in the same place: overloads, setters, second assignments."""
    if definition is None:
        return []
    same = (definition.name, definition.parent, definition.owner)
    twins = (item for item in home.facts.definitions if (item.name, item.parent, item.owner) == same)
    return [item for item in twins if item.kind.is_callable == definition.kind.is_callable]


def _implementation(home: File, definition: Definition | None) -> Definition | None:
    """Of overloads the one with the body, else the definition itself."""
    bodies = [item for item in _twins(home, definition) if item.body_start >= 0 and item.kind.is_callable]
    return bodies[-1] if bodies else definition


def _extent(home: File, definition: Definition | None, lines: list[int]) -> tuple[int, int]:
    """First and last line of the definition."""
    if definition is None:
        return lines[-1], lines[-1]
    start = definition.start if home.language.id == "python" else definition.header_start
    return home.line(max(0, start)), home.line(max(definition.start, definition.end - 1))


def header_lines(home: File, definition: Definition) -> tuple[int, int]:
    """First and last line of a definition's header, up to its body."""
    first = home.line(max(definition.start, definition.header_start))
    if definition.body_start < 0:
        return first, first
    before = home.data[: definition.body_start].rstrip()
    return first, max(first, home.line(max(0, len(before) - 1)))
