"""Where a new import goes: into the group of its kind, after the last import, or where the first one belongs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from contexten.edits.lines import line_end
from contexten.text import Document, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.syntax.facts import FileFacts, Import
    from contexten.syntax.language import Language

_BOM = b"\xef\xbb\xbf"


def opens_group(document: Document, facts: FileFacts, language: Language, item: Import) -> bool:
    """Whether no import of the same kind is there, so that a blank line goes between."""
    block = _block(document, facts, inside=language.imports_inside)
    return language.docstring and bool(block) and all(_kind(other) != _kind(item) for other in block)


def starts_file(document: Document, offset: int) -> bool:
    """Whether nothing but white space and a byte order mark stands before `offset`."""
    return not document.data[:offset].removeprefix(_BOM).strip()


def insertion_offset(document: Document, facts: FileFacts, language: Language, item: Import) -> int:
    """The end of the line behind which a statement that imports `item` goes; for a first import its own offset."""
    block = _block(document, facts, inside=language.imports_inside)
    if not block:
        return _first_place(document, facts)
    if language.docstring:
        return _in_python_group(document, block, item)
    return line_end(document, max(block[-1].end - 1, block[-1].start))


def _block(document: Document, facts: FileFacts, *, inside: bool) -> list[Import]:
    """The top-level imports up to the place where the block ends; `inside`: also those inside of a module."""
    limit = facts.import_end if facts.import_end >= 0 else len(document.data)
    return [item for item in facts.imports if (inside or _is_top(document, item)) and item.end <= limit]


def _is_top(document: Document, item: Import) -> bool:
    return document.data[document.starts[document.line_of(item.start)] : item.start] in {b"", _BOM}


def _first_place(document: Document, facts: FileFacts) -> int:
    if facts.import_end > 0:
        return line_end(document, facts.import_end - 1)
    return len(_BOM) if document.data.startswith(_BOM) else 0


def _in_python_group(document: Document, block: Sequence[Import], item: Import) -> int:
    """Behind the last import of the same kind, in its alphabetical place where that group is sorted."""
    kind = _kind(item)
    if kind == 0:
        return _start(document, block[0])
    same = [other for other in block if _kind(other) == kind]
    before = [other for other in block if _kind(other) <= kind]
    if not same:
        last = before[-1] if before else block[-1]
        return _end(document, last)
    groups = _runs(document, same)
    group = next((run for run in reversed(groups) if any(_root(one) == _root(item) for one in run)), groups[-1])
    keys = [_module(other) for other in group]
    if keys == sorted(keys):
        smaller = [other for other in group if _module(other) <= _module(item)]
        if smaller:
            return _end(document, smaller[-1])
        return _start(document, group[0])
    return _end(document, group[-1])


def _start(document: Document, item: Import) -> int:
    start = document.starts[document.line_of(item.start)]
    return item.start if document.data.startswith(_BOM) and not start else start


def _end(document: Document, item: Import) -> int:
    return line_end(document, max(item.start, item.end - 1))


def _runs(document: Document, items: Sequence[Import]) -> list[list[Import]]:
    """The items in runs of adjacent lines."""
    runs: list[list[Import]] = []
    for item in items:
        if runs and not document.slice(Span(runs[-1][-1].end, item.start)).count("\n") > 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _kind(item: Import) -> int:
    """0 future, 1 standard library, 2 others, 3 relative."""
    if item.module == "__future__":
        return 0
    if item.level:
        return 3
    return 1 if _root(item) in sys.stdlib_module_names else 2


def _root(item: Import) -> str:
    return item.module.split(".")[0]


def _module(item: Import) -> str:
    return item.module.lower()
