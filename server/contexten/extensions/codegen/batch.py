"""Many requests at once: bounded, in order, and each different one run once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import msgspec

from contexten.errors import ClientError, ContextenError
from contexten.text import is_unicode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from contexten.extensions.codegen.generated import Generated


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """One request of a batch."""

    prompt: str
    codebase_context: Mapping[str, object] = field(default_factory=dict[str, object])
    use_codegen_agent: bool = False

    @property
    def key(self) -> bytes:
        """The same for requests that ask the same. Raises ClientError for a context that no JSON can say."""
        try:
            return msgspec.json.encode(
                [self.prompt, dict(self.codebase_context), self.use_codegen_agent], order="deterministic"
            )
        except (TypeError, UnicodeEncodeError) as error:
            raise ClientError(f"The codebase context of a request cannot be written as JSON: {error}.") from None


@dataclass(frozen=True, slots=True)
class BatchItem:
    """What became of one request: an answer or the error that kept it from one."""

    request: BatchRequest
    result: Generated | None = None
    error: ContextenError | None = None

    @property
    def succeeded(self) -> bool:
        """Whether there is new code."""
        return self.result is not None and self.result.succeeded


_KEYS = frozenset({"prompt", "codebase_context", "use_codegen_agent"})


def parse_request(given: BatchRequest | Mapping[str, object] | str) -> BatchRequest:
    """A request as scripts write it: a prompt, or the arguments of `generate_with_context`. Raises ClientError."""
    if isinstance(given, BatchRequest):
        return given
    if isinstance(given, str):
        return _request(given, {}, agent=False)
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise ClientError(f"A request has no key '{unknown[0]}'; known are: {', '.join(sorted(_KEYS))}.")
    prompt = given.get("prompt")
    context: object = given.get("codebase_context") or {}
    if not isinstance(prompt, str) or not isinstance(context, dict):
        raise ClientError("A request needs a 'prompt' (a text); its 'codebase_context' is an object.")
    return _request(prompt, cast("dict[str, object]", context), agent=bool(given.get("use_codegen_agent")))


def _request(prompt: str, context: dict[str, object], *, agent: bool) -> BatchRequest:
    if not is_unicode(prompt):
        raise ClientError("The prompt of a request holds half a character; write it as UTF-8.")
    return BatchRequest(prompt, context, agent)


async def run_batch(
    requests: Iterable[BatchRequest], run: Callable[[BatchRequest], Awaitable[Generated]], *, at_once: int
) -> tuple[BatchItem, ...]:
    """One item for each request, in their order; `run` is called once for equal ones, for `at_once` at a time."""
    wanted = tuple(requests)
    distinct = {request.key: request for request in reversed(wanted)}
    slots = asyncio.Semaphore(at_once)

    async def one(request: BatchRequest) -> BatchItem:
        async with slots:
            try:
                return BatchItem(request, await run(request))
            except ContextenError as error:
                return BatchItem(request, error=error)

    async with asyncio.TaskGroup() as group:
        running = {key: group.create_task(one(request)) for key, request in distinct.items()}
    return tuple(running[request.key].result() for request in wanted)
