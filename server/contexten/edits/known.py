"""Definitions of an answer that the file has already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.model import Refused
from contexten.text import decode

if TYPE_CHECKING:
    from contexten.edits.fragments import Source
    from contexten.edits.site import Site
    from contexten.syntax.facts import Definition


def without_known(site: Site, source: Source, wanted: str = "") -> str | Refused:
    """The answer without the definitions at its top that the file has.

    One that the file has in other words is refused, unless only the definition called `wanted` is asked for.
    """
    known = {item.name: item for item in site.facts.definitions if item.parent < 0}
    data = source.document.data
    parts: list[bytes] = []
    position = source.shell[0]
    for item in source.facts.definitions:
        if not _is_repeated(source, item, known) or item.start < position:
            continue
        if not _same_words(site, known[item.name], source, item) and wanted in {"", item.name}:
            return Refused(
                f"the file defines {item.name} already",
                f"{item.name} exists in the file. Answer only with what is new, under a name that is free.",
            )
        parts.append(data[position : item.start])
        position = item.end
    parts.append(data[position : len(data) - source.shell[1]])
    return decode(b"".join(parts))


def _is_repeated(source: Source, item: Definition, known: dict[str, Definition]) -> bool:
    other = known.get(item.name)
    return other is not None and source.own(item) and source.is_top(item) and item.owner == other.owner


def _same_words(site: Site, old: Definition, source: Source, new: Definition) -> bool:
    return site.document.slice(old.span).split() == source.document.slice(new.span).split()
