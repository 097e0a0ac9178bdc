"""PackCache: packs by the request and by the facts they used.

**Invariant:** every kept pack is true of the last snapshot that was seen: each item shows what stands there, and
nothing that the target speaks of came or went since it was chosen. What an edit touches is found again or dropped at
once, so that a hit has little left to look at. The part of the file under edit is never kept over an edit of that file,
but made anew.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.context.kept.changes import Change
from contexten.context.kept.entry import Kept, brought, holds, renewed
from contexten.context.kept.wish import Key, Wish, wish_of
from contexten.context.select import select

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.context.meanings import Meanings
    from contexten.context.model import ContextPack, CountTokens
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

MAX_BYTES = 16 * 1024 * 1024
MAX_AGE = 3600.0
"""Seconds."""
_MAX_CHANGES = 200
"""More changed files than these between two requests are another workspace."""


@dataclass(frozen=True, slots=True)
class PackFigures:
    """Counts since the start."""

    hits: int = 0
    renewed: int = 0
    """Of the hits, those whose own file had changed, so that its part was made anew."""
    misses: int = 0
    invalidated: int = 0
    """Packs that an edit made wrong."""
    evictions: int = 0
    expired: int = 0
    entries: int = 0
    bytes: int = 0
    saved_seconds: float = 0.0
    """What choosing took the first time, less what the hits took."""


class PackCache:
    """Least recently used packs, bounded in bytes and in age; may be used from any thread."""

    def __init__(
        self,
        *,
        max_bytes: int = MAX_BYTES,
        max_age: float = MAX_AGE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`max_age` in seconds: how long a choice may stand although scores move with every edit anywhere."""
        self._max_age = max_age
        self._max_bytes = max_bytes
        self._clock = clock
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._last: Snapshot | None = None
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._saved = 0.0

    def select(
        self,
        snapshot: Snapshot,
        target: Target,
        *,
        budget: int,
        count_tokens: CountTokens,
        counter: str,
        meanings: Meanings | None = None,
        excluded: frozenset[str] = frozenset(),
    ) -> ContextPack:
        """What `select` gives, or gave before and would still be right; `counter` names the way tokens are counted."""
        started = time.perf_counter()
        wish = wish_of(snapshot, target, budget, counter, excluded)
        with self._lock:
            kept = self._found(snapshot, wish)
            if kept is not None and kept.own != snapshot.digest(target.path):
                kept = self._renewed(kept, renewed(kept, snapshot, target))
            self._counts["misses" if kept is None else "hits"] += 1
            if kept is not None:
                self._saved += kept.seconds - (time.perf_counter() - started)
                return kept.pack
        started = time.perf_counter()
        pack = select(snapshot, target, budget=budget, count_tokens=count_tokens, meanings=meanings, excluded=excluded)
        times = time.perf_counter() - started, self._clock()
        self._keep(snapshot, Kept.of(snapshot, wish, pack, count_tokens, times))
        return pack

    def follow(self, snapshot: Snapshot) -> None:
        """Bring all packs to `snapshot` now; the last one is let go, which can hold the index of before a scan."""
        with self._lock:
            self._follow(snapshot)

    def clear(self) -> int:
        """Forget all packs; how many there were."""
        with self._lock:
            return self._forget_all()

    def figures(self) -> PackFigures:
        """What happened so far."""
        with self._lock:
            now = {"entries": len(self._kept), "bytes": self._bytes}
            return PackFigures(**self._counts, **now, saved_seconds=round(max(0.0, self._saved), 3))

    def status(self) -> dict[str, int | float]:
        """The same for `contexten.status`."""
        figures = self.figures()
        return {
            "hits": figures.hits,
            "renewed": figures.renewed,
            "misses": figures.misses,
            "invalidated": figures.invalidated,
            "evictions": figures.evictions,
            "expired": figures.expired,
            "entries": figures.entries,
            "bytes": figures.bytes,
            "savedSeconds": figures.saved_seconds,
        }

    def _found(self, snapshot: Snapshot, wish: Wish) -> Kept | None:
        kept = self._kept.get(wish.key) if self._follow(snapshot) else None
        if kept is None:
            return None
        if self._clock() - kept.born > self._max_age:
            self._counts["expired"] += 1
            self._drop(wish.key)
            return None
        if not holds(kept, snapshot, wish):
            self._invalidate(wish.key)
            return None
        if kept.is_unsure:
            kept = self._kept[wish.key] = replace(kept, is_unsure=False)
        self._kept.move_to_end(wish.key)
        return kept

    def _renewed(self, kept: Kept, fresh: Kept | None) -> Kept | None:
        if fresh is None:
            self._invalidate(kept.wish.key)
            return None
        self._counts["renewed"] += 1
        self._put(fresh)
        return fresh

    def _keep(self, snapshot: Snapshot, kept: Kept) -> None:
        with self._lock:
            if self._last is snapshot and kept.own is not None and kept.size <= self._max_bytes:
                self._put(kept)
                while self._bytes > self._max_bytes:
                    self._counts["evictions"] += 1
                    self._drop(next(iter(self._kept)))

    def _follow(self, snapshot: Snapshot) -> bool:
        """Bring all packs to `snapshot`; False where it is older than the last one."""
        last = self._last
        if last is snapshot:
            return True
        if last is not None and last.follows(snapshot) and not snapshot.follows(last):
            return False
        self._last = snapshot
        if last is None or not snapshot.follows(last) or snapshot.roots != last.roots:
            self._counts["invalidated"] += self._forget_all()
            return True
        paths = snapshot.changed_since(last)
        if len(paths) > _MAX_CHANGES:
            self._counts["invalidated"] += self._forget_all()
        if snapshot.index.project is not last.index.project:
            for kept in tuple(self._kept.values()):
                self._put(replace(kept, is_unsure=True))
        for path in sorted(paths) if self._kept else ():
            self._take(Change.between(last, snapshot, path))
        return True

    def _take(self, change: Change) -> None:
        """Bring every pack that an edit touches up to it, or drop it."""
        for key, kept in tuple(self._kept.items()):
            after = brought(kept, change)
            if after is None:
                self._invalidate(key)
            elif after is not kept:
                self._put(after)

    def _put(self, kept: Kept) -> None:
        """Keep at the place it has, or as the latest."""
        before = self._kept.get(kept.wish.key)
        self._bytes += kept.size - (before.size if before is not None else 0)
        self._kept[kept.wish.key] = kept

    def _invalidate(self, key: Key) -> None:
        self._counts["invalidated"] += 1
        self._drop(key)

    def _drop(self, key: Key) -> None:
        dropped = self._kept.pop(key, None)
        self._bytes -= dropped.size if dropped is not None else 0

    def _forget_all(self) -> int:
        count = len(self._kept)
        self._kept.clear()
        self._bytes = 0
        return count
