"""Two threads between the event loop and the pipes.

**Invariant:** the event loop never waits for a pipe. Reading and writing have a daemon thread each; neither uses the
pool in which slow work runs, so a busy pool cannot make the server deaf (pygls reads through its own pool).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Protocol

from contexten import trace
from contexten.lsp.framing import FrameDecoder, TooLarge, Unreadable, frame

if TYPE_CHECKING:
    from collections.abc import Callable

_log = trace.logger("lsp.transport")

MAX_WAITING = 256 * 1024 * 1024
"""Bytes that may wait for a client that does not read, before it counts as lost."""
_DROP_FROM = 64
"""Frames waiting from which on progress reports are dropped."""
_READ_AHEAD = 512
"""Messages that may wait for the loop before reading pauses."""


class Source(Protocol):
    """Where bytes come from; `read` gives what is there, and nothing at the end."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes."""
        ...


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int | None:
        """Write some or all of `data` and say how much."""
        ...


class FrameReader:
    """Reads frames in a thread of its own and hands them to `deliver`, which must be quick and thread-safe.

    `closed` is called once, with the reason, when nothing more will come. `handled` must be called for each delivered
    frame: reading pauses while too many are unhandled.
    """

    def __init__(
        self,
        source: Source,
        *,
        deliver: Callable[[bytes | TooLarge], None],
        closed: Callable[[str], None],
    ) -> None:
        self._source = source
        self._deliver = deliver
        self._closed = closed
        self._slots = threading.Semaphore(_READ_AHEAD)

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._run, name="contexten-stdin", daemon=True).start()

    def handled(self) -> None:
        """One delivered frame has been handled."""
        self._slots.release()

    def _run(self) -> None:
        decoder = FrameDecoder()
        try:
            while data := self._source.read(65536):
                for item in decoder.feed(data):
                    if isinstance(item, Unreadable):
                        self._closed(f"the client's messages cannot be followed: {item.reason}")
                        return
                    self._slots.acquire()
                    self._deliver(item)
        except (OSError, ValueError, RuntimeError) as error:
            self._closed(f"reading from the client failed ({type(error).__name__})")
            return
        self._closed("the client closed its end")


class FrameWriter:
    """Writes frames in a thread of its own, in the order they are put."""

    def __init__(self, sink: Sink, *, lost: Callable[[str], None]) -> None:
        self._sink = sink
        self._lost = lost
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._busy_since: float | None = None
        self._closing = False
        self._dead = False
        self._changed = threading.Condition()

    def start(self) -> None:
        """Begin to write."""
        threading.Thread(target=self._run, name="contexten-stdout", daemon=True).start()

    def put(self, body: bytes, *, droppable: bool = False) -> bool:
        """Queue one body without waiting; False where it was dropped because the client does not read."""
        with self._changed:
            if self._dead or (droppable and len(self._waiting) >= _DROP_FROM):
                return False
            full = self._bytes + len(body) > MAX_WAITING
            if not full:
                self._waiting.append(frame(body))
                self._bytes += len(self._waiting[-1])
                self._changed.notify_all()
        if full:
            self._die("too much is waiting for a client that does not read")
        return not full

    def write(self, data: bytes) -> None:
        """Pygls' name for `put`."""
        self.put(data)

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    @property
    def blocked(self) -> float:
        """Seconds that the present write has been waiting for the client."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    def drain(self, timeout: float) -> bool:
        """Wait until everything is written, at most `timeout` seconds; whether it was."""
        with self._changed:
            return self._changed.wait_for(self._is_drained, timeout)

    def _is_drained(self) -> bool:
        return self._dead or (not self._waiting and self._busy_since is None)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._closing)
                if not self._waiting:
                    return
                data = self._waiting.popleft()
                self._busy_since = time.monotonic()
            try:
                self._write_all(data)
            except (OSError, ValueError) as error:
                self._die(f"writing to the client failed ({type(error).__name__})")
                return
            with self._changed:
                self._bytes -= len(data)
                self._busy_since = None
                self._changed.notify_all()

    def _write_all(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = self._sink.write(bytes(view[:65536]) if len(view) > 65536 else bytes(view))
            view = view[written or 0 :]
            self._busy_since = time.monotonic() if view else self._busy_since

    def _die(self, reason: str) -> None:
        with self._changed:
            if self._dead:
                return
            self._dead = True
            self._waiting.clear()
            self._changed.notify_all()
        _log.warning("%s", reason)
        self._lost(reason)
