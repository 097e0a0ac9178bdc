"""One run of a local agent, from its process to its end.

**Invariant:** however it ends, its processes are gone and what it had proposed is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import acp.schema as words
from acp import PROTOCOL_VERSION, RequestError
from acp.connection import Connection
from pydantic import BaseModel, ValidationError

from contexten import __version__
from contexten.agents.acp.desk import Desk
from contexten.agents.acp.journal import Journal
from contexten.agents.acp.news import News
from contexten.agents.acp.process import Child, environment, program_of
from contexten.agents.acp.proposals import Proposals
from contexten.agents.acp.questions import Questions
from contexten.agents.acp.signin import Asked, sign_in
from contexten.agents.acp.terminals import Terminals
from contexten.agents.acp.wire import Wire
from contexten.agents.model import Remote, RunState
from contexten.errors import AgentRefused, AgentUnreachable
from contexten.trace import crash, logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contexten.agents.acp.model import Ask, Limits, LocalAgent, Place, Rules
    from contexten.agents.acp.signin import Method
    from contexten.agents.model import RunRequest

_SIGN_IN = -32000
"""The protocol's code for `the person has to sign in first`."""
_PIECE = 8192
_DISK = "Changed on the disk since the run began, by the agent itself or by someone else:"
_NAMED = 5

_log = logger("agents.acp")


@dataclass(frozen=True, slots=True)
class _End:
    """How a run ended."""

    state: RunState
    reason: str = ""


_STOPS = {
    "end_turn": _End(RunState.READY),
    "max_tokens": _End(RunState.FAILED, "It stopped at its limit of tokens; what it had proposed is kept."),
    "max_turn_requests": _End(RunState.FAILED, "It stopped at its limit of steps; what it had proposed is kept."),
    "refusal": _End(RunState.FAILED, "The agent refused the task."),
    "cancelled": _End(RunState.CANCELLED, "The agent ended it."),
}


