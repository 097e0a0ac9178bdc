"""A small editor over stdio: starts the server as a child, keeps buffers, takes its edits. `contexten demo` uses it.

It behaves as a careful editor does: it refuses an edit whose version is not the buffer's, and tells the server of
every change it makes.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from contexten.errors import ClientError
from contexten.lsp.framing import FrameDecoder, frame
from contexten.lsp.messages import Call, Notice, Reply, decode, encode
from contexten.lsp.uris import default_uri, path_of
from contexten.text import Document, Patch, PositionEncoding, Span, offset_at
from contexten.text import encode as encode_text

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

SERVER: tuple[str, ...] = (sys.executable, "-m", "contexten.cli.main", "serve", "--stdio")
CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-8"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create"],
            "failureHandling": "textOnlyTransactional",
            "changeAnnotationSupport": {"groupsOnLabel": True},
        },
    },
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
            "disabledSupport": True,
            "dataSupport": True,
        }
    },
}
Json = Any
"""A decoded JSON value."""
_READ = 65536
_GOODBYE = 5.0
_ENDED = "The server ended without an answer; its log is on stderr."


@dataclass(slots=True)
class Buffer:
    """One open document."""

    document: Document
    language_id: str

    @property
    def text(self) -> str:
        """The text as it stands."""
        return self.document.text


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One piece of news: `kind` is begin, report or end; `title` comes with begin only."""

    token: str | int
    kind: str
    title: str
    message: str
    percentage: int | None


@dataclass(slots=True)
class EditorSession:
    """One conversation with a server. Make it with `started`."""

    root: Path
    settings: Mapping[str, Any]
    process: asyncio.subprocess.Process
    buffers: dict[str, Buffer] = field(default_factory=dict[str, Buffer])
    """By URI."""
    progress: list[ProgressEvent] = field(default_factory=list[ProgressEvent])
    messages: list[str] = field(default_factory=list[str])
    """What the server showed to the person."""
    server: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The server's capabilities."""
    applied: int = 0
    """How many edits were taken."""
    _waiting: dict[str | int, asyncio.Future[Reply]] = field(default_factory=dict[str | int, "asyncio.Future[Reply]"])
    _ids: itertools.count[int] = field(default_factory=itertools.count)
    _ended: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def uri(self, path: str | Path) -> str:
        """The URI of a path below the root."""
        return default_uri((self.root / path).as_posix())

    def open(self, path: str | Path, *, language_id: str, text: str | None = None) -> str:
        """Open a file, with another text than on disk where one is given; gives its URI."""
        uri = self.uri(path)
        text = (self.root / path).read_text(encoding="utf-8") if text is None else text
        self.buffers[uri] = Buffer(Document.of(text, 1), language_id)
        item = {"uri": uri, "languageId": language_id, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, text: str) -> None:
        """Replace the whole text of an open document."""
        version = (self.buffers[uri].document.version or 0) + 1
        self._set(uri, Document.of(text, version))

    async def code_actions(self, uri: str, line: int, character: int) -> list[dict[str, Any]]:
        """The actions at a 0-based place, as if the person asked for them."""
        position = {"line": line, "character": character}
        context: dict[str, object] = {"diagnostics": [], "triggerKind": 1}
        where = {"start": position, "end": position}
        params: dict[str, object] = {"textDocument": {"uri": uri}, "range": where, "context": context}
        return await self.request("textDocument/codeAction", params)

    async def run(self, action: Mapping[str, Any]) -> Json:
        """Run the command of a code action; its result."""
        command = cast("Mapping[str, Any]", action["command"])
        return await self.execute(command["command"], *command.get("arguments", ()))

    async def execute(self, command: str, *arguments: object) -> Json:
        """Run a command; its result."""
        params = {"command": command, "arguments": list(arguments)}
        return await self.request("workspace/executeCommand", params)

    async def until(self, kind: str, title: str, *, timeout: float = 60.0) -> bool:  # noqa: ASYNC109 - plain to use
        """Wait for the progress whose title holds `title` to be at `kind`; False where it is not in time (seconds)."""
        try:
            async with asyncio.timeout(timeout):
                while not self._seen(kind, title):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def request(self, method: str, params: object) -> Json:
        """Ask the server. Raises ClientError with the server's sentence where it answers with an error."""
        if self._ended:
            raise ClientError(_ENDED)
        id_ = next(self._ids)
        future = asyncio.get_running_loop().create_future()
        self._waiting[id_] = future
        self._send({"id": id_, "method": method, "params": params})
        reply = cast("Reply", await future)
        if reply.error is not None:
            error = cast("Mapping[str, Any]", reply.error)
            raise ClientError(str(error.get("message", "The server answered with an error.")))
        return reply.result

    def notify(self, method: str, params: object) -> None:
        """Tell the server."""
        self._send({"method": method, "params": params})

    def _seen(self, kind: str, title: str) -> bool:
        tokens = {event.token for event in self.progress if title in event.title}
        return any(event.kind == kind and event.token in tokens for event in self.progress)

    def _send(self, message: Mapping[str, object]) -> None:
        if self.process.stdin is not None and not self.process.stdin.is_closing():
            self.process.stdin.write(frame(encode({"jsonrpc": "2.0", **message})))

    async def listen(self) -> None:
        """Hear the server until it ends."""
        decoder = FrameDecoder()
        assert self.process.stdout is not None  # noqa: S101 - it was started with a pipe
        while data := await self.process.stdout.read(_READ):
            for body in decoder.feed(data):
                if isinstance(body, bytes):
                    self._hear(body)
        self._ended = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ClientError(_ENDED))

    def _hear(self, body: bytes) -> None:
        match decode(body):
            case Reply() as reply:
                future = self._waiting.pop(reply.id, None)
                if future is not None and not future.done():
                    future.set_result(reply)
            case Call(id_, method, params):
                self._send({"id": id_, "result": self._answer(method, cast("dict[str, Any]", params))})
            case Notice(method, params):
                self._note(method, cast("dict[str, Any]", params))
            case _:
                pass

    def _answer(self, method: str, params: dict[str, Any]) -> object:
        match method:
            case "workspace/applyEdit":
                return self._take(params["edit"])
            case "workspace/configuration":
                return [self.settings for _ in params["items"]]
            case _:
                return None

    def _note(self, method: str, params: dict[str, Any]) -> None:
        match method:
            case "$/progress":
                self.progress.append(_event(params))
                self._news.set()
            case "window/showMessage":
                self.messages.append(params["message"])
            case _:
                pass

    def _take(self, edit: dict[str, Any]) -> dict[str, Any]:
        """Look at every version first, then change: all or nothing."""
        changes: list[dict[str, Any]] = edit["documentChanges"]
        if any(self._is_outdated(change) for change in changes):
            return {"applied": False, "failureReason": "the document has changed"}
        for change in changes:
            if change.get("kind") == "create":
                path = Path(path_of(change["uri"]) or "")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(exist_ok=False)
            else:
                self._edit(change["textDocument"]["uri"], change["edits"])
        self.applied += 1
        return {"applied": True}

    def _is_outdated(self, change: dict[str, Any]) -> bool:
        if change.get("kind") == "create":
            return Path(path_of(change["uri"]) or "").exists()
        target = change["textDocument"]
        buffer = self.buffers.get(target["uri"])
        return buffer is not None and target["version"] not in {None, buffer.document.version}

    def _edit(self, uri: str, edits: Sequence[dict[str, Any]]) -> None:
        path = Path(path_of(uri) or "")
        before = self.buffers[uri].document if uri in self.buffers else Document(path.read_bytes())
        after = before.patched_all([_patch(before, edit) for edit in edits], (before.version or 0) + 1)
        if uri in self.buffers:
            self._set(uri, after)
        else:
            path.write_bytes(after.data)

    def _set(self, uri: str, document: Document) -> None:
        self.buffers[uri].document = document
        identifier = {"uri": uri, "version": document.version}
        params = {"textDocument": identifier, "contentChanges": [{"text": document.text}]}
        self.notify("textDocument/didChange", params)


