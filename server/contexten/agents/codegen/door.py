"""The door to Codegen's API: one request, one bounded answer, one error of our own where there is none.

**Invariant:** the token goes to the origin of the base URL only: there are no redirects and no proxies, and every path
is ours. A request that starts something is sent once; where its end is not known, AgentUnconfirmed says so.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from contexten.agents.codegen.faults import Asked, fault
from contexten.calls.breaker import Open
from contexten.calls.lines import Line
from contexten.calls.retry import RetryPolicy
from contexten.errors import (
    AgentBadAnswer,
    AgentError,
    AgentOverloaded,
    AgentTimeout,
    AgentUnconfirmed,
    AgentUnreachable,
    ConfigError,
)

if TYPE_CHECKING:
    import httpx2

MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer; a page of a hundred log lines with what they saw can be long."""
_LONGEST_GATE = 30.0

RenewToken = Callable[[], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Access:
    """Where the API is and how it is entered."""

    base_url: str
    token: str = field(repr=False)
    renew: RenewToken | None = field(default=None, repr=False)
    """Asked once when the token is not accepted any more: it may have been changed meanwhile."""
    connect: float = 5.0
    total: float = 30.0
    """Seconds for one answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    missing: str
    """The sentence for 404."""
    query: Mapping[str, str | int] = field(default_factory=dict[str, "str | int"])
    body: object = field(default=None, repr=False)
    hidden: str = field(default="", repr=False)
    """The prompt."""
    organisation: int | None = None
    starts: bool = False
    """Whether it starts paid work: sent once, never again."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Door:
    """Pooled connections to one origin."""

    def __init__(self, access: Access, line: Line | None = None, policy: RetryPolicy | None = None) -> None:
        """Raises ConfigError where the base URL is neither https nor this machine's."""
        self._base = _checked(access.base_url)
        self._access = access
        self._token = access.token
        self._line = line or Line()
        self._policy = policy or RetryPolicy()
        self._client: httpx2.AsyncClient | None = None
        self._opening = asyncio.Lock()

    @property
    def where(self) -> str:
        """The host, and the port where it is not the usual one."""
        return self._base.partition("://")[2].partition("/")[0]

    async def ask(self, call: Call) -> bytes:
        """The body of a good answer. Raises the AgentError family; what only reads is tried again within limits."""
        retry = 0
        self._line.budget.earn()
        while True:
            try:
                return await self._admitted(call)
            except (AgentOverloaded, AgentUnreachable, AgentTimeout) as error:
                wait = self._pause(error, retry) if call.method == "GET" else None
                if wait is None:
                    raise
            retry += 1
            await asyncio.sleep(wait)

    async def open(self) -> None:
        """Do now what the first request would otherwise wait for."""
        await self._opened()

    async def aclose(self) -> None:
        """Close pooled connections."""
        if self._client is not None:
            await self._client.aclose()

    def _pause(self, error: AgentError, retry: int) -> float | None:
        """Seconds before the next try; None: there is none."""
        asked_for = error.retry_after if isinstance(error, AgentOverloaded) else None
        is_pointless = isinstance(error, _LeftAloneError) or (asked_for or 0.0) > _LONGEST_GATE
        if is_pointless or retry >= self._policy.retries or not self._line.budget.take():
            return None
        return self._policy.wait(retry, asked_for, random.random())  # noqa: S311  so that not all come back at once

    async def _admitted(self, call: Call) -> bytes:
        await self._gate()
        match self._line.breaker.admit():
            case Open(seconds):
                raise _LeftAloneError(f"{self.where} kept failing and is left alone for {seconds:.0f} s.", seconds)
            case permit:
                with permit:
                    try:
                        answer = await self._once(call)
                    except (AgentUnreachable, AgentTimeout, AgentUnconfirmed):
                        permit.bad()
                        raise
                    (permit.bad if answer.status >= 500 else permit.good)()
        return self._body(call, answer)

    async def _gate(self) -> None:
        seconds = self._line.gate.wait()
        if seconds > _LONGEST_GATE:
            raise _LeftAloneError(f"{self.where} asked to be left alone: try again in {seconds:.0f} s.", seconds)
        await asyncio.sleep(seconds)

    async def _once(self, call: Call) -> _Answer:
        answer = await self._sent(call)
        if answer.status == 401 and self._access.renew is not None:
            # A 401 started nothing, so even what starts something may be sent with the new token.
            token = await self._access.renew()
            if token and token != self._token:
                self._token = token
                answer = await self._sent(call)
        return answer

    def _body(self, call: Call, answer: _Answer) -> bytes:
        if answer.status < 300:
            return answer.body
        asked = Asked(self.where, call.missing, call.organisation, (self._token, call.hidden))
        error = fault(answer.status, answer.headers, answer.body, asked)
        if isinstance(error, AgentOverloaded) and error.retry_after is not None:
            self._line.gate.shut(error.retry_after)
        if call.starts and (answer.status >= 500 or answer.status == 408):
            raise AgentUnconfirmed(
                f"{self.where} has a fault (HTTP {answer.status}) and did not say whether the run was started."
            )
        raise error

    async def _sent(self, call: Call) -> _Answer:
        import httpx2

        client = await self._opened()
        try:
            async with asyncio.timeout(self._access.total):
                return await self._streamed(client, call)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            raise AgentUnreachable(f"Nothing answers at {self.where}: check the base URL and your network.") from None
        except (TimeoutError, httpx2.TimeoutException):
            if call.starts:
                raise AgentUnconfirmed(f"{self.where} did not say in time whether the run was started.") from None
            raise AgentTimeout(f"{self.where} did not answer within {self._access.total:g} s: try again.") from None
        except (httpx2.HTTPError, httpx2.StreamError, OSError, _TooLargeError) as error:
            raise self._broken(call, error) from None

    def _broken(self, call: Call, error: Exception) -> AgentError:
        if call.starts:
            return AgentUnconfirmed(f"{self.where} broke off before it said whether the run was started.")
        if isinstance(error, _TooLargeError):
            return AgentBadAnswer(f"An answer of {self.where} is larger than {MAX_ANSWER >> 20} MB and was not read.")
        return AgentUnreachable(f"The connection to {self.where} broke: try again.")

    async def _streamed(self, client: httpx2.AsyncClient, call: Call) -> _Answer:
        headers = {"authorization": f"Bearer {self._token}", "accept": "application/json"}
        # A compressed answer could unpack to any size between two checks of its length.
        headers["accept-encoding"] = "identity"
        content = None
        if call.body is not None:
            headers["content-type"] = "application/json"
            content = msgspec.json.encode(call.body)
        request = client.build_request(
            call.method, self._base + call.path, params=call.query or None, headers=headers, content=content
        )
        response = await client.send(request, stream=True)
        try:
            return _Answer(response.status_code, dict(response.headers), await _read(response))
        finally:
            await response.aclose()

    async def _opened(self) -> httpx2.AsyncClient:
        async with self._opening:
            if self._client is None:
                # The import of httpx2 and the reading of certificates take 50 ms and more.
                self._client = await asyncio.to_thread(_client, self._access)
        return self._client


class _TooLargeError(Exception):
    pass


class _LeftAloneError(AgentOverloaded):
    """The service was not asked at all."""


async def _read(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise _TooLargeError
    return bytes(body)


def _client(access: Access) -> httpx2.AsyncClient:
    import httpx2

    timeout = httpx2.Timeout(access.total, connect=access.connect, pool=access.connect)
    # trust_env here means SSL_CERT_FILE, which a person's company may need; the client's is about proxies and .netrc.
    # Without TLS no certificates are read, and an empty context accepts none.
    verify = access.base_url.startswith("https:") or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport = httpx2.AsyncHTTPTransport(verify=verify, trust_env=True, limits=httpx2.Limits(max_connections=8))
    return httpx2.AsyncClient(
        transport=transport,
        follow_redirects=False,
        trust_env=False,
        timeout=timeout,
        headers={"user-agent": "contexten"},
    )


def _checked(base_url: str) -> str:
    scheme, mark, rest = base_url.strip().rstrip("/").partition("://")
    host = rest.partition("/")[0]
    if not mark or not host or "@" in host or any(sign in rest for sign in "?# \\"):
        raise ConfigError("The base URL of Codegen is not one: write it as https://host, without user or query.")
    if scheme != "https" and not (scheme == "http" and _is_here(host)):
        raise ConfigError("The base URL of Codegen must start with https:// (or http:// on this machine).")
    return f"{scheme}://{rest}"


def _is_here(host: str) -> bool:
    name = host.removeprefix("[").partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
