"""Whether two types, or two files, run in parallel: their other functions of corresponding names say the same.

Where `Client.get` and `AsyncClient.get`, `Client.post` and `AsyncClient.post` are alike, so will `Client.put` and
`AsyncClient.put` be. It is the best evidence that an analogy holds, because it is measured on finished code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.drafts.likeness import likeness, profile
from contexten.drafts.sample import docstring_end
from contexten.drafts.words import Renaming, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.drafts.site import Site
    from contexten.syntax.facts import Definition
    from contexten.text import Document

_MOST = 8
_LONGEST = 4000
"""Bytes of a body that is compared."""


@dataclass(frozen=True, slots=True)
class Parallel:
    """How two surroundings correspond."""

    pairs: int
    """How many finished functions correspond by name."""
    alike: float
    """How alike their bodies are on average, 0 to 1; 0 where there is no pair."""
    best: float
    """How alike the most alike pair is."""
    shared: float
    """The share of names, 0 to 1, that the surroundings have in common."""


def parallel(target: Site, source: Site) -> Parallel:
    """How the surroundings of two definitions (their type, else their file) correspond to each other."""
    renaming = Renaming.between(_names(target, source))
    mine, theirs = dict(_around(target)), dict(_around(source))
    mapped = [(item, _counterpart(name, renaming, mine)) for name, item in theirs.items()]
    found = [(item, other) for item, other in mapped if other is not None and other != item]
    taken = sorted(found, key=lambda pair: abs(pair[0].start - source.definition.start))[:_MOST]
    scores = [
        likeness(
            profile(renaming.prose(_body(source.document, left, source))),
            profile(_body(target.document, right, target)),
        )
        for left, right in taken
    ]
    shared = 2 * len(found) / (len(mine) + len(theirs)) if mine and theirs else 0.0
    mean = sum(scores) / len(scores) if scores else 0.0
    return Parallel(len(scores), mean, max(scores, default=0.0), min(1.0, shared))


def _names(target: Site, source: Site) -> list[tuple[str, str]]:
    names = [(source.definition.name, target.definition.name)]
    if target.owner is not None and source.owner is not None:
        names.append((source.owner.definition.name, target.owner.definition.name))
    return names


def _around(site: Site) -> Iterator[tuple[str, Definition]]:
    """The finished functions in the same type (in that file), or at the same level of the file."""
    own, facts = site.definition, site.facts
    for item in facts.definitions:
        beside = item.parent == own.parent and item.owner == own.owner and item.name_start != own.name_start
        if beside and item.kind.is_callable and not item.unfinished and 0 < item.body_end - item.body_start <= _LONGEST:
            yield item.name, item


def _counterpart(name: str, renaming: Renaming, mine: dict[str, Definition]) -> Definition | None:
    plain = name.lstrip("_")
    options = (renaming.name(name), name, f"a{name}", plain[1:] if plain[:1] == "a" else "", *_dunders(name))
    return next((mine[item] for item in options if item in mine), None)


def _dunders(name: str) -> tuple[str, ...]:
    """`__aenter__` for `__enter__` and the other way round."""
    if not (name.startswith("__") and name.endswith("__")) or len(split(name)) == 0:
        return ()
    return (f"__a{name[2:]}", f"__{name[3:]}" if name.startswith("__a") else name)


def _body(document: Document, item: Definition, site: Site) -> str:
    text = document.slice(item.body) if item.body is not None else ""
    return text[docstring_end(text, site.language) :]
