"""The editor as the server can reach it: messages, questions, edits, registrations.

**Invariant:** what a person is shown through here has neither terminal escapes nor marks of direction.

Only what the client announced is asked of it. A client that never answers costs a bounded wait, not a hung command.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from contexten import trace
from contexten.lsp.announced import Announced

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from pygls.lsp.server import LanguageServer

_log = trace.logger("lsp.editor")

_POPUP_GAP = 60.0
_ANSWER = 30.0
_QUESTION = 120.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Taken:
    """The client applied the edit."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The client did not apply the edit; `failed_change` is the index of the change that failed, where it said so."""

    reason: str
    failed_change: int | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing came back in time: whether the edit was applied is not known, so it must not be sent again."""


class Editor:
    """One connected client."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._last_popup = -_POPUP_GAP
        self.announced = Announced()

    def log(self, text: str, kind: types.MessageType = types.MessageType.Log) -> None:
        """A line in the client's log of this server."""
        self._server.window_log_message(types.LogMessageParams(type=kind, message=trace.visible(text)))

    def show(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """A message the person sees. Of errors at most one a minute is shown; the others go to the log."""
        if kind is types.MessageType.Error and not self._may_pop_up():
            self.log(text, kind)
            return
        self._server.window_show_message(types.ShowMessageParams(type=kind, message=trace.visible(text)))

    async def choose(self, question: str, answers: Sequence[str]) -> str | None:
        """Ask the person; None where the question was dismissed or not answered in time."""
        items = [types.MessageActionItem(title=answer) for answer in answers]
        params = types.ShowMessageRequestParams(
            type=types.MessageType.Info, message=trace.visible(question), actions=items
        )
        chosen = await _within(self._server.window_show_message_request_async(params), _QUESTION)
        return chosen.title if chosen is not None and chosen.title in answers else None

    async def open(self, uri: str) -> bool:
        """Have the client open a document and give it the cursor; whether it did."""
        if not self.announced.show_document:
            return False
        params = types.ShowDocumentParams(uri=uri, take_focus=True)
        answer = await _within(self._server.window_show_document_async(params), _ANSWER)
        return answer is not None and answer.success

    async def refresh(self, uri: str) -> None:
        """Have the client ask again for the content of a document of ours."""
        params = types.TextDocumentContentRefreshParams(uri=uri)
        await _within(self._server.workspace_text_document_content_refresh_async(params), _ANSWER)

    async def apply(self, edit: types.WorkspaceEdit, label: str) -> Taken | NotTaken | NoAnswer:
        """Have the client apply `edit` and read its answer; `label` names it in the undo list."""
        params = types.ApplyWorkspaceEditParams(edit=edit, label=trace.visible(label))
        try:
            async with asyncio.timeout(_ANSWER):
                answer = await self._server.workspace_apply_edit_async(params)
        except TimeoutError:
            return NoAnswer()
        except JsonRpcException:
            return NotTaken("the editor answered with an error")
        if answer.applied:
            return Taken()
        return NotTaken((answer.failure_reason or "").strip(), answer.failed_change)

    async def configuration(self, section: str) -> object:
        """The client's settings below `section`; None where it has or tells none."""
        if not self.announced.configuration:
            return None
        params = types.ConfigurationParams(items=[types.ConfigurationItem(section=section)])
        answer = await _within(self._server.workspace_configuration_async(params), _ANSWER)
        return answer[0] if answer else None

    async def register(self, registrations: Sequence[types.Registration]) -> None:
        """Register capabilities that the client allows to be registered."""
        if registrations:
            params = types.RegistrationParams(registrations=list(registrations))
            await _within(self._server.client_register_capability_async(params), _ANSWER)

    async def unregister(self, registrations: Sequence[types.Registration]) -> None:
        """Take back what was registered."""
        if registrations:
            gone = [types.Unregistration(id=item.id, method=item.method) for item in registrations]
            params = types.UnregistrationParams(unregisterations=gone)
            await _within(self._server.client_unregister_capability_async(params), _ANSWER)

    async def refresh_code_lenses(self) -> None:
        """Have the client ask for its lenses again, where it can."""
        if self.announced.refresh_code_lens:
            await _within(self._server.workspace_code_lens_refresh_async(None), _ANSWER)

    async def create_progress(self, token: str) -> bool:
        """Announce a progress of our own; whether the client shows it."""
        if not self.announced.progress:
            return False
        params = types.WorkDoneProgressCreateParams(token=token)
        try:
            async with asyncio.timeout(_ANSWER):
                await self._server.window_work_done_progress_create_async(params)
        except (TimeoutError, JsonRpcException):
            return False
        return True

    def progress(
        self,
        token: types.ProgressToken,
        value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd,
    ) -> None:
        """News of a progress that was begun with `token`."""
        if value.message is not None:
            value.message = trace.visible(value.message)
        if isinstance(value, types.WorkDoneProgressBegin):
            value.title = trace.visible(value.title)
        self._server.progress(types.ProgressParams(token=token, value=value))

    def notify(self, method: str, params: dict[str, object]) -> None:
        """A notification of our own, that the client announced it takes."""
        self._server.protocol.notify(method, params)

    def _may_pop_up(self) -> bool:
        now = time.monotonic()
        if now - self._last_popup < _POPUP_GAP:
            return False
        self._last_popup = now
        return True


async def _within(answer: Awaitable[_T], seconds: float) -> _T | None:
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        _log.info("the client did not answer in time")
    except JsonRpcException:
        _log.info("the client answered with an error")
    return None
