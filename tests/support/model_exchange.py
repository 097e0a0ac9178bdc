"""One exchange of the scripted model server: what was asked, how it is answered, and the answer on its socket."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


def send(connection: socket.socket, asked: Asked, reply: Reply, stopping: threading.Event) -> bool:
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
