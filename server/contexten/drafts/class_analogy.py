"""IMPLEMENT for a class: the body of the nearest finished class beside it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from contexten.drafts.adapt import adapt, draft_of
from contexten.drafts.candidates import base_names, near_files, nearest_first
from contexten.drafts.gate import passes
from contexten.drafts.model import TOO_FAR, Draft, NoDraft
from contexten.drafts.rank import says_the_same
from contexten.drafts.site import Scope, Site, site_of
from contexten.drafts.words import similarity, split
from contexten.index.symbol import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

SAME_BASE = 30.0
NAME = 24.0
"""Times the share of words in common."""
SAME_FILE = 8.0
SAME_FOLDER = 4.0
STUCK = 6.0
"""Taken away for each name that still speaks of the other class's subject."""
THRESHOLD = 24.0
_MAX_BODY = 6000
_MAX_TRIED = 12
_LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx", "java", "csharp"})


def like_another_type(site: Site, scope: Scope) -> Draft | NoDraft:
    """The body of the unfinished class `site`, by analogy with a class of the same base or of a name like its own."""
    if site.language.id not in _LANGUAGES:
        return NoDraft(f"the fields of a type in {site.language.title} cannot be drafted; configure a model")
    ranked = sorted(
        ((_score(site, symbol), symbol) for symbol in dict.fromkeys(_candidates(site))),
        key=lambda pair: (-pair[0], pair[1].path, pair[1].definition.start),
    )
    for score, symbol in ranked[:_MAX_TRIED]:
        source = site_of(site.snapshot, symbol.path, symbol.definition)
        adapted = adapt(site, source, scope) if source and score >= THRESHOLD else None
        if source is None or adapted is None or score - STUCK * adapted.stuck < THRESHOLD:
            continue
        if passes(site, adapted.text, adapted.imports, scope):
            return draft_of(source, adapted)
    return TOO_FAR


def _candidates(site: Site) -> Iterator[Symbol]:
    index, own = site.index, site.definition
    me = Symbol(site.path, own, site.name)
    named = [child for base in sorted(base_names(me)) for child in index.inheriting(base)]
    for path in near_files(site):
        facts = index.facts(path)
        if facts is not None:
            alike = [item for item in facts.definitions if item.kind is own.kind and says_the_same(own.name, item.name)]
            named += [Symbol(path, item, facts.qualified_name(item)) for item in alike]
    for symbol in nearest_first(site, named):
        other = symbol.definition
        fits = other.kind is own.kind and not other.unfinished and 0 < other.body_end - other.body_start <= _MAX_BODY
        if fits and (symbol.path, other.start) != (site.path, own.start):
            yield symbol


def _score(site: Site, symbol: Symbol) -> float:
    me = Symbol(site.path, site.definition, site.name)
    score = SAME_BASE if base_names(me) & base_names(symbol) else 0.0
    score += NAME * similarity(split(me.definition.name), split(symbol.name))
    score += SAME_FILE if site.path == symbol.path else 0.0
    return score + (SAME_FOLDER if posixpath.dirname(site.path) == posixpath.dirname(symbol.path) else 0.0)
