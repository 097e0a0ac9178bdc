"""Identical questions in the air: one asks, the others wait for the same answer.

**Invariant:** one who stops waiting takes nothing from the others; when the last one stops, the call itself ends, down
to its socket. A call that failed failed for all who waited, and the next one asks anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_Answer = TypeVar("_Answer")
OnText = Callable[[str], None]
"""Gets each piece of an answer as it arrives."""


@dataclass(eq=False, slots=True)
class _Flight(Generic[_Answer]):
    waiting: int = 0
    said: list[str] = field(default_factory=list[str])
    listeners: list[OnText] = field(default_factory=list[OnText])
    work: asyncio.Task[_Answer] | None = None

    def tell(self, text: str) -> None:
        self.said.append(text)
        for listener in tuple(self.listeners):
            listener(text)


class Flights(Generic[_Answer]):
    """The calls in the air, by key. Use it from one event loop."""

    def __init__(self) -> None:
        self._flights: dict[str, _Flight[_Answer]] = {}

    def __len__(self) -> int:
        return len(self._flights)

    @asynccontextmanager
    async def answer(
        self, key: str, ask: Callable[[OnText], Coroutine[None, None, _Answer]], on_text: OnText
    ) -> AsyncGenerator[tuple[_Answer, bool]]:
        """The answer to `key`, and whether another one had asked; whoever comes before the block ends gets it too.

        One who comes late hears at once what was said so far.
        """
        flight = self._flights.get(key)
        joined = flight is not None
        if flight is None:
            flight = self._flights[key] = _Flight[_Answer]()
            flight.work = asyncio.create_task(ask(flight.tell))
        elif flight.said:
            on_text("".join(flight.said))
        flight.waiting += 1
        flight.listeners.append(on_text)
        try:
            yield await self._waited(key, flight), joined
        finally:
            flight.listeners.remove(on_text)
            flight.waiting -= 1
            if not flight.waiting:
                self._forget(key, flight)
                await _ended(flight.work)

    async def _waited(self, key: str, flight: _Flight[_Answer]) -> _Answer:
        assert flight.work is not None  # noqa: S101 - set where the flight is made
        try:
            return await asyncio.shield(flight.work)
        except BaseException:
            if flight.work.done():
                self._forget(key, flight)
            raise

    def _forget(self, key: str, flight: _Flight[_Answer]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


async def _ended(work: asyncio.Task[_Answer] | None) -> None:
    if work is not None and not work.done():
        work.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await work
