"""The cache of generations by Recipe: memory over the store over, where a team has one, its server.

**Invariant:** whatever is in it can be deleted or damaged at any time: at worst the next answer is slower. An answer
that is older than the time to live is not given, at whatever level it lies.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from contexten.extensions.codegen.autogenlib.flights import Flights
from contexten.llm.protocol import Message, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contexten.store.store import Store
    from contexten.store.team import Team

PROMPT_VERSION = 1
"""Raised with every change of the prompts' wording, so that old answers are not used for new questions."""

_MEMORY_BYTES = 16 * 1024 * 1024
_ENTRY_BYTES = 300
"""What an entry takes beside its answer."""
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides an answer."""

    model: str
    temperature: float
    max_tokens: int
    messages: tuple[Message, ...]
    """They hold the instruction, the target's text and the pack."""

    @property
    def digest(self) -> str:
        """SHA-256 over all parts, each with its length, in hex."""
        sha = hashlib.sha256()
        for part in self._parts():
            data = part.encode("utf-8", "surrogatepass")
            sha.update(len(data).to_bytes(8, "big"))
            sha.update(data)
        return sha.hexdigest()

    def _parts(self) -> Iterable[str]:
        yield from (str(PROMPT_VERSION), self.model, repr(self.temperature), str(self.max_tokens))
        for message in self.messages:
            yield from (message.speaker.value, message.text)


