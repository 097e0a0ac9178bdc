"""A scripted OpenAI-compatible model server over real sockets on loopback.

In a test:

    with ModelServer([Reply(text="return 1"), Reply(status=503)]) as server:
        ... base_url=server.base_url ...
        assert server.requests[0].json["messages"][-1]["content"] == "..."

Each request to `/chat/completions` or `/completions` takes the next reply; the last one is repeated for ever. A reply
with `when` is taken whenever that text is in the request's body, before the others. From another process:

    python -m support.model_server --script file.json --port 0

prints `{"port": N, "base_url": "http://127.0.0.1:N/v1"}` as the first line of stdout and serves until killed.
The script is a list of objects with the keys of `Reply` (or `{"models": [...], "replies": [...]}`).
`GET /_requests` then answers what was asked so far, as JSON.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self

from support.model_exchange import POLL, Asked, Reply, send

__all__ = ["Asked", "ModelServer", "Reply"]

Answer = Callable[[Asked], Reply]
_OK = (Reply(text="ok"),)


class ModelServer:
    """Serve `replies` (a list, or a function of the request) on a loopback port; a thread per connection."""

    def __init__(self, replies: Sequence[Reply] | Answer = _OK, *, port: int = 0, models=("scripted",)) -> None:
        self.requests: list[Asked] = []
        """Requests to the two endpoints that answer, in order."""
        self.others: list[Asked] = []
        """All other requests (model lists, redirect targets)."""
        self.accepted = 0
        """Connections that were ever made."""
        self.models = tuple(models)
        self._answer: Answer = replies if callable(replies) else _in_order(replies)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    @property
    def connections(self) -> int:
        """Connections that are open now."""
        with self._lock:
            return len(self._connections)

    def received(self) -> bytes:
        """Everything that any client sent so far, for canary tests."""
        with self._lock:
            asked = [*self.requests, *self.others]
        return b"\n".join(b"\n".join([one.path.encode(), json.dumps(one.headers).encode(), one.body]) for one in asked)

    def wait_for_request(self, count: int = 1, seconds: float = 60.0) -> Asked:
        """Wait until `count` requests for an answer arrived; the last of them."""
        end = time.monotonic() + seconds
        while len(self.requests) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.requests)} requests arrived, {count} expected")
            time.sleep(POLL)
        return self.requests[count - 1]

    def close(self) -> None:
        """Stop serving and close all connections; later connections are refused."""
        self._stopping.set()
        self._listener.close()
        with self._lock:
            open_now = list(self._connections)
        for connection in open_now:
            _shut(connection)
        for thread in self._threads:
            thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            connection.settimeout(30)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self._connections.add(connection)
                self.accepted += 1
                self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rb") as stream:
                while not self._stopping.is_set():
                    asked = _read_request(stream)
                    if asked is None or not self._handle(connection, asked):
                        return
        except OSError:
            return
        finally:
            with self._lock:
                self._connections.discard(connection)
            _shut(connection)
            connection.close()

    def _handle(self, connection: socket.socket, asked: Asked) -> bool:
        with self._lock:
            (self.requests if asked.is_for_an_answer else self.others).append(asked)
        reply = self._answer(asked) if asked.is_for_an_answer else self._side_door(asked)
        try:
            return send(connection, asked, reply, self._stopping)
        except OSError:
            asked.closed_early = True
            return False
        finally:
            asked.ended.set()

    def _side_door(self, asked: Asked) -> Reply:
        if asked.method == "GET" and asked.path.endswith("/models"):
            data = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in self.models]
            return Reply(body=json.dumps({"object": "list", "data": data}))
        if asked.path == "/_requests":
            shown = [
                {
                    "path": one.path,
                    "headers": one.headers,
                    "body": one.body.decode("utf-8", "replace"),
                    "closed_early": one.closed_early,
                    "ended": one.ended.is_set(),
                }
                for one in list(self.requests)
            ]
            return Reply(body=json.dumps(shown))
        return Reply(status=404, body=json.dumps({"error": {"message": "no such path", "code": "not_found"}}))


def _in_order(replies: Sequence[Reply]) -> Answer:
    plain = [reply for reply in replies if reply.when is None]
    special = [reply for reply in replies if reply.when is not None]
    lock = threading.Lock()
    taken = 0

    def answer(asked: Asked) -> Reply:
        nonlocal taken
        text = asked.body.decode("utf-8", "replace")
        unescaped = text.encode().decode("unicode_escape", "replace") if "\\" in text else text
        for reply in special:
            if reply.when and (reply.when in text or reply.when in unescaped):
                return reply
        with lock:
            reply = plain[min(taken, len(plain) - 1)] if plain else Reply(status=500, body="{}")
            taken += 1
        return reply

    return answer


def _read_request(stream) -> Asked | None:
    line = stream.readline(65_536)
    if not line:
        return None
    method, path, _version = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := stream.readline(65_536)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body, time.monotonic())


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def read_script(path: Path) -> tuple[list[Reply], tuple[str, ...]]:
    """Replies and model names of a script file."""
    loaded = json.loads(path.read_text("utf-8"))
    script = loaded if isinstance(loaded, dict) else {"replies": loaded}
    replies = []
    for entry in script["replies"]:
        raw = entry.pop("raw", None)
        usage = entry.pop("usage", (11, 7))
        chunks = None if raw is None else [chunk.encode("utf-8", "surrogateescape") for chunk in raw]
        replies.append(Reply(**entry, raw=chunks, usage=tuple(usage) if usage else None))
    return replies, tuple(script.get("models", ("scripted",)))


def write_script(path: Path, replies: Sequence[Reply]) -> Path:
    """Write `replies` as a script file (`raw` chunks as text)."""
    entries = []
    for reply in replies:
        entry = asdict(reply)
        if reply.raw is not None:
            entry["raw"] = [chunk.decode("utf-8", "surrogateescape") for chunk in reply.raw]
        entries.append(entry)
    path.write_text(json.dumps(entries), "utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a script of model answers on loopback.")
    parser.add_argument("--script", type=Path, help="JSON file; without it every answer is `ok`")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    replies, models = read_script(options.script) if options.script else ([Reply(text="ok")], ("scripted",))
    with ModelServer(replies, port=options.port, models=models) as server:
        sys.stdout.write(json.dumps({"port": server.port, "base_url": server.base_url}) + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
