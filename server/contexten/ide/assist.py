"""The menu: what may be asked for at a place. Automatic assists read the tree alone, so each cursor move may ask.

**Invariant:** no model, no network, no ranking, and no facts of the open file but for a menu that a person opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.assists import ASSISTS
from contexten.ide.offer import Assist, Offer
from contexten.ide.place import MARKER, Declined, Place, place_at
from contexten.ide.wish import target_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Diagnostic

KINDS: tuple[str, ...] = tuple(assist.kind for assist in ASSISTS)
"""Every kind that `offers` can give, for the protocol's `codeActionKinds`."""


def offers(
    snapshot: Snapshot,
    path: str,
    span: Span,
    diagnostics: Iterable[Diagnostic] = (),
    *,
    marker: str = MARKER,
    automatic: bool = False,
    only: Sequence[str] = (),
    disabled: Collection[str] = (),
) -> tuple[Offer, ...]:
    """The entries of the menu for a cursor (empty span) or selection, in order; empty where nothing applies.

    `automatic`: the cursor merely moved, so only what is likely wanted is offered. `only` holds kinds; a kind
    admits itself and those below it (LSP 3.17, CodeActionContext); an empty sequence admits all. `disabled` holds
    ids of rules that suggest nothing.
    """
    asked = [assist for assist in ASSISTS if (assist.automatic or not automatic) and _admits(only, assist)]
    if not asked:
        return ()
    place = place_at(snapshot, path, span, diagnostics, marker=marker, disabled=disabled)
    if isinstance(place, Declined):
        return ()
    return tuple(offer for assist in asked for offer in assist.find(place))


def _admits(only: Sequence[str], assist: Assist) -> bool:
    return not only or any(kind in {"", assist.kind} or assist.kind.startswith(f"{kind}.") for kind in only)


__all__ = ["KINDS", "MARKER", "Declined", "Offer", "Place", "offers", "place_at", "target_for"]
