"""Every body that an analogy gives for one target, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.drafts.adapt import Adapted, adapt
from contexten.drafts.evidence import evidence
from contexten.drafts.gate import passes
from contexten.drafts.likeness import agreements
from contexten.drafts.rank import Sibling, siblings
from contexten.drafts.site import lineage

if TYPE_CHECKING:
    from contexten.drafts.site import Scope, Site

_MOST = 14
_TRIED = 32
_FEW_LINES = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """One sibling's body in the target's names, which parses in its place and invents no name."""

    source: Site
    adapted: Adapted
    evidence: dict[str, float]


def proposals(site: Site, scope: Scope) -> tuple[Proposal, ...]:
    """At most fourteen, in the order in which `rank` gives their siblings."""
    found: list[tuple[int, Sibling, Adapted]] = []
    for rank, sibling in enumerate(siblings(site, limit=_TRIED)):
        adapted = adapt(site, sibling.site, scope)
        if adapted is None or _says_nothing_new(site, sibling, adapted):
            continue
        if passes(site, adapted.text, adapted.imports, scope, model=adapted.model):
            found.append((rank, sibling, adapted))
        if len(found) == _MOST:
            break
    agreed = agreements(adapted.text for _, _, adapted in found)
    return tuple(
        Proposal(sibling.site, adapted, evidence(site, sibling, adapted, agreement=alike, rank=rank))
        for (rank, sibling, adapted), alike in zip(found, agreed, strict=True)
    )


def _says_nothing_new(site: Site, sibling: Sibling, adapted: Adapted) -> bool:
    """Whether the text repeats what the same scope has already, or what the target would inherit."""
    if adapted.changed:
        return False
    if site.definition.name != sibling.site.definition.name:
        if adapted.text.count("\n") >= _FEW_LINES:
            return False
        return site.path == sibling.site.path and site.owner == sibling.site.owner
    return site.owner is not None and sibling.site.owner in list(lineage(site.index, site.owner))
