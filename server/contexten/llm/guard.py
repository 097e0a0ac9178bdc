"""The last door before the network: what leaves goes to one origin only, and what comes back is bounded.

**Invariant:** the key is put on a request here, after the request's origin was compared with the endpoint's;
the `openai` package never holds it. Imported lazily, because httpx2 is slow to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

from contexten.errors import ConfigError, ModelRefused
from contexten.llm.endpoints import Origin, parse_origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from contexten.llm.endpoints import Endpoint

MAX_ERROR_BODY = 64 * 1024
"""Bytes of an error's body that are read."""

_KEPT_HEADERS = {
    "host",
    "user-agent",
    "accept",
    "connection",
    "content-type",
    "content-length",
    "transfer-encoding",
}
"""What a server needs; the package adds the machine's platform and what OPENAI_CUSTOM_HEADERS says."""


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Send requests of one endpoint to its own origin, with its key; refuse redirects.

    `endpoint` is asked at each request, as its key can be replaced meanwhile; its origin cannot.
    """

    def __init__(self, endpoint: Callable[[], Endpoint], inner: httpx2.AsyncBaseTransport) -> None:
        self._endpoint = endpoint
        self._origin = endpoint().origin
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raise ModelRefused for a foreign origin or a redirect; cut an error's body at MAX_ERROR_BODY."""
        if _origin_of(str(request.url)) != self._origin:
            raise ModelRefused(f"A request that was not for {self._origin} was stopped: this is a bug.")
        response = await self._inner.handle_async_request(self._dressed(request))
        if 300 <= response.status_code < 400:
            await response.aclose()
            raise ModelRefused(self._redirected(_target_of(response, request.url)))
        if response.status_code >= 400 and isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Cut(response.stream)
        return response

    async def aclose(self) -> None:
        """Close pooled connections."""
        await self._inner.aclose()

    def _dressed(self, request: httpx2.Request) -> httpx2.Request:
        """A copy with what may leave; the original, which errors and logs refer to, gets no key."""
        headers = {name: value for name, value in request.headers.items() if name.lower() in _KEPT_HEADERS}
        # A compressed stream could unpack to any size between two checks of the caps.
        headers |= {"accept-encoding": "identity"}
        endpoint = self._endpoint()
        headers |= {name.lower(): value for name, value in endpoint.headers.items()}
        if endpoint.key and endpoint.kind == "azure":
            headers["api-key"] = endpoint.key
        elif endpoint.key:
            headers["authorization"] = f"Bearer {endpoint.key}"
        return httpx2.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )

    def _redirected(self, target: Origin | None) -> str:
        name = "" if target is None or target == self._origin else target.authority
        is_shown = name and not any(secret in name for secret in self._endpoint().secrets)
        place = name if is_shown else "another address"
        return (
            f"{self._origin.authority} redirects to {place}, which is refused as your code would go there: "
            "set the base URL to the final address."
        )


class _Cut(httpx2.AsyncByteStream):
    """The first MAX_ERROR_BODY bytes of a body."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MAX_ERROR_BODY
        async for chunk in self._inner:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._inner.aclose()


def _target_of(response: httpx2.Response, base: httpx2.URL) -> Origin | None:
    try:
        return _origin_of(str(base.join(response.headers.get("location", ""))))
    except httpx2.InvalidURL:
        return None


def _origin_of(url: str) -> Origin | None:
    try:
        # Only scheme, host and port are of interest: the rest may be anything a server sends.
        scheme, _, rest = url.partition("://")
        return parse_origin(f"{scheme}://{rest.split('/')[0].split('?')[0].split('#')[0]}")
    except ConfigError:
        return None
