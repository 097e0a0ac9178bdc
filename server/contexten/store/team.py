"""The team's level: values by digest on a Redis or Valkey server, so that one person's answer serves the others.

**Invariant:** nothing here is needed, and nothing that comes from there is trusted. A server that is slow or gone costs
one short wait and is then left alone for a while; a value that is not exactly what its key was sealed with is a miss.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

import msgspec

from contexten import trace
from contexten.calls.breaker import CircuitBreaker, Open, State
from contexten.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_VALUE = 1_000_000
"""Bytes of one value with its seal; larger ones are neither written nor read."""
TIMEOUT = 0.5
"""Seconds that one call may wait for the server."""
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0
"""Seconds in which a server that failed is not asked again; doubled each time, until it works."""

_PREFIX = "contexten:1:"
_SCHEMES = frozenset({"redis", "rediss", "unix"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})


class _Sealed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What stands under a key."""

    value: bytes
    made: float
    mark: bytes


_sealed = msgspec.msgpack.Decoder(_Sealed)


@dataclass(frozen=True, slots=True)
class TeamValue:
    """A value that someone of the team put there; `made` in seconds since the epoch."""

    value: bytes
    made: float


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is; `shown` is without user and password."""

    url: str
    shown: str
    is_local: bool

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


class _Client(Protocol):
    def getrange(self, key: str, start: int, end: int) -> object: ...

    def set(self, name: str, value: bytes, *, ex: int) -> object: ...

    def close(self) -> None: ...


def parse_address(url: str) -> Address:
    """What a URL names: `redis://`, `rediss://` (TLS) or `unix://`. Raises ConfigError, which shows no URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError("The URL of the team's cache cannot be read.") from None
    if parts.scheme not in _SCHEMES or not (host or parts.scheme == "unix"):
        raise ConfigError("The URL of the team's cache must begin with redis://HOST, rediss://HOST or unix:///PATH.")
    where = parts.path if parts.scheme == "unix" else f"{host}:{port or 6379}"
    return Address(url, f"{parts.scheme}://{where}", parts.scheme == "unix" or host in _LOOPBACK)


class Team:
    """One server. Every method may be called from any thread and never raises.

    A call waits `TIMEOUT` at most for each of its steps: the connection, the password, the value.
    """

    def __init__(
        self,
        address: Address,
        *,
        secret: bytes = b"",
        timeout: float = TIMEOUT,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        """`secret`: known to the team alone; without it the seal shows damage, with it also that one of them wrote."""
        self.address = address
        self._secret = secret
        self._timeout = timeout
        self._breaker = breaker or CircuitBreaker(1, _LONGEST_PAUSE, first_timeout=_FIRST_PAUSE)
        self._lock = threading.Lock()
        """Held wherever the breaker or the client is looked at, never while the server is waited for."""
        self._client: _Client | None = None
        self._reason = ""
        self._failures = 0

    @property
    def trouble(self) -> str:
        """Why the server is not asked at the moment, in one sentence; empty while it is."""
        with self._lock:
            return self._reason if self._breaker.state is State.OPEN else ""

    @property
    def failures(self) -> int:
        """How many calls failed."""
        return self._failures

    def get(self, key: str) -> TeamValue | None:
        """The value under `key`; None where there is none, it is damaged or forged, or the server does not answer."""
        name = self._name(key)
        raw = self._ask(lambda client: client.getrange(name, 0, MAX_VALUE))
        if not isinstance(raw, bytes) or not 0 < len(raw) <= MAX_VALUE:
            return None
        try:
            sealed = _sealed.decode(raw)
        except (msgspec.DecodeError, ValueError):
            return None
        if not hmac.compare_digest(sealed.mark, self._mark(key, sealed.value, sealed.made)):
            return None
        return TeamValue(sealed.value, sealed.made)

    def put(self, key: str, value: bytes, *, made: float, ttl: float) -> bool:
        """Keep `value` under `key` for `ttl` seconds; whether it was kept."""
        raw = msgspec.msgpack.encode(_Sealed(value, made, self._mark(key, value, made)))
        if len(raw) > MAX_VALUE or ttl < 1:
            return False
        name = self._name(key)
        return bool(self._ask(lambda client: client.set(name, raw, ex=int(ttl))))

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ask(self, call: Callable[[_Client], object]) -> object:
        with self._lock:
            permit = self._breaker.admit()
        if isinstance(permit, Open):
            return None
        try:
            answer = call(self._connected())
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer comes without the team's level
            with self._lock:
                permit.bad()
            self._failed(error)
            return None
        with self._lock:
            permit.good()
        return answer

    def _connected(self) -> _Client:
        with self._lock:
            if self._client is None:
                self._client = _connect(self.address.url, self._timeout)
            return self._client

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        kind = type(error)
        if isinstance(error, ImportError):
            self._reason = "The package 'redis' is missing: run pip install '.[team]' in Contexten's own folder."
        else:
            # The library's own words can hold the URL.
            self._reason = f"The team's cache at {self.address.shown} does not answer ({kind.__name__})."
        trace.logger("store").warning("%s", self._reason)
        if not isinstance(error, OSError | ImportError) and not kind.__module__.startswith("redis"):
            trace.bug("store", f"the team's cache failed with {kind.__name__}")

    def _name(self, key: str) -> str:
        return _PREFIX + hmac.new(self._secret, b"key\0" + key.encode(), hashlib.sha256).hexdigest()

    def _mark(self, key: str, value: bytes, made: float) -> bytes:
        return hmac.new(self._secret, f"value\0{key}\0{made!r}\0".encode() + value, hashlib.sha256).digest()


def _connect(url: str, timeout: float) -> _Client:
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        # More than there are threads: one too many would count as a failure of the server.
        max_connections=64,
        # What newer versions of the protocol add is not used, and costs further round trips at each connection.
        protocol=2,
        decode_responses=False,
    )
    return cast("_Client", client)
