"""What an agent asks of its client, answered: files, permissions, terminals, news.

**Invariant:** every request gets one answer, and what an agent sends never raises beyond this file.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import acp.schema as words
from acp import RequestError
from pydantic import BaseModel, ValidationError

from contexten.agents.acp.model import Denied
from contexten.trace import crash, logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contexten.agents.acp.journal import Journal
    from contexten.agents.acp.news import News
    from contexten.agents.acp.proposals import Proposals
    from contexten.agents.acp.questions import Questions
    from contexten.agents.acp.terminals import Terminals

_log = logger("agents.acp")
_Model = TypeVar("_Model", bound=BaseModel)


class Desk:
    """Answers the requests of one agent; `session` is set once it has opened one."""

    def __init__(
        self,
        proposals: Proposals,
        questions: Questions,
        terminals: Terminals | None,
        news: News,
        journal: Journal,
    ) -> None:
        """`terminals`: None where commands are not allowed."""
        self.session = ""
        self._proposals = proposals
        self._questions = questions
        self._terminals = terminals
        self._news = news
        self._journal = journal
        self._requests: dict[str, Callable[[Any], Awaitable[BaseModel | dict[str, Any]]]] = {
            "fs/read_text_file": self._read,
            "fs/write_text_file": self._write,
            "session/request_permission": self._permit,
        }
        if terminals is not None:
            self._requests |= {
                "terminal/create": self._create,
                "terminal/output": self._output,
                "terminal/wait_for_exit": self._wait,
                "terminal/kill": self._kill,
                "terminal/release": self._release,
            }

    async def __call__(self, method: str, params: Any, is_notification: bool) -> Any:  # noqa: ANN401 - the package's
        """Take in one message of the agent. Raises RequestError alone, and only for a request."""
        try:
            return await self._taken(method, params, is_notification=is_notification)
        except (RequestError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - an agent must get an answer, and the package would log what it sent
            crash(_log, "taking in an agent's message", error)
            if is_notification:
                return None
            raise RequestError.internal_error() from None

    async def _taken(self, method: str, params: Any, *, is_notification: bool) -> Any:  # noqa: ANN401
        if is_notification:
            if method == "session/update":
                self._heard(params)
            return None
        answer = self._requests.get(method)
        if answer is None:
            raise RequestError.method_not_found(method)
        return await answer(params)

    def _heard(self, params: object) -> None:
        try:
            said = words.SessionNotification.model_validate(params)
        except ValidationError:
            self._journal.add("unknown", "The agent told something that this version does not understand.")
            return
        if said.session_id == self.session:
            self._news.take(said.update)

    async def _read(self, params: object) -> BaseModel:
        asked = self._parsed(words.ReadTextFileRequest, params)
        found = await self._proposals.read(asked.path, asked.line, asked.limit)
        if isinstance(found, Denied):
            raise self._refused("read", asked.path, found)
        self._journal.add("read", asked.path)
        return words.ReadTextFileResponse(content=found)

    async def _write(self, params: object) -> dict[str, Any]:
        asked = self._parsed(words.WriteTextFileRequest, params)
        written = await self._proposals.write(asked.path, asked.content)
        if isinstance(written, Denied):
            raise self._refused("write", asked.path, written)
        self._journal.add("proposed", written)
        self._news.changed()
        return {}

    async def _permit(self, params: object) -> BaseModel:
        asked = self._parsed(words.RequestPermissionRequest, params)
        title = asked.tool_call.title or asked.tool_call.kind or ""
        self._journal.add("question", title)
        answer, said = await self._questions.permission(asked.tool_call, asked.options)
        self._journal.add("answer", said, tool=title)
        return answer

    async def _create(self, params: object) -> BaseModel:
        asked = self._parsed(words.CreateTerminalRequest, params)
        extra = {one.name: one.value for one in asked.env or ()}
        command = (asked.command, *(asked.args or ()))
        made = await self._of_terminals().create(command, asked.cwd, extra, asked.output_byte_limit)
        if isinstance(made, Denied):
            raise self._refused("run", " ".join(command), made)
        self._journal.add("command", " ".join(command), tool=made)
        return words.CreateTerminalResponse(terminal_id=made)

    async def _output(self, params: object) -> BaseModel:
        asked = self._parsed(words.TerminalOutputRequest, params)
        terminal = self._of_terminals().get(asked.terminal_id)
        if terminal is None:
            raise RequestError.invalid_params({"details": "there is no such terminal"})
        ended = terminal.exit
        status = None if ended is None else words.TerminalExitStatus(exit_code=ended[0], signal=ended[1])
        return words.TerminalOutputResponse(output=terminal.text, truncated=terminal.truncated, exit_status=status)

    async def _wait(self, params: object) -> BaseModel:
        asked = self._parsed(words.WaitForTerminalExitRequest, params)
        ended = await self._of_terminals().wait(asked.terminal_id)
        if isinstance(ended, Denied):
            raise RequestError.invalid_params({"details": ended.reason})
        return words.WaitForTerminalExitResponse(exit_code=ended[0], signal=ended[1])

    async def _kill(self, params: object) -> dict[str, Any]:
        await self._of_terminals().kill(self._parsed(words.KillTerminalRequest, params).terminal_id)
        return {}

    async def _release(self, params: object) -> dict[str, Any]:
        await self._of_terminals().release(self._parsed(words.ReleaseTerminalRequest, params).terminal_id)
        return {}

    def _of_terminals(self) -> Terminals:
        if self._terminals is None:
            raise RequestError.method_not_found("terminal/create")
        return self._terminals

    def _parsed(self, model: type[_Model], params: object) -> _Model:
        """`params` as `model`, of our own session. Raises RequestError, which repeats nothing of what was sent."""
        try:
            found = model.model_validate(params)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))[:100]
            raise RequestError.invalid_params({"details": f"{where} is missing or wrong"}) from None
        if getattr(found, "session_id", "") != self.session or not self.session:
            raise RequestError.invalid_params({"details": "this is another session's"})
        return found

    def _refused(self, what: str, path: str, denied: Denied) -> RequestError:
        self._journal.add("refused", f"{what} {path}: {denied.reason}")
        return RequestError(-32603, f"Contexten does not {what} this: {denied.reason}.")
