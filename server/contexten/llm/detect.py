"""Which model servers run on this machine right now. Asked only by a person's command, never at start-up.

**Invariant:** only loopback addresses are called, without a key, and each is given at most `timeout` seconds.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contexten.llm.endpoints import LOCAL_SERVERS, Endpoint, WellKnown
from contexten.llm.keys import LOCAL_KEY
from contexten.trace import logger

if TYPE_CHECKING:
    import httpx2

MAX_LIST = 1024 * 1024
"""Bytes of a model list that are read."""

_log = logger("llm.detect")


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answered."""

    name: str
    base_url: str
    models: tuple[str, ...]

    def endpoint(self, model: str) -> Endpoint:
        """The endpoint of one of its models."""
        return Endpoint(self.base_url, model, key=LOCAL_KEY)


async def local_servers(
    servers: Sequence[WellKnown] = LOCAL_SERVERS,
    *,
    timeout: float = 0.3,  # noqa: ASYNC109  each server has its own
) -> tuple[Found, ...]:
    """The servers among `servers` that list models within `timeout` seconds, in the order given."""
    client = await asyncio.to_thread(_client)
    async with client:
        answers = await asyncio.gather(*(_ask(client, one, timeout) for one in servers))
    return tuple(found for found in answers if found is not None)


def _client() -> httpx2.AsyncClient:
    import httpx2

    return httpx2.AsyncClient(follow_redirects=False, trust_env=False)


async def _ask(client: httpx2.AsyncClient, server: WellKnown, timeout: float) -> Found | None:  # noqa: ASYNC109
    import httpx2

    try:
        async with asyncio.timeout(timeout):
            body = await _read(client, f"{server.base_url}/models")
    except (TimeoutError, httpx2.HTTPError, OSError) as error:
        _log.debug("%s does not answer: %s", server.name, type(error).__name__)
        return None
    models = _models(body)
    return None if models is None else Found(server.name, server.base_url, models)


async def _read(client: httpx2.AsyncClient, url: str) -> bytes:
    body = b""
    async with client.stream("GET", url, headers={"accept-encoding": "identity"}) as response:
        if response.status_code != 200:
            return b""
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_LIST:
                return b""
    return body


def _models(body: bytes) -> tuple[str, ...] | None:
    """The names in a model list; None for anything else, as these ports serve other programs too."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    fields = cast("Mapping[str, Any]", value if isinstance(value, Mapping) else {})
    # Ollama without any model says null.
    listed: object = fields.get("data") or ([] if fields.get("object") == "list" else None)
    if not isinstance(listed, list):
        return None
    entries = [cast("Mapping[str, Any]", one) for one in cast("list[object]", listed) if isinstance(one, Mapping)]
    return tuple(entry["id"] for entry in entries if isinstance(entry.get("id"), str))
