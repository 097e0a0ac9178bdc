"""Codegen's REST API, typed and async: one method for each thing it can do.

Every method waits for a free place in the client-side limits first, and raises the AgentError family.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from contexten.agents.codegen.door import Access, Call, Door
from contexten.agents.codegen.limits import Kind, Limits
from contexten.agents.codegen.shapes import (
    AgentRun,
    EditedPull,
    LogEntry,
    Organisation,
    Page,
    Repository,
    RunWithLogs,
    User,
)
from contexten.errors import AgentBadAnswer, AgentMissing, AgentRefused, AgentUnconfirmed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from typing import Any

    from contexten.agents.model import RunRequest
    from contexten.calls.lines import Line
    from contexten.calls.retry import RetryPolicy
    from contexten.store.store import Store

PAGE = 100
"""Entries of a page; the most that the API gives."""

PULL_STATES = frozenset({"open", "closed", "draft", "ready_for_review"})

_ALPHA, _PLAIN = "/v1/alpha", "/v1"
_LONGEST_WAIT = 60.0
_NO_RUN = "Codegen does not know this run: 'contexten agent runs' lists those there are."
_NO_ORGANISATION = "Codegen does not know this organisation: check CODEGEN_ORG_ID."
_NO_REPOSITORIES = "Your organisation has no repository at Codegen: add one there first."

T = TypeVar("T")


class CodegenClient:
    """One account at one origin."""

    def __init__(
        self, access: Access, store: Store, *, line: Line | None = None, policy: RetryPolicy | None = None
    ) -> None:
        """`store` holds the client-side limits; `line` is shared by all that call this origin."""
        self._door = Door(access, line, policy)
        self._limits = Limits(store, self._door.where)
        self._logs = _ALPHA

    @property
    def where(self) -> str:
        """The API's host."""
        return self._door.where

    async def wait_to_create(self, longest: float) -> None:
        """Take a place among the new runs of this minute; creating and resuming expect that it was taken."""
        await self._limits.wait(Kind.CREATE, longest)
        await self._door.open()

    async def create(self, organisation: int, request: RunRequest) -> AgentRun:
        """Start a run: paid work, sent once. Raises AgentUnconfirmed where it may have been started all the same."""
        body: dict[str, object] = {"prompt": _clean(request.prompt)}
        more = (
            ("images", list(request.images) or None),
            ("metadata", dict(request.metadata) or None),
            ("repo_id", request.repo_id),
            ("model", request.model),
            ("agent_type", request.agent_type),
        )
        body |= {name: value for name, value in more if value is not None}
        return await self._start(organisation, "", body, _NO_REPOSITORIES, request.prompt)

    async def resume(self, organisation: int, run: int, prompt: str, images: Sequence[str] = ()) -> AgentRun:
        """Go on with a run: paid work, sent once. Raises AgentUnconfirmed as `create` does."""
        body: dict[str, object] = {"agent_run_id": run, "prompt": _clean(prompt)}
        body |= {"images": list(images)} if images else {}
        return await self._start(organisation, "/resume", body, _NO_RUN, prompt)

    async def get(self, organisation: int, run: int) -> AgentRun:
        """How a run stands."""
        return await self._read(f"{_agent(organisation)}/{run}", AgentRun, _NO_RUN, organisation)

    async def runs(
        self, organisation: int, *, skip: int = 0, limit: int = PAGE, user: int | None = None, source: str | None = None
    ) -> Page[AgentRun]:
        """A page of runs, the newest first."""
        query = {"skip": skip, "limit": limit}
        query |= {} if user is None else {"user_id": user}
        more = {} if source is None else {"source_type": source}
        path = f"/v1/organizations/{organisation}/agent/runs"
        return await self._read(path, Page[AgentRun], _NO_ORGANISATION, organisation, query | more)

    async def logs(
        self, organisation: int, run: int, *, skip: int = 0, limit: int = PAGE, newest_first: bool = False
    ) -> RunWithLogs:
        """A page of a run's log; under the alpha path first, under the plain one where that is gone."""
        query: dict[str, str | int] = {"skip": skip, "limit": limit}
        query |= {"reverse": "true"} if newest_first else {}
        path = f"/organizations/{organisation}/agent/run/{run}/logs"
        try:
            return await self._read(self._logs + path, RunWithLogs, _NO_RUN, organisation, query, Kind.LOGS)
        except AgentMissing:
            if self._logs == _PLAIN:
                raise
        found = await self._read(_PLAIN + path, RunWithLogs, _NO_RUN, organisation, query, Kind.LOGS)
        self._logs = _PLAIN
        return found

    async def all_logs(self, organisation: int, run: int) -> AsyncGenerator[LogEntry, None]:
        """The whole log, page by page, in order."""
        skip = 0
        while True:
            page = await self.logs(organisation, run, skip=skip)
            for entry in page.logs:
                yield entry
            skip += len(page.logs)
            if len(page.logs) < PAGE or (page.total_logs is not None and skip >= page.total_logs):
                return

    async def ban(self, organisation: int, run: int) -> None:
        """Stop the agents of the run's pull request, and keep its checks from starting more."""
        await self._act(organisation, run, "ban")

    async def unban(self, organisation: int, run: int) -> None:
        """Let checks of the run's pull request start agents again."""
        await self._act(organisation, run, "unban")

    async def remove_from_pull(self, organisation: int, run: int) -> None:
        """Take Codegen off the run's pull request."""
        await self._act(organisation, run, "remove-from-pr")

    async def set_pull_state(
        self, organisation: int, pull: int, state: str, repository: int | None = None
    ) -> EditedPull:
        """Open, close, or mark a pull request as draft or ready; `state` is one of PULL_STATES."""
        if state not in PULL_STATES:
            raise AgentRefused(f"A pull request cannot be {state!r}: use one of {', '.join(sorted(PULL_STATES))}.")
        place = "" if repository is None else f"/repos/{repository}"
        path = f"/v1/organizations/{organisation}{place}/prs/{pull}"
        call = Call("PATCH", path, "Codegen does not know this pull request.", body={"state": state})
        edited = _decoded(await self._ask(call, Kind.PULL), EditedPull)
        if not edited.success:
            raise AgentRefused(f"Codegen could not make the pull request {state!r}: look at it in the browser.")
        return edited

    async def repositories(self, organisation: int) -> list[Repository]:
        """All repositories of an organisation."""
        path = f"/v1/organizations/{organisation}/repos"
        return await self._all(path, Page[Repository], _NO_ORGANISATION, organisation)

    async def organisations(self) -> list[Organisation]:
        """All organisations that the token's owner belongs to."""
        return await self._all("/v1/organizations", Page[Organisation], _NO_ORGANISATION)

    async def users(self, organisation: int) -> list[User]:
        """All users of an organisation."""
        path = f"/v1/organizations/{organisation}/users"
        return await self._all(path, Page[User], _NO_ORGANISATION, organisation)

    async def user(self, organisation: int, user: int) -> User:
        """One user of an organisation."""
        path = f"/v1/organizations/{organisation}/users/{user}"
        return await self._read(path, User, "Codegen does not know this user.", organisation)

    async def me(self) -> User:
        """The token's owner."""
        return await self._read("/v1/users/me", User, "Codegen does not know the token's owner.")

    async def aclose(self) -> None:
        """Close pooled connections."""
        await self._door.aclose()

    async def _start(
        self, organisation: int, step: str, body: dict[str, object], missing: str, prompt: str
    ) -> AgentRun:
        path = _agent(organisation) + step
        call = Call("POST", path, missing, body=body, hidden=prompt, organisation=organisation, starts=True)
        answer = await self._door.ask(call)
        try:
            return _decoded(answer, AgentRun)
        except AgentBadAnswer:
            raise AgentUnconfirmed("Codegen took the run but answered in a way that names none.") from None

    async def _act(self, organisation: int, run: int, step: str) -> None:
        body = {"agent_run_id": run}
        call = Call("POST", f"{_agent(organisation)}/{step}", _NO_RUN, body=body, organisation=organisation)
        await self._ask(call, Kind.READ)

    async def _all(self, path: str, shape: type[Page[T]], missing: str, organisation: int | None = None) -> list[T]:
        found: list[T] = []
        while True:
            query = {"skip": len(found), "limit": PAGE}
            page = await self._read(path, shape, missing, organisation, query)
            found += page.items
            if len(page.items) < PAGE or len(found) >= page.total:
                return found

    async def _read(
        self,
        path: str,
        shape: type[T],
        missing: str,
        organisation: int | None = None,
        query: dict[str, Any] | None = None,
        kind: Kind = Kind.READ,
    ) -> T:
        call = Call("GET", path, missing, query=query or {}, organisation=organisation)
        return _decoded(await self._ask(call, kind), shape)

    async def _ask(self, call: Call, kind: Kind) -> bytes:
        await self._limits.wait(kind, _LONGEST_WAIT)
        return await self._door.ask(call)


def _agent(organisation: int) -> str:
    return f"/v1/organizations/{organisation}/agent/run"


def _decoded(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape, strict=False)
    except (msgspec.DecodeError, RecursionError):
        raise AgentBadAnswer("Codegen's answer is not what its API describes: look in the browser.") from None


def _clean(text: str) -> str:
    """The text without halves of characters, which cannot be sent."""
    return text.encode("utf-8", "replace").decode()