class CachedAnswer(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A complete answer and what it once cost."""

    text: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float = 0.0
    """How long it took when it was made."""

    @property
    def usage(self) -> Usage:
        """What it cost when it was made."""
        return Usage(self.prompt_tokens, self.completion_tokens)


class Level(StrEnum):
    """Where an answer was found."""

    MEMORY = "memory"
    DISK = "disk"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class CacheOptions:
    """How the cache is used; all of it can change while it is in use."""

    enabled: bool = True
    ttl: float = 7 * _DAY
    """Seconds from the making of an answer; 0: none is given."""
    memory_bytes: int = _MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class CacheFigures:
    """Counts since the start of this process."""

    memory: int = 0
    disk: int = 0
    team: int = 0
    """Hits, by level."""
    joined: int = 0
    """Questions that waited for the answer to the same question."""
    misses: int = 0
    evictions: int = 0
    """Answers that left the memory for want of room; the disk still has them."""
    expired: int = 0
    damaged: int = 0
    entries: int = 0
    bytes: int = 0
    saved_seconds: float = 0.0
    """How long the answers took when they were made."""
    saved_tokens: int = 0

    @property
    def hits(self) -> int:
        """At all levels."""
        return self.memory + self.disk + self.team


@dataclass(frozen=True, slots=True)
class _Entry:
    blob: bytes
    made: float

    @property
    def size(self) -> int:
        return len(self.blob) + _ENTRY_BYTES


class CacheManager:
    """Answers by Recipe. Use it from one event loop; disk and network are asked in threads."""

    def __init__(
        self,
        store: Store,
        options: CacheOptions | None = None,
        *,
        team: Team | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self.options = options or CacheOptions()
        self._team = team
        self.flights: Flights[CachedAnswer] = Flights()
        """The questions in the air, by digest of their Recipe."""
        self._now = now
        self._memory: OrderedDict[str, _Entry] = OrderedDict()
        self._size = 0
        self._counts: Counter[str] = Counter()
        self._saved_seconds = 0.0
        self._saved_tokens = 0
        self._sharing: set[asyncio.Task[bool]] = set()

    def configure(self, *, enabled: bool, ttl: float) -> None:
        """Use these from now on; what is kept already is held to them too."""
        self.options = replace(self.options, enabled=enabled, ttl=ttl)

    def use_team(self, team: Team | None) -> None:
        """Share with this server from now on; one that is used already keeps its connections."""
        before = self._team
        if team is None or before is None or team.address != before.address:
            self._team = team
            if before is not None:
                before.close()

    async def get(self, recipe: Recipe, *, share: bool = False) -> CachedAnswer | None:
        """The answer kept for that Recipe; `share`: whether the team may be asked for it."""
        if not self.options.enabled:
            return None
        key = recipe.digest
        remembered = self._memory.get(key)
        found = self._taken(key, Level.MEMORY, remembered)
        if found is None:
            kept = await asyncio.to_thread(self._store.generations.get, key)
            on_disk = None if kept is None else _Entry(kept.value, kept.when)
            found = self._taken(key, Level.DISK, on_disk)
            is_stale = any(entry is not None and not self._is_fresh(entry) for entry in (remembered, on_disk))
            self._counts["expired"] += found is None and is_stale
        if found is None and share and self._team is not None:
            found = await self._from_team(key, self._team)
        self._counts["misses"] += found is None
        return found

    async def put(self, recipe: Recipe, answer: CachedAnswer, *, share: bool = False) -> None:
        """Keep an answer that was complete and usable; `share`: also for the team, without waiting for that."""
        key = recipe.digest
        if not self.options.enabled or self.options.ttl <= 0 or self._is_fresh(self._memory.get(key)):
            return
        entry = _Entry(msgspec.msgpack.encode(answer), self._now())
        self._remember(key, entry)
        await asyncio.to_thread(self._store.generations.put, key, entry.blob, entry.made)
        if share and self._team is not None:
            work = asyncio.to_thread(self._team.put, key, entry.blob, made=entry.made, ttl=self.options.ttl)
            task = asyncio.create_task(work)
            self._sharing.add(task)
            task.add_done_callback(self._sharing.discard)

    def joined(self, answer: CachedAnswer) -> None:
        """Count a question that another one's call answered."""
        self._counts["joined"] += 1
        self._saved_tokens += answer.prompt_tokens + answer.completion_tokens

    async def clear(self) -> int:
        """Forget all answers in memory and on disk; how many the disk had. The team's are the team's."""
        self._memory.clear()
        self._size = 0
        return await asyncio.to_thread(self._store.generations.clear)

    def figures(self) -> CacheFigures:
        """What happened so far, and what is in memory."""
        return CacheFigures(
            **self._counts,
            entries=len(self._memory),
            bytes=self._size,
            saved_seconds=round(self._saved_seconds, 3),
            saved_tokens=self._saved_tokens,
        )

    def status(self) -> dict[str, object]:
        """The same for `contexten.status`, with what is on disk. Reads the store."""
        figures = self.figures()
        count, size = self._store.generations.size()
        levels = {level.value: getattr(figures, level.value) for level in Level}
        return {
            "hits": figures.hits,
            "levels": levels,
            "joined": figures.joined,
            "misses": figures.misses,
            "evictions": figures.evictions,
            "expired": figures.expired,
            "damaged": figures.damaged,
            "entries": figures.entries,
            "bytes": figures.bytes,
            "disk": {"entries": count, "bytes": size},
            "savedSeconds": figures.saved_seconds,
            "savedTokens": figures.saved_tokens,
        }

    def team_status(self) -> dict[str, object] | None:
        """How it stands with the team's server; None where there is none."""
        if self._team is None:
            return None
        team = self._team
        return {"used": True, "server": team.address.shown, "failures": team.failures, "reason": team.trouble}

    async def aclose(self) -> None:
        """Wait until what is being shared is shared, which is bounded, and close the connections."""
        if self._sharing:
            await asyncio.wait(tuple(self._sharing))
        if self._team is not None:
            await asyncio.to_thread(self._team.close)

    async def _from_team(self, key: str, team: Team) -> CachedAnswer | None:
        kept = await asyncio.to_thread(team.get, key)
        entry = None if kept is None else _Entry(kept.value, kept.made)
        found = self._taken(key, Level.TEAM, entry)
        if found is not None and entry is not None:
            await asyncio.to_thread(self._store.generations.put, key, entry.blob, entry.made)
        return found

    def _taken(self, key: str, level: Level, entry: _Entry | None) -> CachedAnswer | None:
        """The answer in `entry` where it may be given; counted, and remembered as the latest."""
        if entry is None:
            return None
        if not self._is_fresh(entry):
            self._forget(key)
            return None
        answer = _decoded(entry.blob)
        if answer is None:
            self._forget(key)
            self._counts["damaged"] += 1
            return None
        self._counts[level.value] += 1
        self._saved_seconds += answer.seconds
        self._saved_tokens += answer.prompt_tokens + answer.completion_tokens
        self._remember(key, entry)
        return answer

    def _is_fresh(self, entry: _Entry | None) -> bool:
        return entry is not None and self._now() - entry.made < self.options.ttl

    def _remember(self, key: str, entry: _Entry) -> None:
        self._forget(key)
        self._memory[key] = entry
        self._size += entry.size
        while self._size > self.options.memory_bytes:
            self._counts["evictions"] += 1
            self._forget(next(iter(self._memory)))

    def _forget(self, key: str) -> None:
        dropped = self._memory.pop(key, None)
        self._size -= dropped.size if dropped is not None else 0


def _decoded(blob: bytes) -> CachedAnswer | None:
    try:
        return msgspec.msgpack.decode(blob, type=CachedAnswer)
    except (msgspec.DecodeError, ValueError):
        return None
