"""One kept pack, what it stands on, and whether it still does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.context.kept.again import found_again
from contexten.context.model import ItemKind, LeftOut
from contexten.context.pack import render
from contexten.context.select import own_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.context.kept.changes import Change
    from contexten.context.kept.wish import Wish
    from contexten.context.model import ContextPack, CountTokens
    from contexten.index.view import IndexView
    from contexten.syntax.facts import Import
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_ITEM_BYTES = 700
"""What an item takes beside its text."""
_LEFT_OUT_BYTES = 400
_TEXTS = frozenset({ItemKind.BODY, ItemKind.WINDOW})
_LOST = frozenset({"budget", "score", "already shown", "excluded"})
"""Why a candidate is left out that might have been shown."""
_CUT = "…"
_HANDED_ON = 3
"""Through so many files a name is followed to where it comes from."""
_LEAST_LEFT = 0.95
"""Of the tokens that were chosen; where the file under edit grows by more, they are chosen anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A pack of one request, true of the last snapshot that its cache has seen."""

    pack: ContextPack
    wish: Wish
    path: str
    """The file under edit."""
    own: str | None
    """Digest of its text, which `pack.here` shows; None where the index does not know it for sure."""
    texts: dict[str, str]
    """Digests of the files of which lines are shown."""
    private: dict[str, str | None]
    """Of each file that is shown, and of those left out as private, whether and why it is private."""
    imports: tuple[tuple[str, ...], ...]
    """What the imports of the file under edit mean."""
    seconds: float
    """What choosing took."""
    born: float
    chosen: int
    """Tokens of all items when they were chosen."""
    count_tokens: CountTokens
    is_unsure: bool = False
    """Whether the imports could mean something else by now."""

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        wish: Wish,
        pack: ContextPack,
        count_tokens: CountTokens,
        times: tuple[float, float],
    ) -> Kept:
        """The entry of a pack that was chosen over `snapshot`; `times`: what that took, and when it was."""
        path = wish.path
        left = {item.path: item.why for item in pack.left_out if item.why not in _LOST}
        shown = {item.path: snapshot.is_private(item.path) for item in pack.items}
        return cls(
            pack,
            wish,
            path,
            snapshot.digest(path),
            {item.path: _digest(snapshot, item.path) for item in pack.items if item.kind in _TEXTS},
            {path: snapshot.is_private(path), **shown, **left},
            _imports(snapshot, path),
            *times,
            sum(item.tokens for item in pack.items),
            count_tokens,
        )

    @property
    def size(self) -> int:
        """Bytes in memory, by estimate."""
        texts = len(self.pack.here) * 2 + sum(len(item.text) + len(item.reason) for item in self.pack.items)
        return texts + _ITEM_BYTES * len(self.pack.items) + _LEFT_OUT_BYTES * len(self.pack.left_out) + 4000


def holds(kept: Kept, snapshot: Snapshot, wish: Wish) -> bool:
    """Whether nothing speaks against giving the pack for `wish`, beside the part of the file under edit."""
    if kept.wish.meaning != wish.meaning:
        return False
    if any(snapshot.is_private(path) != why for path, why in kept.private.items()):
        return False
    for path, digest in kept.texts.items():
        is_unread = snapshot.language(path) is None
        if _digest(snapshot, path) != digest or (is_unread and snapshot.is_ignored(path)):
            return False
    return not kept.is_unsure or _imports(snapshot, kept.path) == kept.imports


def brought(kept: Kept, change: Change) -> Kept | None:
    """`kept` after an edit of some file; None where the edit touches what it shows or what the target speaks of."""
    if any(map(kept.wish.concerns, change.moved)) or _lost_a_heading(kept.pack, change):
        return None
    pack, texts = kept.pack, kept.texts
    left = tuple(item for item in pack.left_out if not _is_gone(item, change)) if change.gone else pack.left_out
    if len(left) < len(pack.left_out):
        pack = replace(pack, left_out=left)
    if any(item.path == change.path for item in pack.items):
        items = [found_again(item, change) if item.path == change.path else item for item in pack.items]
        found = tuple(item for item in items if item is not None)
        if pack.redactions or len(found) < len(items):
            return None
        counted = _counted(replace(pack, items=found), pack, kept.count_tokens)
        pack = _within(counted, pack.budget - pack.here_tokens, kept.chosen, kept.count_tokens)
        if pack is None:
            return None
    if change.path in texts:
        texts = {**texts, change.path: _digest(change.snapshot, change.path)}
    if pack is kept.pack and texts is kept.texts and not change.reshaped:
        return kept
    return replace(kept, pack=pack, texts=texts, is_unsure=kept.is_unsure or change.reshaped)


def renewed(kept: Kept, snapshot: Snapshot, target: Target) -> Kept | None:
    """`kept` with the part of the file under edit as it is now; None where the items do not go with that."""
    count_tokens, budget = kept.count_tokens, kept.pack.budget
    own = None if kept.pack.redactions else own_part(snapshot, target, budget=budget, count_tokens=count_tokens)
    if own is None or any(item.path == kept.path and item.start_line in own.lines for item in kept.pack.items):
        return None
    pack = _within(kept.pack, budget - own.tokens, kept.chosen, count_tokens)
    if pack is None:
        return None
    pack = replace(
        pack,
        here=own.before + own.target + own.after,
        here_tokens=own.tokens,
        here_before=own.before,
        here_target=own.target,
        here_after=own.after,
    )
    return replace(kept, pack=pack, own=snapshot.digest(kept.path))


def _counted(pack: ContextPack, before: ContextPack, count_tokens: CountTokens) -> ContextPack:
    """`pack` with the tokens of items that were cut anew, each by how much longer or shorter it became."""
    items = tuple(
        item
        if item.text == old.text
        else replace(item, tokens=max(1, item.tokens + count_tokens(item.text) - count_tokens(old.text)))
        for item, old in zip(pack.items, before.items, strict=True)
    )
    return replace(pack, items=items)


def _within(pack: ContextPack, room: int, chosen: int, count_tokens: CountTokens) -> ContextPack | None:
    """`pack` without its last items, so that the others fit into `room`; None where too little would be left."""
    items = pack.items
    used = sum(item.tokens for item in items)
    if used <= room:
        return pack
    # What stood under a heading of its own may have paid for one that others need: the text itself is counted too.
    while used > room or count_tokens(render(items)) > room:
        used -= items[-1].tokens if items else 0
        items = items[:-1]
        if not items or used < _LEAST_LEFT * chosen:
            return None
    dropped = (LeftOut(item.path, item.name, item.reason, "budget", item.score) for item in pack.items[len(items) :])
    return replace(pack, items=items, left_out=(*pack.left_out, *dropped))


def _is_gone(item: LeftOut, change: Change) -> bool:
    return item.path == change.path and item.name in change.gone


def _lost_a_heading(pack: ContextPack, change: Change) -> bool:
    """Whether an item stands under the header of a type of the changed file that is there no more."""
    if not change.headers_gone:
        return False
    shown = {header for item in pack.items if item.path != change.path for header in item.under}
    cut = tuple(header.removesuffix(_CUT) for header in shown if header.endswith(_CUT))
    return not shown.isdisjoint(change.headers_gone) or any(header.startswith(cut) for header in change.headers_gone)


def _imports(snapshot: Snapshot, path: str) -> tuple[tuple[str, ...], ...]:
    """For each import the files that it means, and those that they have the name from."""
    view = snapshot.index
    return tuple(tuple(_leads(view, path, item, item.name, _HANDED_ON)) for item in view.imports(path))


def _leads(view: IndexView, path: str, item: Import, name: str, further: int) -> Iterator[str]:
    for file in view.resolve_import(path, item):
        yield file
        if further and name not in {"", "*"} and not view.defines(file, name):
            for inner in view.imports(file):
                if inner.local_name == name or inner.name == "*":
                    yield from _leads(view, file, inner, inner.name if inner.name != "*" else name, further - 1)


def _digest(snapshot: Snapshot, path: str) -> str:
    """Of the text as it can be read now; empty where it cannot."""
    document = snapshot.document(path)
    return "" if document is None else document.digest