class Life:
    """One run. `begin` starts it in the background, `remote` tells how it stands, `stop` ends it."""

    def __init__(
        self, agent: LocalAgent, request: RunRequest, intent: str, place: Place, ask: Ask, rules: Rules, limits: Limits
    ) -> None:
        self.journal = Journal()
        self.ended = asyncio.Event()
        """Set when nothing more happens."""
        self._agent = agent
        self._request = request
        self._intent = intent
        self._place = place
        self._rules = rules
        self._limits = limits
        self._environment = environment(rules.variables, intent)
        self._proposals = Proposals(place, limits)
        self._questions = Questions(agent.name, ask, limits.questions)
        self.news = News(self.journal, limits.text)
        self._terminals = Terminals(place.folder, self._environment, limits) if rules.terminals else None
        self._desk = Desk(self._proposals, self._questions, self._terminals, self.news, self.journal)
        self._end: _End | None = None
        self._stopped_by = ""
        self._cancelled = ""
        self._child: Child | None = None
        self._wire: Wire | None = None
        self._connection: Connection | None = None
        self._work: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Start the process. Raises AgentRefused or AgentUnreachable where that fails; the rest is in `remote`."""
        folder = self._place.folder
        program = await asyncio.to_thread(program_of, self._agent.command[0], folder)
        command = (program, *self._agent.command[1:])
        await self._place.begin()
        try:
            self._child = await Child.started(command, cwd=folder, env=self._environment, limit=self._limits.message)
        except (OSError, ValueError) as error:
            name = type(error).__name__
            raise AgentUnreachable(f"The agent {self._agent.name} cannot be started ({name}): {command[0]}.") from error
        self._work = asyncio.create_task(self._whole(self._child))

    def remote(self) -> Remote:
        """How the run stands."""
        end = self._end
        cost = f"It says it cost {self.news.cost}." if self.news.cost else ""
        return Remote(
            id=self._intent,
            state=RunState.WORKING if end is None else end.state,
            status=self.news.status if end is None else "",
            result=self.news.message,
            summary=cost,
            changes=self._proposals.changes,
            reason="" if end is None else end.reason,
            log=() if end is None else self.journal.tail(),
        )

    async def stop(self, reason: str, *, grace: float | None = None) -> None:
        """End the run: the agent is asked first, then its processes are killed."""
        if self.ended.is_set() or self._work is None:
            return
        self._cancelled = self._cancelled or reason
        self._questions.stop()
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(self._limits.grace if grace is None else grace):
                await self._say_cancel()
                await self.ended.wait()
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)

    async def _say_cancel(self) -> None:
        if self._connection is not None and self._desk.session:
            cancel = words.CancelNotification(session_id=self._desk.session)
            await self._connection.send_notification("session/cancel", _plain(cancel))

    async def _whole(self, child: Child) -> None:
        end = _End(RunState.FAILED, "It ended in the middle.")
        errors = asyncio.create_task(self._read_errors(child))
        try:
            end = await self._talk(child)
        except asyncio.CancelledError:
            end = _End(RunState.CANCELLED, self._cancelled)
            raise
        except Exception as error:  # noqa: BLE001 - the run must end, and its processes with it
            crash(_log, "a local agent's run", error)
            end = _End(RunState.FAILED, "An internal error ended the run; the log of the server shows it.")
        finally:
            await asyncio.shield(asyncio.ensure_future(self._close(child, errors, end)))

    async def _close(self, child: Child, errors: asyncio.Task[None], end: _End) -> None:
        """End all processes, and only then tell how it ended."""
        if self._connection is not None:
            with contextlib.suppress(ConnectionError):
                await self._connection.close()
        if self._terminals is not None:
            await self._terminals.aclose()
        await child.end(self._limits.term, leave=0.0 if self._cancelled else self._limits.leave)
        errors.cancel()
        await asyncio.gather(errors, return_exceptions=True)
        if self._cancelled:
            end = _End(RunState.CANCELLED, self._cancelled)
        end = await self._with_disk(end)
        self.journal.add("end", end.reason, tool=end.state.value)
        self._end = end
        self.news.changed()
        self.ended.set()

    async def _with_disk(self, end: _End) -> _End:
        """The end, and what is no longer on the disk as it was: no edit can show that to the person."""
        touched = await self._place.touched()
        if not touched:
            return end
        self.journal.add("disk", "\n".join((_DISK, *touched)))
        more = f" and {len(touched) - _NAMED} more" if len(touched) > _NAMED else ""
        return _End(end.state, f"{end.reason} {_DISK} {', '.join(touched[:_NAMED])}{more}.".strip())

    async def _talk(self, child: Child) -> _End:
        """Hold the whole conversation, within the time of a run, for as long as the process lives."""
        stdin, stdout = child.process.stdin, child.process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101, PT018 - both are pipes
        self._wire = Wire(stdout, stdin, self._limits, lambda text: self.journal.add("output", text))
        self._connection = Connection(self._desk, self._wire)
        talking = asyncio.create_task(self._session(self._connection))
        dying = asyncio.create_task(child.exited())
        try:
            async with asyncio.timeout(self._limits.seconds):
                await asyncio.wait({talking, dying}, return_when=asyncio.FIRST_COMPLETED)
                # Its last words may still be in the pipe.
                await asyncio.wait({talking}, timeout=1.0)
                if talking.done():
                    return talking.result()
                return self._lost(child)
        except TimeoutError:
            minutes = self._limits.seconds / 60
            return _End(RunState.FAILED, f"It did not end within {minutes:.3g} minutes and was stopped.")
        finally:
            for task in (talking, dying):
                task.cancel()
            await asyncio.gather(talking, dying, return_exceptions=True)

    async def _session(self, connection: Connection) -> _End:
        try:
            methods = await self._greet(connection)
            await self._signed_in(connection, methods, self._new_session)
            self.news.status = "working"
            self.news.changed()
            await self._signed_in(connection, methods, self._turn)
        except RequestError as error:
            return _End(RunState.FAILED, f"The agent answered with an error: {_shown(str(error))}")
        except ValidationError:
            return _End(RunState.FAILED, "The agent's answer is not of the protocol.")
        except AgentRefused as error:
            return _End(RunState.FAILED, str(error))
        except TimeoutError:
            return _End(RunState.FAILED, f"The agent did not answer within {self._limits.setup:.3g} s of its start.")
        except ConnectionError:
            await asyncio.sleep(0.3)
            return self._lost(self._child)
        return _STOPS[self._stopped_by]

    async def _greet(self, connection: Connection) -> list[Method]:
        """`initialize`; the ways to sign in that the agent names. Raises AgentRefused for another protocol."""
        async with asyncio.timeout(self._limits.setup):
            begun = words.InitializeResponse.model_validate(
                await connection.send_request("initialize", _plain(self._introduction()))
            )
        if begun.protocol_version != PROTOCOL_VERSION:
            raise AgentRefused(
                f"The agent speaks version {begun.protocol_version} of the protocol, "
                f"Contexten version {PROTOCOL_VERSION}."
            )
        return begun.auth_methods or []

    async def _signed_in(
        self, connection: Connection, methods: list[Method], step: Callable[[Connection], Awaitable[None]]
    ) -> None:
        """Take a step, and once more after a sign-in where the agent wants one; some want it late."""
        try:
            await step(connection)
        except RequestError as error:
            if error.code != _SIGN_IN:
                raise
            asked = Asked(self._agent.name, self._environment, self._questions, self._limits.sign_in)
            await sign_in(connection, methods, asked)
            await step(connection)

    async def _turn(self, connection: Connection) -> None:
        """The prompt, and all that the agent does about it."""
        prompt = words.PromptRequest(session_id=self._desk.session, prompt=self._prompt())
        answer = await connection.send_request("session/prompt", _plain(prompt))
        self._stopped_by = words.PromptResponse.model_validate(answer).stop_reason

    async def _new_session(self, connection: Connection) -> None:
        async with asyncio.timeout(self._limits.setup):
            asked = words.NewSessionRequest(cwd=self._place.folder, mcp_servers=[])
            found = await connection.send_request(
                "session/new", asked.model_dump(mode="json", by_alias=True, exclude_none=True)
            )
        self._desk.session = words.NewSessionResponse.model_validate(found).session_id

    def _introduction(self) -> words.InitializeRequest:
        files = words.FileSystemCapabilities(read_text_file=True, write_text_file=True)
        return words.InitializeRequest(
            protocol_version=PROTOCOL_VERSION,
            client_capabilities=words.ClientCapabilities(fs=files, terminal=self._rules.terminals),
            client_info=words.Implementation(name="contexten", title="Contexten", version=__version__),
        )

    def _prompt(self) -> list[Any]:
        text = words.TextContentBlock(type="text", text=self._request.prompt)
        links = [
            words.ResourceContentBlock(type="resource_link", name=path, uri=Path(self._place.folder, path).as_uri())
            for path in self._request.links
        ]
        return [text, *links]

    def _lost(self, child: Child | None) -> _End:
        fault = self._wire.fault if self._wire is not None else ""
        kept = "What it had proposed is kept; its log shows what it wrote."
        if fault:
            return _End(RunState.FAILED, f"{fault} {kept}")
        code = None if child is None else child.code
        how = "closed the conversation" if code is None else f"ended with code {code}"
        return _End(RunState.FAILED, f"The agent {how} in the middle of the run. {kept}")

    async def _read_errors(self, child: Child) -> None:
        """What the agent writes to standard error becomes lines of the log."""
        reader = child.process.stderr
        while reader is not None and (piece := await reader.read(_PIECE)):
            text = piece.decode("utf-8", "replace").strip()
            if text:
                self.journal.add("error output", text)


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _shown(text: str) -> str:
    text = " ".join(text.split())[:300]
    return text if text.endswith((".", "!", "?")) else f"{text}."
