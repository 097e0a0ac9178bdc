"""Every server that speaks OpenAI's completions, of conversations and of gaps, from OpenAI to Ollama and llama.cpp.

The `openai` package is the transport only. It retries by itself, follows redirects, has no total deadline and
takes a stream that broke off for a finished one; so retries and redirects are off, and the stream is judged
here.

**Invariant:** a Finish comes only for an answer that its server finished; everything else is one ModelError.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contexten.errors import ConfigError, ModelError, ModelKeyRefused
from contexten.llm.chunks import Chunk, error_of_whole, read_chunk
from contexten.llm.clock import Clock
from contexten.llm.dialect import Dialect
from contexten.llm.endpoints import AZURE_API_VERSION, Endpoint
from contexten.llm.faults import Faults, said
from contexten.llm.keys import variable_for, with_new_key
from contexten.llm.protocol import Delta, Event, Finish, FinishReason, ModelRequest, Usage
from contexten.llm.sse import SseError, SseReader
from contexten.llm.tokens import estimate_tokens
from contexten.trace import logger

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    import httpx2
    import openai

    _Create = Callable[..., Awaitable[Any]]

MAX_ANSWER = 8 * 1024 * 1024
"""Bytes of text in one answer."""

MAX_WIRE = 64 * 1024 * 1024
"""Bytes of one response; every few letters of an answer travel in some 200 bytes of JSON."""

_AT_ONCE = 256
KEPT = 64
"""Idle connections that are kept where nothing else is said: enough for a batch."""
_KEPT_SECONDS = 60.0
"""How long they are kept: until a person's next request."""

_EVENTS_AT_ONCE = 8
"""After so many events others have their turn, though more have arrived: an answer may come in one piece."""

_WHOLE = 1024 * 1024
_NO_KEY = "held-by-contexten"
_DRAIN = 0.1

_log = logger("llm")


class OpenAICompatible:
    """One model at one endpoint, through the `openai` package.

    `proxy` is a proxy's URL from the person's own settings; the environment's proxies are not used.
    """

    def __init__(self, endpoint: Endpoint, *, proxy: str | None = None, connections: int = KEPT) -> None:
        """`connections`: how many idle ones are kept open."""
        self._endpoint = endpoint
        self._proxy = proxy
        self._connections = connections
        self._dialect = Dialect()
        self._client: openai.AsyncOpenAI | None = None
        self._building = asyncio.Lock()

    @property
    def name(self) -> str:
        """Model and host, for people."""
        return f"{self._endpoint.model} at {self._endpoint.origin.authority}"

    @property
    def model(self) -> str:
        """The model's own name."""
        return self._endpoint.model

    def count_tokens(self, text: str) -> int:
        """Estimated tokens of `text`."""
        return estimate_tokens(text, self._endpoint.model)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Event, None]:
        """Ask once. Raises the ModelError family; closing the generator closes the connection."""
        self._check_key()
        faults = self._faults(request)
        client = await self._connected()
        # Only now: what it takes to import the package is not the endpoint's time.
        clock = Clock(request.deadlines, faults.where)
        _log.debug("asking %s", self.name)
        response = await self._ask(client, request, clock, faults)
        faults = self._faults(request)
        try:
            async with aclosing(_answer(response, clock, faults, may_be_empty=request.gap is not None)) as events:
                async for event in events:
                    yield event
        finally:
            await response.aclose()

    async def ready(self) -> None:
        """Import the package and make the client; no connection yet."""
        await self._connected()

    async def aclose(self) -> None:
        """Close pooled connections; the next call opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _faults(self, request: ModelRequest) -> Faults:
        return Faults(self._endpoint, "\n".join(request.texts))

    def _check_key(self) -> None:
        server = self._endpoint.server
        needs_key = self._endpoint.kind == "azure" or (server is not None and server.needs_key)
        if needs_key and not self._endpoint.key:
            origin = self._endpoint.origin
            raise ModelKeyRefused(
                f"There is no key for {origin}: set {variable_for(origin)} or store one in the keyring."
            )

    async def _connected(self) -> openai.AsyncOpenAI:
        async with self._building:
            if self._client is None:
                # Importing the package takes about half a second: not on the loop that serves the editor.
                self._client = await asyncio.to_thread(_build, lambda: self._endpoint, self._proxy, self._connections)
            return self._client

    async def _has_new_key(self, refused: str | None, clock: Clock) -> bool:
        """Whether another key than the refused one is stored by now; it is used from then on."""
        async with self._building:
            if self._endpoint.key == refused:
                found = await clock.wait(asyncio.to_thread(_reread, self._endpoint))
                self._endpoint = found or self._endpoint
            return self._endpoint.key != refused

    async def _ask(
        self, client: openai.AsyncOpenAI, request: ModelRequest, clock: Clock, faults: Faults
    ) -> httpx2.Response:
        """The response with its body unread, once the endpoint takes the parameters and the key."""
        dialect = self._dialect
        is_first_key = True
        while True:
            body = dialect.parameters(self._endpoint.model, request)
            post = client.chat.completions if request.gap is None else client.completions
            create = cast("_Create", post.with_raw_response.create)
            response, refusal = await _post(create, body, request.deadlines.connect, clock, faults)
            if response is not None:
                self._dialect = dialect
                return response
            if refusal.status == 401 and is_first_key and await self._has_new_key(faults.endpoint.key, clock):
                is_first_key, faults = False, self._faults(request)
                continue
            simpler = dialect.without(said(refusal.body)) if refusal.status in {400, 422} else None
            if simpler is None:
                raise faults.of_status(refusal.status, refusal.body, refusal.headers)
            _log.debug("%s does not take a parameter, trying %s", self.name, simpler)
            dialect = simpler


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An HTTP status of 400 and above."""

    status: int = 0
    body: object = None
    headers: Any = None


