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
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

POLL = 0.01
SECOND = 2
"""The event with the second delta: before it come the role and the first one."""


@dataclass(frozen=True)
class Reply:
    """How one request is answered. Times are in seconds."""

    text: str | None = None
    """The answer; sent as deltas of a few characters, cut at `size`."""
    deltas: Sequence[str] | None = None
    """The answer as exactly these deltas, instead of `text`."""
    events: Sequence[str] | None = None
    """Raw `data:` values after the deltas and before the finish."""
    size: int = 12
    delay: float = 0.0
    """Before the status line is sent."""
    first: float = 0.0
    """Between the headers and the first event."""
    gate: threading.Event | None = None
    """The first event waits until this is set."""
    pause: float = 0.0
    """Between two events (or between two bytes, with `drip`)."""
    until: Callable[[], bool] | None = None
    """After the first delta nothing more is sent until this is true."""
    finish: str | None = "stop"
    """finish_reason of the last event; None: the stream ends without one."""
    done: bool = True
    """Whether `data: [DONE]` is sent."""
    usage: tuple[int, int] | None = (11, 7)
    """prompt and completion tokens, sent when the request asks for them."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    """A whole body instead of a stream (JSON unless `headers` says otherwise)."""
    raw: Sequence[bytes] | None = None
    """These chunks as the body of an event stream, exactly."""
    cut: bool = False
    """Close the connection in the middle of the chunked body."""
    reset: bool = False
    """Close the connection before any answer."""
    silent: float = 0.0
    """Stay silent so long after the last event, with the connection open."""
    drip: bool = False
    """Send the body byte by byte, `pause` apart."""
    when: str | None = None
    """Take this reply for every request whose body has this text."""
    model: str = "scripted"


Answer = Callable[["Asked"], Reply]


@dataclass
class Asked:
    """One request as it arrived, and how it ended."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float
    closed_early: bool = False
    """The client closed its side before the reply was complete."""
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def is_for_an_answer(self) -> bool:
        return self.path.split("?")[0].endswith("/completions")

    @property
    def is_of_text(self) -> bool:
        """Whether a text is to be gone on with, as OpenAI's older endpoint does; Mistral's answers as in a chat."""
        path = self.path.split("?")[0]
        return self.is_for_an_answer and not path.endswith(("/chat/completions", "/fim/completions"))

    def wait(self, seconds: float = 60.0) -> bool:
        """Wait until the reply was sent or broke off."""
        return self.ended.wait(seconds)


class ModelServer:
    """Serve `replies` (a list, or a function of the request) on a loopback port; a thread per connection."""

    def __init__(
        self, replies: Sequence[Reply] | Answer = (Reply(text="ok"),), *, port: int = 0, models=("scripted",)
    ) -> None:
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
            return _send(connection, asked, reply, self._stopping)
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


def _send(connection: socket.socket, asked: Asked, reply: Reply, stopping: threading.Event) -> bool:
    """Send one reply; true when the connection can serve another request."""
    pause = _Pause(connection, stopping)
    pause(reply.delay)
    if reply.reset:
        return False
    if reply.body is not None:
        return _send_whole(connection, reply, reply.body, pause)
    headers = {
        "Content-Type": "text/event-stream; charset=utf-8",
        **reply.headers,
        "Transfer-Encoding": "chunked",
    }
    connection.sendall(_head(reply.status, headers))
    pause(reply.first)
    while reply.gate is not None and not reply.gate.is_set() and not stopping.is_set():
        pause(POLL)
    started = time.monotonic()
    for index, chunk in enumerate(_chunks(asked, reply)):
        # By the clock and not one after the other, so that a busy machine does not slow the pace.
        pause(started + index * reply.pause - time.monotonic() if index else 0.0)
        while index == SECOND and reply.until is not None and not reply.until():
            pause(POLL)
        connection.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
    pause(reply.silent)
    if reply.cut:
        return False
    connection.sendall(b"0\r\n\r\n")
    return True


def _send_whole(connection: socket.socket, reply: Reply, body: str, pause: _Pause) -> bool:
    data = body.encode("utf-8", "surrogateescape")
    kind = {"Content-Type": "application/json", "Content-Length": str(len(data))}
    connection.sendall(_head(reply.status, {**kind, **reply.headers}))
    pause(reply.first)
    step = 1 if reply.drip else max(1, len(data))
    for start in range(0, len(data), step):
        connection.sendall(data[start : start + step])
        pause(reply.pause if reply.drip else 0.0)
    return not reply.cut


def _chunks(asked: Asked, reply: Reply) -> Iterator[bytes]:
    body = b"".join(_events(asked, reply)) if reply.raw is None else b"".join(reply.raw)
    if reply.drip:
        return (body[at : at + 1] for at in range(len(body)))
    return iter([chunk for chunk in (_events(asked, reply) if reply.raw is None else reply.raw) if chunk])


def _events(asked: Asked, reply: Reply) -> Iterator[bytes]:
    text = reply.text or ""
    deltas = reply.deltas if reply.deltas is not None else _split(text, reply.size)
    if asked.is_of_text:
        piece = partial(_piece, reply.model)
    else:
        piece = partial(_event, reply.model)
        yield _event(reply.model, {"role": "assistant", "content": ""})
    for delta in deltas:
        yield piece({"content": delta})
    for event in reply.events or ():
        yield f"data: {event}\n\n".encode("utf-8", "surrogateescape")
    if reply.finish is not None:
        yield piece({}, finish=reply.finish)
    if reply.usage and _wants_usage(asked):
        prompt, completion = reply.usage
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        yield _data({**_frame(reply.model), "choices": [], "usage": usage})
    if reply.done:
        yield b"data: [DONE]\n\n"


def _wants_usage(asked: Asked) -> bool:
    try:
        return bool((asked.json.get("stream_options") or {}).get("include_usage"))
    except (ValueError, AttributeError):
        return False


def _frame(model: str) -> dict[str, Any]:
    return {"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 1, "model": model}


def _event(model: str, delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _data({**_frame(model), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _piece(model: str, delta: dict[str, Any], finish: str | None = None) -> bytes:
    """The same of a text that goes on; some servers send the text of the last event as null."""
    choice = {"index": 0, "text": delta.get("content"), "logprobs": None, "finish_reason": finish}
    return _data({**_frame(model), "id": "cmpl-test", "object": "text_completion", "choices": [choice]})


def _data(value: Any) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _split(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class _Pause:
    """Sleep, but notice at once when the client goes away (OSError) or the server stops."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self._connection = connection
        self._stopping = stopping

    def __call__(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            left = max(0.0, min(end - time.monotonic(), 0.05))
            readable, _, _ = select.select([self._connection], [], [], left)
            if readable and not self._connection.recv(1, socket.MSG_PEEK):
                raise ConnectionResetError("the client closed")
            if readable:
                time.sleep(min(left, POLL))
            if self._stopping.is_set() or time.monotonic() >= end:
                return


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
