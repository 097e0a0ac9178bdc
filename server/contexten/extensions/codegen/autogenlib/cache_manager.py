"""The cache of generations: memory over the store, keyed by Recipe.

**Invariant:** whatever is in it can be deleted or damaged at any time: at worst the next answer is slower.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from contexten.llm.protocol import Message, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.store.store import Store

PROMPT_VERSION = 1
"""Raised with every change of the prompts' wording, so that old answers are not used for new questions."""

_MEMORY_BYTES = 16 * 1024 * 1024


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


class CachedAnswer(msgspec.Struct, frozen=True, array_like=True):
    """A complete answer and what it once cost."""

    text: str
    prompt_tokens: int
    completion_tokens: int

    @property
    def usage(self) -> Usage:
        """What it cost when it was made."""
        return Usage(self.prompt_tokens, self.completion_tokens)


class CacheManager:
    """Least recently used answers in memory, all of them in the store until they expire."""

    def __init__(self, store: Store, *, enabled: bool = True, memory_bytes: int = _MEMORY_BYTES) -> None:
        self._store = store
        self._enabled = enabled
        self._limit = memory_bytes
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self.hits = 0
        self.misses = 0

    def get(self, recipe: Recipe) -> CachedAnswer | None:
        """The answer kept for that Recipe."""
        if not self._enabled:
            return None
        key = recipe.digest
        blob = self._memory.get(key) or self._store.generations.get(key)
        answer = _decoded(blob) if blob else None
        if blob is None or answer is None:
            self.misses += 1
            return None
        self.hits += 1
        self._remember(key, blob)
        return answer

    def put(self, recipe: Recipe, answer: CachedAnswer) -> None:
        """Keep an answer that was complete and usable."""
        if self._enabled:
            blob = msgspec.msgpack.encode(answer)
            self._remember(recipe.digest, blob)
            self._store.generations.put(recipe.digest, blob)

    def status(self) -> dict[str, int]:
        """Counts for `contexten.status`."""
        return {"hits": self.hits, "misses": self.misses, "entries": len(self._memory), "bytes": self._size}

    def _remember(self, key: str, blob: bytes) -> None:
        self._size += len(blob) - len(self._memory.pop(key, b""))
        self._memory[key] = blob
        while self._size > self._limit:
            _, dropped = self._memory.popitem(last=False)
            self._size -= len(dropped)


def _decoded(blob: bytes) -> CachedAnswer | None:
    try:
        return msgspec.msgpack.decode(blob, type=CachedAnswer)
    except msgspec.DecodeError:
        return None