def _reread(endpoint: Endpoint) -> Endpoint | None:
    try:
        return with_new_key(endpoint)
    except ConfigError as error:
        _log.warning("the key was refused and no other can be read: %s", error)
        return None


def _build(keyed: Callable[[], Endpoint], proxy: str | None, connections: int) -> openai.AsyncOpenAI:
    import httpx2
    import openai

    from contexten.llm.guard import GuardedTransport

    endpoint = keyed()
    # trust_env here means SSL_CERT_FILE, which a person's company may need; the client's is about proxies.
    limits = httpx2.Limits(
        max_connections=_AT_ONCE, max_keepalive_connections=connections, keepalive_expiry=_KEPT_SECONDS
    )
    inner = httpx2.AsyncHTTPTransport(proxy=proxy, trust_env=True, limits=limits)
    http = httpx2.AsyncClient(
        transport=GuardedTransport(keyed, inner), follow_redirects=False, trust_env=False, timeout=None
    )
    if endpoint.kind == "azure" and "/openai/v1" not in endpoint.base_url:
        return openai.AsyncAzureOpenAI(
            azure_endpoint=endpoint.base_url.rstrip("/"),
            api_version=endpoint.api_version or AZURE_API_VERSION,
            api_key=_NO_KEY,
            max_retries=0,
            http_client=http,
        )
    return openai.AsyncOpenAI(base_url=endpoint.base_url, api_key=_NO_KEY, max_retries=0, http_client=http)


async def _post(
    create: _Create, body: dict[str, Any], connect: float, clock: Clock, faults: Faults
) -> tuple[httpx2.Response | None, _Refusal]:
    import httpx2
    import openai

    limits = httpx2.Timeout(None, connect=connect, pool=connect)
    try:
        raw = await clock.wait(create(**body, timeout=limits))
    except openai.APIStatusError as error:
        return None, _Refusal(error.status_code, error.body, error.response.headers)
    except openai.APIConnectionError as error:
        raise faults.of_connection(error) from None
    except (openai.OpenAIError, *_network_errors()) as error:
        raise faults.of_connection(error) from None
    return cast("httpx2.Response", raw.http_response), _Refusal()


