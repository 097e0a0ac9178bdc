"""Whether an entry from elsewhere can be used: what is read of it later must not fail, loop or fill the memory.

Its hash says that it came as it was sent. This says that its numbers point at what is there.
"""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING

import msgspec

from contexten.index.entry import Entry, facts_of, groups_of, imports_of, sheet_of, unpack_entry
from contexten.index.sheet import KINDS, SYMBOL_COLUMNS, USE_COLUMNS, Sheet
from contexten.index.squeeze import unsqueezed_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.syntax.facts import FileFacts

MAX_UNPACKED = 64_000_000
"""Bytes of each compressed part; a text of 1 MB gives far less."""
_WIDTH = len(SYMBOL_COLUMNS)
_FAULTS = (msgspec.DecodeError, ValueError, IndexError, OverflowError, EOFError)


def is_sound(blob: bytes, language: str) -> bool:
    """Whether `blob` is an entry of a file in `language` that every reader can read to its end."""
    entry = unpack_entry(blob)
    if entry is None or entry.language != language or not _fits(entry):
        return False
    try:
        return _agrees(entry)
    except _FAULTS:
        return False


def _fits(entry: Entry) -> bool:
    """Whether nothing in it unpacks to more than it may."""
    return all(unsqueezed_size(packed) <= MAX_UNPACKED for packed in (entry.outline, entry.uses, entry.sheet))


def _agrees(entry: Entry) -> bool:
    facts, sheet = facts_of(entry), sheet_of(entry)
    if imports_of(entry) != facts.imports or entry.language != facts.language or entry.package != facts.package:
        return False
    return (
        entry.definitions == len(facts.definitions)
        and _nested(facts)
        and _sheet_agrees(sheet, facts, len(groups_of(entry)))
    )


def _nested(facts: FileFacts) -> bool:
    """Whether everything stands in what began before it, so that going outwards ends."""
    count = len(facts.definitions)
    parents = all(-1 <= item.parent < index for index, item in enumerate(facts.definitions))
    scopes = all(-1 <= item.scope < count for item in facts.references)
    return parents and scopes and all(-1 <= item.scope < count for item in facts.bindings)


def _sheet_agrees(sheet: Sheet, facts: FileFacts, groups: int) -> bool:
    symbols, definitions = _numbers(sheet.symbols), len(facts.definitions)
    column = {name: symbols[place::_WIDTH] for place, name in enumerate(SYMBOL_COLUMNS)}
    count = len(column["name"])
    ragged = {
        "bases": _numbers(sheet.bases),
        "words": _numbers(sheet.words),
    }
    uses, owned, inherits = _numbers(sheet.uses), _numbers(sheet.owned), _numbers(sheet.inherits)
    tables = [_numbers(part) for part in (sheet.tops, sheet.imported, sheet.known, sheet.keys)]
    defined, used = _numbers(sheet.defined), _numbers(sheet.used)
    names = [*ragged.values(), *tables, defined, used, owned[::2], inherits[::2], array("i", [sheet.package])]
    names += [column["name"], column["owner"], column["type"]]
    names += [uses[place :: len(USE_COLUMNS)] for place in range(3)]
    sizes = {**{name: len(part) for name, part in ragged.items()}, "signature": len(sheet.signatures)}
    return (
        sheet.strings[:1] == ("",)
        and len(symbols) == count * _WIDTH
        and len(defined) == definitions
        and len(used) == groups
        and len(sheet.counts) == sizes["words"]
        and all(min(column[name], default=0) >= 0 and sum(column[name]) == size for name, size in sizes.items())
        and min(column["uses"], default=0) >= 0
        and sum(column["uses"]) * len(USE_COLUMNS) == len(uses)
        and all(_within(part, 0, len(sheet.strings)) for part in names)
        and all(_within(part, 0, definitions) for part in (column["definition"], owned[1::2], inherits[1::2]))
        and _within(column["kind"], 0, len(KINDS))
        and all(-1 <= parent < symbol for symbol, parent in enumerate(column["parent"]))
    )


def _within(numbers: Iterable[int], first: int, end: int) -> bool:
    return all(first <= number < end for number in numbers)


def _numbers(packed: bytes) -> array[int]:
    found = array("i", packed)
    if sys.byteorder == "big":
        found.byteswap()
    return found
