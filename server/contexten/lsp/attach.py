"""The door of a running server for the person's other tools: a socket, on which the commands of the tools are run.

What comes through it sees the editor's texts, saved or not, and edits them through the editor. It cannot do what the
tools of `contexten mcp` do not do: start paid agents, or forget what is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import stat
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from contexten import __version__, trace
from contexten.errors import ClientError, ContextenError, DiskError
from contexten.lsp.messages import Call, Code, Fault, MessageId, Notice, decode, error_reply
from contexten.lsp.outside import Outside
from contexten.mcp.commands import COMMANDS
from contexten.mcp.wire import HELLO, MAX_LINE, is_own, is_possible, line_of, new_socket, sockets_of
from contexten.store.folder import default_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from contexten.lsp.session import Session

_log = trace.logger("lsp.attach")


async def listen(session: Session) -> None:
    """Listen for each root that has no door yet, as long as it is open; where that cannot be, the log says so."""
    if not session.config.attach_enabled or not is_possible():
        return
    cache = session.options.cache or default_folder()
    outside = Outside(session)
    for root in session.roots:
        if root in session.doors:
            continue
        session.doors[root] = lambda: None  # so that it is made once
        try:
            await _clear_up(root, cache)
            server, path = await _opened(session, outside, root, new_socket(root, cache))
        except (OSError, DiskError) as error:
            session.doors.pop(root, None)
            _log.warning("other tools cannot attach: %s", error)
            return
        if root in session.doors:
            session.doors[root] = partial(_close, server, path)
        else:
            _close(server, path)  # the folder, or the conversation, was closed meanwhile


def close_doors(session: Session) -> None:
    """Shut the doors of folders that are no longer open."""
    for root in tuple(session.doors):
        if root not in session.roots:
            session.doors.pop(root)()


def _close(server: asyncio.Server, path: Path) -> None:
    server.close()
    path.unlink(missing_ok=True)


async def _opened(session: Session, outside: Outside, root: str, path: Path) -> tuple[asyncio.Server, Path]:
    path.unlink(missing_ok=True)  # noqa: ASYNC240 - quick, as it is of this machine

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = session.spawn(_serve(session, outside, root, reader, writer), "a tool that is attached")
        # Also where it is cancelled before it began.
        serving.add_done_callback(lambda _task: writer.close())

    server = await asyncio.start_unix_server(connected, str(path), limit=MAX_LINE)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)  # noqa: ASYNC240 - as above
    return server, path


async def _clear_up(root: str, cache: Path) -> None:
    """Remove the sockets on which nobody listens any more: their server was killed."""
    for path in sockets_of(root, cache):
        try:
            async with asyncio.timeout(1.0):
                _, writer = await asyncio.open_unix_connection(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        except (OSError, TimeoutError):
            continue
        else:
            writer.close()


async def _serve(
    session: Session, outside: Outside, root: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    peer = _Peer(session, outside, writer)
    try:
        if session.config.attach_enabled and is_own(writer.get_extra_info("socket")):
            session.editor.log("A tool of yours attached to Contexten.")
            peer.say({"method": HELLO, "params": {"version": __version__, "root": root}})
            while line := await reader.readline():
                peer.hear(line)
    except (OSError, ValueError):
        _log.info("a tool went away in the middle of a message")
    finally:
        peer.end()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class _Peer:
    """One tool that is attached. What it asked for ends with it."""

    def __init__(self, session: Session, outside: Outside, writer: asyncio.StreamWriter) -> None:
        self._session = session
        self._outside = outside
        self._writer = writer
        self._running: dict[MessageId, asyncio.Task[None]] = {}

    def say(self, message: Mapping[str, Any]) -> None:
        """Send one message."""
        if not self._writer.is_closing():
            self._writer.write(line_of(message))

    def hear(self, line: bytes) -> None:
        """Begin what one message asks for."""
        match decode(line):
            case Call(id_, "workspace/executeCommand", params) if id_ not in self._running:
                self._running[id_] = self._session.spawn(self._answer(id_, _keys(params)), "a command of a tool")
            case Call(id_, "workspace/executeCommand", _):
                self.say(error_reply(id_, Code.INVALID_REQUEST, "A request with this id is being worked on."))
            case Call(id_, _, _):
                self.say(error_reply(id_, Code.METHOD_NOT_FOUND, "Only workspace/executeCommand is known here."))
            case Notice("$/cancelRequest", params):
                wanted = _keys(params).get("id")
                task = self._running.get(wanted) if isinstance(wanted, str | int) else None
                if task is not None:
                    task.cancel()
            case Fault(id_, code, message):
                self.say(error_reply(id_, code, message))
            case _:
                pass

    def end(self) -> None:
        """Cancel what runs."""
        for task in tuple(self._running.values()):
            task.cancel()

    async def _answer(self, id_: MessageId, params: Mapping[str, Any]) -> None:
        try:
            self.say({"id": id_, "result": await self._result(params)})
        except ClientError as error:
            self.say(error_reply(id_, Code.INVALID_PARAMS, str(error)))
        except ContextenError as error:
            self.say(error_reply(id_, Code.REQUEST_FAILED, str(error)))
        except asyncio.CancelledError:
            self.say(error_reply(id_, Code.REQUEST_CANCELLED, "The request was cancelled."))
            raise
        except Exception:
            self.say(error_reply(id_, Code.INTERNAL_ERROR, "Contexten could not do this; the editor's log says more."))
            raise
        finally:
            self._running.pop(id_, None)

    async def _result(self, params: Mapping[str, Any]) -> object:
        command, token = str(params.get("command", "")), params.get("workDoneToken")
        arguments = cast("object", params.get("arguments") or [])
        if not isinstance(arguments, list):
            raise ClientError("The params of workspace/executeCommand need 'command' and 'arguments', a list.")
        given = cast("list[dict[str, object]]", arguments)
        if command not in COMMANDS:
            raise ClientError(f"The command '{command[:60]}' is not run for tools that are attached.")
        if any(_keys(one).get("confirmed") for one in given):
            raise ClientError("'confirmed' is for the person at the editor; a tool leaves it out.")

        def on_news(message: str, percentage: int | None) -> None:
            value = {"kind": "report", "message": message, "percentage": percentage}
            self.say({"method": "$/progress", "params": {"token": token, "value": value}})

        return await self._outside.run(command, given, on_news)


def _keys(params: object) -> dict[str, Any]:
    return cast("dict[str, Any]", params) if isinstance(params, dict) else {}