async def _answer(
    response: httpx2.Response, clock: Clock, faults: Faults, *, may_be_empty: bool
) -> AsyncGenerator[Event, None]:
    """Deltas and one Finish, or a ModelError."""
    size = 0
    refused = False
    finish: FinishReason | None = None
    usage = Usage()
    async with (
        aclosing(_chunks(response, clock, faults)) as all_chunks,
        aclosing(_until_over(all_chunks)) as chunks,
    ):
        async for chunk in chunks:
            usage = chunk.usage or usage
            refused = refused or chunk.refused
            if chunk.text and finish is None:
                size += len(chunk.text.encode())
                if size > MAX_ANSWER:
                    raise faults.bad("is longer than 8 MiB: ask for less at once")
                yield Delta(chunk.text)
            finish = finish or chunk.finish
    if finish is None:
        raise faults.broke_off()
    if refused and size == 0:
        finish = FinishReason.FILTER
    if finish is FinishReason.STOP and size == 0 and not may_be_empty:
        raise faults.bad("is empty: try again, or choose another model")
    yield Finish(finish, usage)


async def _until_over(chunks: AsyncIterator[Chunk]) -> AsyncGenerator[Chunk, None]:
    """The chunks; what goes wrong after the finish is of no interest, as the answer is complete."""
    finished = False
    try:
        async for chunk in chunks:
            finished = finished or chunk.finish is not None
            yield chunk
    except ModelError:
        if not finished:
            raise


async def _chunks(response: httpx2.Response, clock: Clock, faults: Faults) -> AsyncGenerator[Chunk, None]:
    started = False
    finished = False
    async with aclosing(_data(response, clock, faults)) as events:
        async for data in events:
            if data.startswith("[DONE]"):
                await _drain(events)
                return
            chunk = read_chunk(data, faults, started=started)
            if chunk.finish is not None:
                finished = True
                clock.finished()
            elif not finished and (chunk.text or chunk.thinking):
                started = started or bool(chunk.text)
                clock.moved()
            yield chunk


async def _data(response: httpx2.Response, clock: Clock, faults: Faults) -> AsyncGenerator[str, None]:
    """The data of each event, as it comes."""
    reader = SseReader()
    size = count = 0
    body = response.aiter_bytes()
    async with aclosing(body):
        try:
            first = await _first_bytes(body, clock)
            if _is_whole(response.headers.get("content-type", ""), first):
                raise error_of_whole(await _rest(body, first, clock), faults)
            piece: bytes | None = first
            while piece is not None:
                size += len(piece)
                if size > MAX_WIRE:
                    raise faults.bad("is longer than 64 MiB on the wire: ask for less at once")
                for data in reader.feed(piece):
                    yield data
                    count += 1
                    if count % _EVENTS_AT_ONCE == 0:
                        await asyncio.sleep(0)
                piece = await clock.wait(anext(body, None))
            for data in reader.finish():
                yield data
        except SseError as error:
            raise faults.bad(f"{error}: try again, or use another server") from None
        except _network_errors():
            raise faults.broke_off() from None


async def _first_bytes(body: AsyncGenerator[bytes, None], clock: Clock) -> bytes:
    start = b""
    while not start.strip():
        piece = await clock.wait(anext(body, None))
        if piece is None or len(start) > _WHOLE:
            break
        start += piece
    return start


def _is_whole(content_type: str, first: bytes) -> bool:
    """Whether the body is one document; some servers label JSON as a stream, so its first letter counts."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.endswith(("json", "html")) or first.lstrip()[:1] in {b"<", b"{", b"["}


async def _rest(body: AsyncGenerator[bytes, None], first: bytes, clock: Clock) -> bytes:
    whole = first
    while len(whole) < _WHOLE:
        piece = await clock.wait(anext(body, None))
        if piece is None:
            break
        whole += piece
    return whole


async def _drain(events: AsyncIterator[str]) -> None:
    """Read to the end of the body, so that the connection can be used again."""
    try:
        async with asyncio.timeout(_DRAIN):
            async for _ in events:
                pass
    except (TimeoutError, ModelError):
        return


def _network_errors() -> tuple[type[Exception], ...]:
    import anyio
    import httpx2

    # anyio's EndOfStream and ssl errors reach us unmapped: https://github.com/pydantic/httpx2/issues/854
    return (httpx2.RequestError, httpx2.StreamError, ssl.SSLError, anyio.EndOfStream, ConnectionError)
