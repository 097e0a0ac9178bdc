"""IMPLEMENT without a model: the finished sibling that most likely says the same, put into the target's own names.

**Invariant:** a draft parses in its place and every name in it exists; a sibling whose body cannot meet that is passed
over for the next one. What is expected to need more rewriting than it saves is not offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.drafts.adapt import draft_of
from contexten.drafts.class_analogy import like_another_type
from contexten.drafts.confidence import OFFERED_FROM, expected_similarity
from contexten.drafts.model import TOO_FAR, Draft, NoDraft
from contexten.drafts.proposals import proposals
from contexten.drafts.site import Scope, Site, site_of
from contexten.drafts.structure import structural

if TYPE_CHECKING:
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

CERTAIN = 0.8
"""From here a sibling is preferred to a body that follows from the structure alone."""


def by_analogy(snapshot: Snapshot, target: Target) -> Draft | NoDraft:
    """A body for the unfinished definition `target.symbol`."""
    if target.symbol is None:
        return NoDraft("there is no definition here to write a body for")
    site = site_of(snapshot, target.path, target.symbol)
    if site is None:
        return NoDraft("the definition is not in the index yet; try again in a moment")
    scope = Scope.at(site)
    if site.definition.kind.is_type:
        return like_another_type(site, scope)
    if not site.definition.kind.is_callable:
        return NoDraft("only functions, methods and classes can be drafted by analogy; configure a model")
    return _body(site, scope)


def _body(site: Site, scope: Scope) -> Draft | NoDraft:
    expected, likeliest = most_likely(site, scope)
    made = structural(site, scope) if likeliest is None or expected < CERTAIN else None
    if made is not None:
        return made
    return likeliest if likeliest is not None and expected >= OFFERED_FROM else TOO_FAR


def most_likely(site: Site, scope: Scope) -> tuple[float, Draft | None]:
    """The adapted sibling that is expected to be most like the final code, and that similarity, 0 to 1."""
    ranked = [(expected_similarity(item.evidence), item) for item in proposals(site, scope)]
    expected, best = max(ranked, key=lambda pair: (pair[0], pair[1].evidence["score"]), default=(0.0, None))
    return expected, None if best is None else draft_of(best.source, best.adapted)
