"""The names inside an import statement: the module's parts, what is imported of it, and its other name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import structs

from contexten.codebase.imports import Import
from contexten.codebase.meaning import import_meaning
from contexten.index.resolve import module_symbol
from contexten.text import Span

if TYPE_CHECKING:
    from contexten.codebase.world import World
    from contexten.index.symbol import Symbol
    from contexten.syntax.facts import Import as ImportFact

Found = tuple[str, Span, "tuple[Symbol, ...]", int]
"""A name, where it stands, what it means, and the number of its import."""


def import_at(world: World, path: str, offset: int) -> Found | None:
    """The name at `offset` in an import statement; None elsewhere."""
    around = [
        (number, item) for number, item in enumerate(world.view.imports(path)) if item.start <= offset <= item.end
    ]
    for number, item in around:
        for name, span in places_of(world, path, number):
            if span.start <= offset <= span.end:
                return name, span, import_meaning(world, path, item), number
    for number, item in around:
        if (found := _module_at(world, path, item, offset)) is not None:
            return (*found, number)
    return None


def places_of(world: World, path: str, number: int) -> list[tuple[str, Span]]:
    """Where an import writes the name of what it imports, and the one that it gives it, else that of its module."""
    view = Import(world, path, number)
    item, data = view.fact, world.document(path).data
    found: list[tuple[str, Span]] = []
    if item.name not in {"", "*"}:
        span = view.symbol_name.span
        found.append((_text(data, span), span))
    if not item.name and not item.alias and (place := _word(data[item.start : item.end], item.local_name)) >= 0:
        start = item.start + place
        found.append((item.local_name, Span(start, start + len(item.local_name.encode()))))
    if item.alias:
        behind = found[0][1].end if found else item.start
        place = _word(data[behind : item.end], item.alias)
        if place >= 0:
            found.append((item.alias, Span(behind + place, behind + place + len(item.alias.encode()))))
    return [(name, span) for name, span in found if name in {item.name, item.alias, item.local_name}]


def _module_at(world: World, path: str, item: ImportFact, offset: int) -> tuple[str, Span, tuple[Symbol, ...]] | None:
    """The part of the module's name at `offset`, and the file that the name up to there means."""
    text = world.document(path).data[item.start : item.end]
    place = text.find(item.module.encode()) if item.module else -1
    start = item.start + place
    if place < 0 or not start <= offset <= start + len(item.module.encode()):
        return None
    dotted = re.fullmatch(r"[\w.]+", item.module) is not None
    behind = item.module.encode()[offset - start :].partition(b".")[0] if dotted else b""
    end = offset + len(behind) if dotted else start + len(item.module.encode())
    module = item.module.encode()[: end - start].decode("utf-8", "replace")
    first = start + (module.rfind(".") + 1 if dotted else 0)
    wanted = structs.replace(item, module=module, name="" if dotted else item.name, alias="")
    files = world.view.resolve_import(path, wanted)
    symbols = tuple(module_symbol(world.view, file) for file in files[:1])
    return module[first - start :], Span(first, end), symbols


def _word(text: bytes, word: str) -> int:
    """Where the whole word first stands; -1 where it does not."""
    found = re.search(rb"(?<![\w$])" + re.escape(word.encode()) + rb"(?![\w$])", text) if word else None
    return -1 if found is None else found.start()


def _text(data: bytes, span: Span) -> str:
    return data[span.start : span.end].decode("utf-8", "replace")
