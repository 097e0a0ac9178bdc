"""The smallest LSP client that can measure a server from outside: its own framing over pipes, no library."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Wire:
    """One server process; answers its requests with null so that it never waits for us."""

    def __init__(self, command: Sequence[str], cwd: Path) -> None:
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._id = 0

    @property
    def process(self) -> int:
        """The id of the server's process."""
        return self._process.pid

    def notify(self, method: str, params: object) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object) -> dict[str, Any]:
        """Send a request and read until its answer has come."""
        self._id += 1
        self._send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            elif message.get("id") == self._id and "method" not in message:
                return message

    def initialize(self, root: str | None = None) -> float:
        """Seconds from the start of the process to the answer of `initialize`; `root` is the workspace's URI."""
        capabilities = {
            "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["refactor"]}}}}
        }
        self.request("initialize", {"processId": None, "rootUri": root, "capabilities": capabilities})
        seconds = time.perf_counter() - self.started
        self.notify("initialized", {})
        return seconds

    def close(self) -> None:
        """Shut the server down; end the process, which is ours, where it does not go."""
        self.request("shutdown", None)
        self.notify("exit", None)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, message: object) -> None:
        body = json.dumps(message).encode()
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        length = 0
        while line := stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the server ended")
        return json.loads(stdout.read(length))
