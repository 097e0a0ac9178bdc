"""IMPLEMENT by analogy: the nearest finished sibling, put into the target's own names.

**Invariant:** a draft parses in its place and every name in it exists; a sibling whose body cannot meet that is passed
over for the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.drafts.adapt import Adapted, adapt, draft_of
from contexten.drafts.class_analogy import like_another_type
from contexten.drafts.gate import passes
from contexten.drafts.model import TOO_FAR, Draft, NoDraft
from contexten.drafts.rank import Sibling, siblings
from contexten.drafts.site import Scope, Site, lineage, site_of
from contexten.drafts.structure import structural

if TYPE_CHECKING:
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

THRESHOLD = 34.0
"""What a sibling must score at least, after what its adaption took away."""
STUCK = 7.0
"""Taken away for each name that still speaks of the sibling's subject."""
UNUSED = 7.0
"""Taken away for each parameter of the target that the adapted body does not use."""
CERTAIN = 55.0
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
    best = nearest(site, scope)
    if best is not None and best[0] >= CERTAIN:
        return best[1]
    return structural(site, scope) or (best[1] if best else TOO_FAR)


def nearest(site: Site, scope: Scope) -> tuple[float, Draft] | None:
    """The best adapted sibling and its score; None where none reaches the threshold."""
    best: tuple[float, Draft] | None = None
    for sibling in siblings(site):
        if sibling.score < THRESHOLD or (best and sibling.score <= best[0]):
            break
        adapted = adapt(site, sibling.site, scope)
        if adapted is None or _says_nothing_new(site, sibling, adapted):
            continue
        score = sibling.score - STUCK * adapted.stuck - UNUSED * adapted.unused
        better = score >= THRESHOLD and (best is None or score > best[0])
        if better and passes(site, adapted.text, adapted.imports, scope):
            best = score, draft_of(sibling.site, adapted)
    return best


def _says_nothing_new(site: Site, sibling: Sibling, adapted: Adapted) -> bool:
    """Whether the text repeats what the same scope has already, or what the target would inherit."""
    if adapted.changed:
        return False
    if site.definition.name != sibling.site.definition.name:
        return site.path == sibling.site.path and site.owner == sibling.site.owner
    return site.owner is not None and sibling.site.owner in list(lineage(site.index, site.owner))
