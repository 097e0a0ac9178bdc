"""Waiting for something that another task or thread does."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


async def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until `condition` holds; raises TimeoutError where it does not within `seconds`."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  the condition is about another process or thread
            await asyncio.sleep(0.01)


def until_now(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Like `until`, where there is no event loop."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)
