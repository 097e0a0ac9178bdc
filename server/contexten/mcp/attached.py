"""The Door of a running editor: commands go to its server, which sees what is not saved yet."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contexten import __version__, trace
from contexten.errors import ClientError, ContextenError, EditorGone
from contexten.mcp.wire import HELLO, MAX_LINE, is_own, line_of, message_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from contexten.mcp.door import Json, OnNews, Seen

_log = trace.logger("mcp.attached")

_PATIENCE = 5.0
"""Seconds for a server to say hello; a busy one is not waited for."""
_WRONG_REQUEST = -32602
_GONE = "The editor ended before it answered; whether it did what was asked is not known."


class Attached:
    """One connection to a server. Make it with `attach`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, root: str) -> None:
        self.root = root
        self._reader = reader
        self._writer = writer
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._listeners: dict[int, OnNews] = {}
        self._gone = False
        self._hearing = asyncio.ensure_future(self._hear())

    @property
    def seen(self) -> Seen:
        """The editor's texts."""
        return "editor"

    @property
    def is_gone(self) -> bool:
        """Whether the server at the other end has ended."""
        return self._gone

    async def run(self, command: str, arguments: Mapping[str, object], on_news: OnNews) -> Json:
        """Have the server run it; cancelling this cancels it there. Raises EditorGone where the connection ends."""
        if self._gone:
            raise EditorGone(_GONE)
        id_ = next(self._ids)
        answer = self._waiting[id_] = asyncio.get_running_loop().create_future()
        self._listeners[id_] = on_news
        params = {"command": command, "arguments": [arguments], "workDoneToken": id_}
        try:
            self._send({"id": id_, "method": "workspace/executeCommand", "params": params})
            return await answer
        except asyncio.CancelledError:
            self._send({"method": "$/cancelRequest", "params": {"id": id_}})
            raise
        finally:
            self._waiting.pop(id_, None)
            self._listeners.pop(id_, None)

    async def aclose(self) -> None:
        """End the connection."""
        self._hearing.cancel()
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._hearing
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    def _send(self, message: Mapping[str, Any]) -> None:
        if not self._writer.is_closing():
            self._writer.write(line_of(message))

    async def _hear(self) -> None:
        try:
            while line := await self._reader.readline():
                self._take(message_of(line) or {})
        except (OSError, ValueError) as error:
            _log.warning("the connection to the editor failed with %s", type(error).__name__)
        finally:
            self._gone = True
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(EditorGone(_GONE))

    def _take(self, message: Json) -> None:
        if message.get("method") == "$/progress":
            params = cast("Json", message.get("params") or {})
            listener = self._listeners.get(params.get("token", 0))
            if listener is not None:
                listener(str(params["value"].get("message", "")), params["value"].get("percentage"))
            return
        answer = self._waiting.get(message.get("id", 0))
        if answer is None or answer.done():
            return
        error = cast("Json | None", message.get("error"))
        if error is None:
            answer.set_result(cast("Json", message.get("result")))
        else:
            answer.set_exception(_error(error))


def _error(error: Mapping[str, Any]) -> ContextenError:
    kind = ClientError if error.get("code") == _WRONG_REQUEST else ContextenError
    return kind(str(error.get("message", "The editor's server answered with an error.")))


async def attach(path: Path) -> Attached | str:
    """Connect to the server at `path`; why that cannot be, as a sentence that is empty where nobody listens there."""
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_unix_connection(str(path), limit=MAX_LINE)
    except (OSError, TimeoutError):
        return ""
    greeted = await _greeted(reader, writer)
    if isinstance(greeted, _Root):
        return Attached(reader, writer, greeted.path)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return greeted


@dataclass(frozen=True, slots=True)
class _Root:
    """The folder that a server can be worked in."""

    path: str


async def _greeted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> _Root | str:
    """What the server at the other end said first, or why it cannot be worked through."""
    if not is_own(writer.get_extra_info("socket")):
        return "A server of another user listens in place of the editor's; it is left alone."
    try:
        async with asyncio.timeout(_PATIENCE):
            hello = message_of(await reader.readline()) or {}
    except (OSError, ValueError, TimeoutError):
        return "The editor's server does not answer."
    if hello.get("method") != HELLO:
        return "" if not hello else "What listens in place of the editor's server speaks another language."
    params = cast("Json", hello.get("params") or {})
    version = str(params.get("version", ""))
    if version != __version__:
        return f"The editor runs Contexten {version[:20]}, this is {__version__}; restart the editor."
    return _Root(str(params.get("root", "")))