@asynccontextmanager
async def started(
    root: Path,
    *,
    command: Sequence[str] = SERVER,
    settings: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncGenerator[EditorSession, None]:
    """A session with a server that is started as a child for `root`, an absolute path, and ended with the block.

    `environment` is laid over that of this process; `settings` are what the editor would have configured.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    )
    session = EditorSession(root, settings or {}, process)
    listening = asyncio.ensure_future(session.listen())
    try:
        await _greet(session)
        yield session
        await _part(session)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await listening


async def _greet(session: EditorSession) -> None:
    folder = {"uri": session.uri(""), "name": session.root.name}
    params = {
        "processId": os.getpid(),
        "clientInfo": {"name": "contexten"},
        "capabilities": CAPABILITIES,
        "workspaceFolders": [folder],
        "rootUri": folder["uri"],
    }
    session.server = (await session.request("initialize", params))["capabilities"]
    session.notify("initialized", {})


async def _part(session: EditorSession) -> None:
    with contextlib.suppress(TimeoutError, ClientError):
        async with asyncio.timeout(_GOODBYE):
            await session.request("shutdown", None)
            session.notify("exit", None)
            await session.process.wait()


def _event(params: dict[str, Any]) -> ProgressEvent:
    value = params["value"]
    return ProgressEvent(
        params["token"], value["kind"], value.get("title", ""), value.get("message") or "", value.get("percentage")
    )


def _patch(document: Document, edit: dict[str, Any]) -> Patch:
    start, end = (
        offset_at(document, place["line"], place["character"], PositionEncoding.UTF8)
        for place in (edit["range"]["start"], edit["range"]["end"])
    )
    return Patch(Span(start, end), encode_text(edit["newText"]))
