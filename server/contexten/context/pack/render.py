"""The items as the model reads them: grouped under their file and their types, each heading printed once.

**Invariant:** the text depends on the set of items alone, not on their order, so that a prompt cache hits when only
scores move.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from typing import TYPE_CHECKING

from contexten.context.model import Item, ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.context.pack.cut import Piece

_INDENT = "    "

Group = tuple[str, ...]
"""The header lines that stand above an item, outermost first."""


def render(items: Iterable[Item]) -> str:
    """The text of all items: files by path, within a file by place; ends with a line end unless it is empty."""
    return "\n".join(f"{file_line(name)}{text}" for name, text in sections(items))


def sections(items: Iterable[Item]) -> list[tuple[str, str]]:
    """The same by file, without the line that names it: relative path and text, in the order of the paths."""
    files: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        files[item.relative].append(item)
    return [(name, _file(files[name])) for name in sorted(files)]


def file_line(relative: str) -> str:
    """The line above all items of one file."""
    return f"# {relative}\n"


def header_line(group: Group) -> str:
    """The line of the innermost type of `group`."""
    return f"{_INDENT * (len(group) - 1)}{group[-1]}\n"


def own_text(item: Item | Piece) -> str:
    """What an item prints below its headings; the header of a type is a heading itself."""
    if item.kind is ItemKind.SKELETON:
        return ""
    indent = _INDENT * len(item.under)
    text = textwrap.indent(item.text, indent) if "\n" in item.text else indent + item.text
    return text + "\n"


def group_of(item: Item | Piece) -> Group:
    """The headings an item needs; a skeleton is one."""
    return (*item.under, item.text) if item.kind is ItemKind.SKELETON else item.under


def _file(items: Sequence[Item]) -> str:
    groups: defaultdict[Group, list[Item]] = defaultdict(list)
    for item in items:
        groups[group_of(item)].append(item)
    starts = _first_lines(groups)
    parts: list[str] = []
    printed: set[Group] = set()
    for group in sorted(groups, key=lambda group: tuple((starts[prefix], prefix) for prefix in _prefixes(group))):
        for prefix in _prefixes(group):
            if prefix not in printed:
                printed.add(prefix)
                parts.append(header_line(prefix))
        parts += [own_text(item) for item in sorted(groups[group], key=_place)]
    return "".join(parts)


def _first_lines(groups: dict[Group, list[Item]]) -> dict[Group, int]:
    starts: dict[Group, int] = {}
    for group, items in groups.items():
        first = min(item.start_line for item in items)
        for prefix in _prefixes(group):
            starts[prefix] = min(first, starts.get(prefix, first))
    return starts


def _prefixes(group: Group) -> list[Group]:
    return [group[:depth] for depth in range(1, len(group) + 1)]


def _place(item: Item) -> tuple[int, int, str, str]:
    return item.start_line, item.end_line, item.kind, item.text
