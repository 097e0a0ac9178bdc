"""A language server asked what the names at some places mean; the ground truth of the tasks."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.source import File

_PATIENCE = 60.0
"""Seconds without any answer after which a server is given up."""


@dataclass(frozen=True)
class Place:
    """Where something stands: line from 0, column in UTF-16 units."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Recipe:
    """How one server is started; `ready` is the notification that says it has read the whole tree."""

    name: str
    command: tuple[str, ...]
    language_id: str
    options: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    ready: str = ""
    warm_up: float = 0.0


def recipe(language: str, tools: Path) -> Recipe:
    """The server for a language; `tools` is a folder with those that are not on the PATH."""
    tsserver = tools / "node_modules/typescript/lib/tsserver.js"
    table = {
        "python": Recipe(
            "pyright",
            (str(Path(sys.executable).with_name("pyright-langserver")), "--stdio"),
            "python",
            settings={"python": {"analysis": {"diagnosticMode": "openFilesOnly", "autoSearchPaths": True}}},
        ),
        "typescript": Recipe(
            "tsserver",
            (str(tools / "node_modules/.bin/typescript-language-server"), "--stdio"),
            "typescript",
            options={"tsserver": {"path": str(tsserver)}, "disableAutomaticTypingAcquisition": True},
        ),
        "go": Recipe("gopls", (_found("gopls", tools / "gopls"),), "go", options={"ui.semanticTokens": False}),
        "rust": Recipe(
            "rust-analyzer",
            ("rust-analyzer",),
            "rust",
            # Nothing of the tree is built or run.
            options={
                "cargo": {"buildScripts": {"enable": False}},
                "procMacro": {"enable": False},
                "checkOnSave": False,
                "cachePriming": {"enable": False},
            },
            ready="experimental/serverStatus",
        ),
    }
    return table[language]


class LanguageServer:
    """One running server over one root. Requests of a file go out together; the answers are gathered."""

    def __init__(self, made: Recipe, root: Path) -> None:
        self.name = made.name
        self._made = made
        self._root = root.resolve()
        self._opened: set[str] = set()
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._number = 0
        self._process = subprocess.Popen(
            made.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
        )
        threading.Thread(target=self._read, daemon=True).start()
        self._initialize()

    def definitions(self, file: File, offsets: Sequence[int]) -> list[list[Place]]:
        """What stands at each of the byte offsets of `file` means: places in the tree, () for what lies outside."""
        return self._asked("textDocument/definition", file, offsets, {})

    def references(self, file: File, offsets: Sequence[int]) -> list[list[Place]]:
        """Where what stands at each of the byte offsets of `file` is used in the tree."""
        context = {"includeDeclaration": False}
        return self._asked("textDocument/references", file, offsets, {"context": context})

    def known_definitions(self, file: File, offsets: Sequence[int]) -> list[list[Place] | None]:
        """The same as `definitions`; None where the server knows none, not even one outside of the tree."""
        answers = self._raw("textDocument/definition", file, offsets, {})
        return [self._places(answer) if answer else None for answer in answers]

    def _asked(self, method: str, file: File, offsets: Sequence[int], more: dict[str, Any]) -> list[list[Place]]:
        return [self._places(answer) for answer in self._raw(method, file, offsets, more)]

    def _raw(self, method: str, file: File, offsets: Sequence[int], more: dict[str, Any]) -> list[Any]:
        self._open(file)
        uri = self._uri(file.path)
        numbers = []
        for offset in offsets:
            line, character = file.utf16(offset)
            where = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
            numbers.append(self._send(method, {**where, **more}))
        answers = self._gather(set(numbers))
        return [answers.get(number) for number in numbers]

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()

    def _initialize(self) -> None:
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {"definition": {"linkSupport": False}},
            "window": {"workDoneProgress": True},
            "experimental": {"serverStatusNotification": True},
        }
        uri = self._root.as_uri()
        number = self._send(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri,
                "rootPath": str(self._root),
                "workspaceFolders": [{"uri": uri, "name": self._root.name}],
                "capabilities": capabilities,
                "initializationOptions": self._made.options,
            },
        )
        self._gather({number})
        self._send("initialized", {}, notify=True)
        self._send("workspace/didChangeConfiguration", {"settings": self._made.settings}, notify=True)
        if self._made.ready:
            self._wait_ready()

    def _wait_ready(self) -> None:
        until = time.monotonic() + 4 * _PATIENCE
        while time.monotonic() < until:
            message = self._next()
            if message.get("method") == self._made.ready and message["params"].get("quiescent"):
                return
        raise TimeoutError(f"{self.name} was not ready in time")

    def _open(self, file: File) -> None:
        if file.path in self._opened:
            return
        self._opened.add(file.path)
        language = "typescriptreact" if file.path.endswith(".tsx") else self._made.language_id
        item = {"uri": self._uri(file.path), "languageId": language, "version": 1, "text": file.data.decode()}
        self._send("textDocument/didOpen", {"textDocument": item}, notify=True)

    def _uri(self, path: str) -> str:
        return (self._root / path).as_uri()

    def _send(self, method: str, params: object, *, notify: bool = False) -> int:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if not notify:
            self._number += 1
            message["id"] = self._number
        self._write(message)
        return self._number

    def _write(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _gather(self, wanted: set[int]) -> dict[int, Any]:
        answers: dict[int, Any] = {}
        while wanted - answers.keys():
            message = self._next()
            if "method" not in message and message.get("id") in wanted:
                answers[message["id"]] = message.get("result")
        return answers

    def _next(self) -> dict[str, Any]:
        """The next message, what the server asks for answered."""
        try:
            message = self._inbox.get(timeout=_PATIENCE)
        except queue.Empty:
            raise TimeoutError(f"{self.name} does not answer") from None
        if message is None:
            raise EOFError(f"{self.name} has ended")
        if "method" in message and "id" in message:
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": self._reply(message)})
        return message

    def _reply(self, message: dict[str, Any]) -> object:
        if message["method"] != "workspace/configuration":
            return None
        settings = self._made.settings
        return [
            _section(settings or self._made.options, item.get("section", "")) for item in message["params"]["items"]
        ]

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while line := stream.readline():
            length = 0
            while line.strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                line = stream.readline()
            if length:
                self._inbox.put(json.loads(stream.read(length)))
        self._inbox.put(None)

    def _places(self, answer: object) -> list[Place]:
        items = answer if isinstance(answer, list) else [answer] if answer else []
        found = []
        for item in items:
            path = self._relative(item.get("uri") or item["targetUri"])
            start = (item.get("range") or item["targetSelectionRange"])["start"]
            if path:
                found.append(Place(path, start["line"], start["character"]))
        return list(dict.fromkeys(found))

    def _relative(self, uri: str) -> str:
        path = Path(unquote(urlparse(uri).path))
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else ""


def _section(settings: dict[str, Any], name: str) -> object:
    found: Any = settings
    for part in filter(None, name.split(".")):
        found = found.get(part) if isinstance(found, dict) else None
    # Servers whose options have no section of their own ask for one with their name.
    return found if found is not None else {}


def _found(name: str, otherwise: Path) -> str:
    return shutil.which(name) or str(otherwise)
