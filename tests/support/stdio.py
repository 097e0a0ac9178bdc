"""A raw client of the server over real pipes, for faults that no well-behaved client makes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from queue import Empty, Queue

SERVE = "from contexten.lsp.serve import serve_stdio; serve_stdio()"


class RawClient:
    """Starts the server, sends bytes, collects messages. With `read=False` its stdout is never read."""

    def __init__(self, code: str = SERVE, *, read: bool = True, env: dict[str, str] | None = None):
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
        )
        self.messages: Queue[dict] = Queue()
        self.stray = bytearray()
        self.stderr = bytearray()
        self._threads = [threading.Thread(target=self._read_stderr, daemon=True)]
        if read:
            self._threads.append(threading.Thread(target=self._read, daemon=True))
        for thread in self._threads:
            thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(60)
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        for thread in self._threads:
            thread.join(10)
        self.process.stdout.close()
        self.process.stderr.close()

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, **message) -> None:
        """Send one well-formed message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def initialize(self, **params) -> dict:
        """Send `initialize` and give its answer."""
        self.send(id="initialize", method="initialize", params={"capabilities": {}, "processId": None, **params})
        return self.answer("initialize")

    def answer(self, id_, timeout: float = 60.0) -> dict:
        """The answer to request `id_`; messages before it are dropped."""
        return self.message(lambda message: message.get("id") == id_ and "method" not in message, timeout)

    def message(self, wanted, timeout: float = 60.0) -> dict:
        """The next message that `wanted` accepts."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(Empty):
                message = self.messages.get(timeout=left)
                if wanted(message):
                    return message
        raise AssertionError(f"no such message came; stderr: {self.stderr.decode(errors='replace')}")

    def wait(self, timeout: float = 60.0) -> int:
        """The exit code; fails when the process lives longer than `timeout` seconds: it hangs."""
        return self.process.wait(timeout)

    def _read(self) -> None:
        stream = self.process.stdout
        while line := stream.readline():
            name, _, value = line.partition(b":")
            if name.lower() != b"content-length":
                self.stray += line
                continue
            stream.readline()
            self.messages.put(json.loads(stream.read(int(value))))

    def _read_stderr(self) -> None:
        while data := self.process.stderr.read1(65536):
            self.stderr += data
