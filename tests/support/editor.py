"""An editor without a screen: buffers, versions, edits, undo, and a person who can refuse.

It speaks the protocol with a server in the same process, through JSON, as a real editor does over a pipe. Its text is
kept by `support.sync_oracle`, which shares no code with the server.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from contexten.lsp.server import build_server
from contexten.lsp.session import ServeOptions
from support.clients import BARE, FULL, PLAIN
from support.schemas import check_exchange
from support.sync_oracle import apply_change, index_at, position_of
from support.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from support.profiles import Profile

__all__ = ["BARE", "FULL", "PLAIN", "Buffer", "Editor", "Person", "ServerError"]

_PATIENCE = 120.0
"""Seconds after which something hangs for good, however busy the machine."""


class ServerError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: dict):
        super().__init__(error["message"])
        self.code = error["code"]
        self.message = error["message"]


@dataclass
class Buffer:
    """One open document, with what undo brings back."""

    text: str
    version: int
    language: str
    undo: list[str] = field(default_factory=list)


@dataclass
class Person:
    """How the one in front of the editor behaves."""

    apply: str | Callable[[dict], Any] = "apply"
    """`apply`; `refuse`; `silent`; or a function that is called with the params and may type before returning one."""
    answer: str | Callable[[dict], str | None] | None = None
    """What a question of the server is answered with; None: it is dismissed."""
    confirm: bool = True
    """Whether changes that need confirmation are confirmed."""
    honours_versions: bool = True
    opens: bool = True
    """Whether the editor can open what the server wants to show."""


class Editor:
    """A client with buffers. Use it as an asynchronous context manager."""

    def __init__(
        self,
        root: Path,
        *,
        capabilities: Mapping[str, Any] = FULL,
        provider: Any = None,
        settings: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        folders: tuple[Path, ...] | None = None,
        profile: Profile | None = None,
    ):
        self.root = root
        self.capabilities = capabilities if profile is None else profile.capabilities
        self.client = None if profile is None else profile.client
        self.refuses = () if profile is None else profile.refuses
        self.wire = Wire(self.capabilities, asks_to_confirm=profile is None or profile.asks_to_confirm)
        """Holds every message of the server to what this client announced."""
        self.settings = settings or {}
        self.options = options
        self.folders = (root,) if folders is None else folders
        self.person = Person()
        self.buffers: dict[str, Buffer] = {}
        self.messages: list[dict] = []
        self.progress: list[dict] = []
        self.streamed: list[dict] = []
        self.told_of_changes: list[dict] = []
        self.registered: list[dict] = []
        self.refreshed = 0
        """How often the server asked for the lenses to be asked for again."""
        self.annotations: list[dict] = []
        self.edits: list[dict] = []
        self.questions: list[dict] = []
        self.opened: list[str] = []
        """What the server had the editor open."""
        self.refreshed_documents: list[str] = []
        self.created: list[str] = []
        self.exits: list[int] = []
        self.capabilities_of_server: dict = {}
        self.encoding = "utf-16"
        self._waiting: dict[Any, asyncio.Future] = {}
        self._ids = 0
        self.unheard = 0
        """Messages of the server that are on the wire."""
        serve = ServeOptions(provider=provider, scan_workers=0)
        self.server = build_server(serve, outlet=self, on_exit=self.exits.append)

    async def __aenter__(self):
        params = {
            "processId": None,
            "clientInfo": self.client,
            "capabilities": self.capabilities,
            "initializationOptions": self.options,
            "workspaceFolders": [{"uri": self.uri(folder), "name": folder.name} for folder in self.folders],
        }
        result = await self.request("initialize", params)
        self.capabilities_of_server = result["capabilities"]
        self.encoding = result["capabilities"]["positionEncoding"]
        self.notify("initialized", {})
        await self.settled()
        return self

    async def __aexit__(self, *_):
        await self.request("shutdown", None)
        self.notify("exit", None)
        await self.server.aclose()
        await asyncio.sleep(0)  # what was said last is heard
        self.wire.closed()
        assert self._waiting == {}, "requests without an answer"
        assert self.wire.faults == [], self.wire.faults

    # The wire

    def put(self, body: bytes, *, droppable: bool = False) -> bool:
        """The server says something; it is heard on the next turn of the loop, as over a pipe."""
        self.unheard += 1
        asyncio.get_running_loop().call_soon(self._hear, json.loads(body))
        return True

    async def request(self, method: str, params: Any, *, within: float = 60.0, on_id=None) -> Any:
        """Ask the server; raises ServerError."""
        self._ids += 1
        id_ = self._ids
        future = asyncio.get_running_loop().create_future()
        self._waiting[id_] = future
        self._say({"id": id_, "method": method, "params": params})
        if on_id is not None:
            on_id(id_)
        answer = await asyncio.wait_for(future, within)
        if "error" in answer:
            raise ServerError(answer["error"])
        return answer["result"]

    def notify(self, method: str, params: Any) -> None:
        self._say({"method": method, "params": params})

    def cancel(self, id_: Any) -> None:
        self.notify("$/cancelRequest", {"id": id_})

    async def settled(self) -> None:
        """Wait until the server's own background work is done."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            await asyncio.sleep(0.005)
            session = self.server.session
            if not session.scanning and not session._background and not len(session.watch):
                return
        raise AssertionError("the server's background work does not end")

    # What a person does

    def uri(self, path: str | Path) -> str:
        path = self.root / path
        return "file://" + quote(os.fspath(path))

    def open(self, path: str, text: str | None = None, language: str = "python", version: int = 1) -> str:
        """Open a file, or an unsaved buffer where `path` is a URI."""
        uri = path if ":" in path else self.uri(path)
        if text is None:
            text = self._disk(uri).read_text(encoding="utf-8")
        self.buffers[uri] = Buffer(text, version, language)
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def close(self, uri: str) -> None:
        del self.buffers[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def type(self, uri: str, before: str, text: str, *, replace: str = "") -> None:
        """Write `text` in front of the first `before`, in place of `replace` which stands there."""
        buffer = self.buffers[uri]
        start = buffer.text.index(before)
        end = start + len(replace)
        assert buffer.text[start:end] == replace
        where = {"start": self.position(uri, start), "end": self.position(uri, end)}
        self.change(uri, [{"range": where, "text": text}])

    def change(self, uri: str, changes: list[dict]) -> None:
        buffer = self.buffers[uri]
        buffer.undo.append(buffer.text)
        for change in changes:
            buffer.text = apply_change(buffer.text, change, self.encoding)
        buffer.version += 1
        self._tell_change(uri, changes)

    def undo(self, uri: str) -> None:
        self.buffers[uri].text = self.buffers[uri].undo.pop()
        self.buffers[uri].version += 1
        self._tell_change(uri, [{"text": self.buffers[uri].text}])

    def save(self, uri: str) -> None:
        text = self.buffers[uri].text
        self._disk(uri).write_text(text, encoding="utf-8", newline="")
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}, "text": text})

    def position(self, uri: str, index: int) -> dict:
        return position_of(self.buffers[uri].text, index, self.encoding)

    def at(self, uri: str, text: str, *, select: bool = False) -> dict:
        """The range of the first `text`, or the empty range in front of it."""
        start = self.buffers[uri].text.index(text)
        end = start + len(text) if select else start
        return {"start": self.position(uri, start), "end": self.position(uri, end)}

    async def actions(self, uri: str, where: dict, *, trigger: int = 1, only=None, diagnostics=()) -> list[dict]:
        context = {"diagnostics": list(diagnostics), "triggerKind": trigger}
        if only is not None:
            context["only"] = only
        params = {"textDocument": {"uri": uri}, "range": where, "context": context}
        return await self.request("textDocument/codeAction", params)

    async def run(self, action: dict, **extra) -> dict:
        """Run a code action (or command) as a client does."""
        command = action if isinstance(action["command"], str) else action["command"]
        return await self.execute(command["command"], *command.get("arguments", []), **extra)

    async def execute(self, command: str, *arguments: Any, token: Any = None, on_id=None) -> Any:
        params = {"command": command, "arguments": list(arguments)}
        if token is not None:
            params["workDoneToken"] = token
        result = await self.request("workspace/executeCommand", params, on_id=on_id)
        check_exchange(command, arguments, result)
        return result

    def shown(self) -> list[str]:
        """What was shown to the person."""
        return [item["message"] for item in self.messages]

    # Inside

    def _say(self, message: dict) -> None:
        self.wire.said(message)
        self.server.protocol.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def _hear(self, message: dict) -> None:
        self.unheard -= 1
        self.wire.heard(message)
        if "method" not in message:
            future = self._waiting.pop(message["id"])
            if not future.cancelled():
                future.set_result(message)
            return
        handler = getattr(self, "_on_" + message["method"].replace("$/", "").replace("/", "_").lower())
        if "id" not in message:
            handler(message["params"])
            return
        if message["method"] in self.refuses:
            error = {"code": -32601, "message": "method not found"}
            self._say({"id": message["id"], "error": error})
            return
        answer = handler(message.get("params"))
        if answer is not NotImplemented:
            self._say({"id": message["id"], "result": answer})

    def _tell_change(self, uri: str, changes: list[dict]) -> None:
        identifier = {"uri": uri, "version": self.buffers[uri].version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})

    def _on_window_showmessage(self, params: dict) -> None:
        self.messages.append(params)

    def _on_window_logmessage(self, params: dict) -> None:
        pass

    def _on_progress(self, params: dict) -> None:
        self.progress.append(params)

    def _on_contexten_stream(self, params: dict) -> None:
        self.streamed.append(params)

    def _on_contexten_changes(self, params: dict) -> None:
        self.told_of_changes.append(params)

    def _on_window_workdoneprogress_create(self, params: dict) -> None:
        pass

    def _on_window_showdocument(self, params: dict) -> dict:
        self.opened.append(params["uri"])
        return {"success": self.person.opens}

    def _on_workspace_textdocumentcontent_refresh(self, params: dict) -> None:
        self.refreshed_documents.append(params["uri"])

    def _on_client_registercapability(self, params: dict) -> None:
        self.registered += params["registrations"]

    def _on_client_unregistercapability(self, params: dict) -> None:
        gone = {item["id"] for item in params["unregisterations"]}
        assert gone <= {item["id"] for item in self.registered}, "only what was registered is taken back"
        self.registered = [item for item in self.registered if item["id"] not in gone]

    def _on_workspace_codelens_refresh(self, _params: None) -> None:
        assert self.capabilities["workspace"]["codeLens"]["refreshSupport"]
        self.refreshed += 1

    def _on_workspace_configuration(self, params: dict) -> list:
        return [self.settings.get(item["section"]) for item in params["items"]]

    def _on_window_showmessagerequest(self, params: dict) -> dict | None:
        self.questions.append(params)
        answer = self.person.answer
        title = answer(params) if callable(answer) else answer
        return None if title is None else {"title": title}

    def _on_workspace_applyedit(self, params: dict) -> Any:
        self.edits.append(params)
        how = self.person.apply
        if callable(how):
            how = how(params)
        if how == "silent":
            return NotImplemented
        if how == "skip":
            # Neovim: "newer than edits", and the answer is that it was applied.
            return {"applied": True}
        if how == "refuse":
            return {"applied": False, "failureReason": "the person said no"}
        return self._apply(params["edit"])

    def _apply(self, edit: dict) -> dict:
        """Check everything first, then change: all or nothing."""
        changes = edit.get("documentChanges")
        if changes is None:
            changes = [
                {"textDocument": {"uri": uri, "version": None}, "edits": edits}
                for uri, edits in edit["changes"].items()
            ]
        annotations = edit.get("changeAnnotations") or {}
        for change in changes:
            reason = self._obstacle(change)
            if reason:
                return {"applied": False, "failureReason": reason}
        self.annotations.append(annotations)
        for change in changes:
            if change.get("kind") == "create":
                self._disk(change["uri"]).parent.mkdir(parents=True, exist_ok=True)
                self._disk(change["uri"]).touch()
                self.created.append(change["uri"])
            elif change.get("kind") == "rename":
                self._rename(change["oldUri"], change["newUri"])
            elif change.get("kind") == "delete":
                self._delete(change["uri"])
            else:
                self._change(change["textDocument"]["uri"], self._confirmed(change["edits"], annotations))
        return {"applied": True}

    def _rename(self, old: str, new: str) -> None:
        """As editors do: the file gets its other name, an open document is closed and opened again."""
        self._disk(new).parent.mkdir(parents=True, exist_ok=True)
        self._disk(old).rename(self._disk(new))
        if old in self.buffers:
            buffer = self.buffers[old]
            self.close(old)
            self.open(new, buffer.text, buffer.language)
        kinds = [{"uri": old, "type": 3}, {"uri": new, "type": 1}]
        self.notify("workspace/didChangeWatchedFiles", {"changes": kinds})

    def _delete(self, uri: str) -> None:
        self._disk(uri).unlink()
        if uri in self.buffers:
            self.close(uri)
        self.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 3}]})

    def _obstacle(self, change: dict) -> str:
        if change.get("kind") == "create":
            return "the file exists" if self._disk(change["uri"]).exists() else ""
        if change.get("kind") == "rename":
            return "the file exists" if self._disk(change["newUri"]).exists() else ""
        if change.get("kind") == "delete":
            return "" if self._disk(change["uri"]).exists() else "there is no such file"
        uri, version = change["textDocument"]["uri"], change["textDocument"]["version"]
        if self.person.honours_versions and version is not None:
            buffer = self.buffers.get(uri)
            if buffer is None:
                return "the document is not open"
            if buffer.version != version:
                return "the document has changed"
        return ""

    def _confirmed(self, edits: list[dict], annotations: dict) -> list[dict]:
        if self.person.confirm:
            return edits
        return [edit for edit in edits if not annotations[edit["annotationId"]].get("needsConfirmation")]

    def _change(self, uri: str, edits: list[dict]) -> None:
        text = self.buffers[uri].text if uri in self.buffers else self._disk(uri).read_text(encoding="utf-8")
        ranges = [
            tuple(
                index_at(text, edit["range"][side]["line"], edit["range"][side]["character"], self.encoding)
                for side in ("start", "end")
            )
            for edit in edits
        ]
        ordered = sorted(zip(ranges, edits, strict=True), key=lambda item: item[0])
        for (first, _), (second, _) in itertools.pairwise(ordered):
            assert first[1] <= second[0], "overlapping edits"
        after = text
        for (start, end), edit in reversed(ordered):
            after = after[:start] + edit["newText"] + after[end:]
        if uri in self.buffers:
            buffer = self.buffers[uri]
            buffer.undo.append(text)
            buffer.text = after
            buffer.version += 1
            backwards = [{"range": edit["range"], "text": edit["newText"]} for _, edit in reversed(ordered)]
            self._tell_change(uri, backwards)
        else:
            self._disk(uri).write_text(after, encoding="utf-8", newline="")
            kind = 1 if uri in self.created else 2
            self.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": kind}]})

    @staticmethod
    def _disk(uri: str) -> Path:
        return Path(unquote(uri.removeprefix("file://")))
