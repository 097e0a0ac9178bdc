"""How often Codegen may be asked, kept on this side and counted over all processes that share the store."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING

from contexten.calls.limiter import Limit
from contexten.errors import AgentOverloaded

if TYPE_CHECKING:
    from contexten.store.store import Store


class Kind(Enum):
    """What shares one limit; the figures are those of the OpenAPI document."""

    CREATE = Limit(10, 60.0)
    READ = Limit(60, 30.0)
    LOGS = Limit(60, 60.0)
    PULL = Limit(30, 60.0)


class Limits:
    """The limits of one account at one origin."""

    def __init__(self, store: Store, account: str) -> None:
        """`account`: what the service counts by; told apart in the store by this name."""
        self._store = store
        self._account = account

    async def wait(self, kind: Kind, longest: float) -> None:
        """Wait for a free place, and take it. Raises AgentOverloaded where none is free within `longest` seconds."""
        left = longest
        while True:
            seconds = await asyncio.to_thread(self._take, kind)
            if seconds <= 0:
                return
            if seconds > left:
                limit = kind.value
                raise AgentOverloaded(
                    f"Codegen takes {limit.calls} such requests in {limit.seconds:g} s: try again in {seconds:.0f} s.",
                    seconds,
                )
            left -= seconds
            await asyncio.sleep(seconds)

    def _take(self, kind: Kind) -> float:
        return self._store.quota.take(f"codegen {self._account} {kind.name}", kind.value.calls, kind.value.seconds)
