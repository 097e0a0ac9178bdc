"""Worker processes that make entries, and survive what a file does to them.

**Invariant:** a file on which a worker crashes, hangs or fails is named once in the outcome and costs no other file.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

import contexten
from contexten import trace
from contexten.index.worker import LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from contexten.syntax.language import Language

_BATCH_BYTES = 256_000
_BATCH_FILES = 64
_READ_AT_ONCE = 1 << 16
_MAX_RESTARTS = 8
_SECONDS_PER_FILE = 30.0
_SECONDS_TO_START = 30.0
_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make the entry of; `read` gives its bytes, or None where it is gone or no text."""

    path: str
    language: Language
    size: int
    read: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one job: the packed entry, or why there is none."""

    job: Job
    data: bytes | None
    blob: bytes | None
    reason: str = ""


@dataclass(slots=True)
class Pool:
    """Runs jobs in `workers` processes at once; `stop` ends a run early."""

    workers: int
    stop: threading.Event = field(default_factory=threading.Event)
    command: Sequence[str] = ("-m", "contexten.index.worker")
    seconds_per_file: float = _SECONDS_PER_FILE
    seconds_to_start: float = _SECONDS_TO_START

    def run(self, jobs: Iterable[Job], on_made: Callable[[Made], None]) -> None:
        """Call `on_made` for each job, in no particular order, one call at a time; large files come first."""
        run = _Run(self, _batches(jobs), on_made)
        threads = [
            threading.Thread(target=run.serve, name=f"index-{number}", daemon=True) for number in range(self.workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        run.give_up("the scan was stopped" if self.stop.is_set() else "the workers crashed too often")


class _Run:
    def __init__(self, pool: Pool, batches: list[list[Job]], on_made: Callable[[Made], None]) -> None:
        self._pool = pool
        self._batches = batches
        self._on_made = on_made
        self._lock = threading.Lock()
        self._report = threading.Lock()
        self._restarts = 0

    def serve(self) -> None:
        """Feed one worker at a time until no batch is left."""
        worker: _Worker | None = None
        try:
            while (batch := self._next()) is not None:
                worker = self._feed(worker, batch)
        finally:
            if worker is not None:
                worker.end()

    def give_up(self, reason: str) -> None:
        """Report what is left as not made."""
        while self._batches:
            for job in self._batches.pop():
                self._tell(Made(job, None, None, reason))

    def _next(self) -> list[Job] | None:
        with self._lock:
            if self._pool.stop.is_set() or self._restarts > _MAX_RESTARTS or not self._batches:
                return None
            return self._batches.pop()

    def _feed(self, worker: _Worker | None, batch: list[Job]) -> _Worker | None:
        """Make one batch; the worker to go on with, None where it is lost."""
        texts = [(job, job.read()) for job in batch]
        for job, data in texts:
            if data is None:
                self._tell(Made(job, None, None, "it is no text"))
        ready = [(job, data) for job, data in texts if data is not None]
        if not ready:
            return worker
        try:
            worker = worker or _Worker(self._pool)
        except OSError as error:
            self._lose(ready, f"no worker could be started ({error.strerror})", blame=False)
            return None
        for number, blob in enumerate(worker.make(ready)):
            job, data = ready[number]
            if blob is None:
                worker.end()
                self._lose(ready[number:], "the parser crashed or did not end", blame=True)
                return None
            self._tell(Made(job, data, blob or None, "" if blob else "the parser failed"))
        return worker

    def _lose(self, left: list[tuple[Job, bytes]], reason: str, *, blame: bool) -> None:
        """The worker is gone: its current file is to blame, the ones behind it get another turn."""
        job, data = left[0]
        trace.logger("index").warning("a worker was lost: %s", reason)
        with self._lock:
            self._restarts += 1
            others = [job for job, _ in (left[1:] if blame else left)]
            if others:
                self._batches.append(others)
        if blame:
            self._tell(Made(job, data, None, reason))

    def _tell(self, made: Made) -> None:
        with self._report:
            self._on_made(made)


class _Worker:
    def __init__(self, pool: Pool) -> None:
        self._seconds = pool.seconds_per_file
        self._patience = pool.seconds_to_start
        # -P: a folder that the server was started in must not provide modules.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", *pool.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            bufsize=0,
        )
        self._came = bytearray()
        """What the process has answered and nobody has taken yet."""

    def make(self, ready: list[tuple[Job, bytes]]) -> Iterable[bytes | None]:
        """The blob of each item in order, empty where it failed; None and the end where the worker is lost."""
        body = _encoder.encode([(job.language.id, data) for job, data in ready])
        if not self._send(LENGTH.pack(len(body)) + body):
            yield None
            return
        for _ in ready:
            blob = self._receive()
            yield blob
            if blob is None:
                return

    def end(self) -> None:
        """End the process, however it is."""
        process = self._process
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _send(self, message: bytes) -> bool:
        stream = _stream(self._process.stdin)
        view = memoryview(message)
        try:
            while view:
                view = view[stream.write(view) :]
        except OSError:
            return False
        return True

    def _receive(self) -> bytes | None:
        patience, self._patience = self._seconds + self._patience, 0.0
        end = time.monotonic() + patience
        head = self._read(LENGTH.size, end)
        return None if head is None else self._read(LENGTH.unpack(head)[0], end)

    def _read(self, count: int, end: float) -> bytes | None:
        """So many bytes; what came with them is kept for the next time."""
        handle = _stream(self._process.stdout).fileno()
        while len(self._came) < count:
            ready, _, _ = select.select([handle], [], [], max(0.0, end - time.monotonic()))
            part = os.read(handle, _READ_AT_ONCE) if ready else b""
            if not part:
                return None
            self._came += part
        found = bytes(self._came[:count])
        del self._came[:count]
        return found


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise OSError("the worker has no pipes")
    return stream


def _batches(jobs: Iterable[Job]) -> list[list[Job]]:
    """Batches of about equal bytes; the last one, which is taken first, holds the largest files."""
    batches: list[list[Job]] = [[]]
    weight = 0
    for job in sorted(jobs, key=lambda job: (-job.size, job.path)):
        if batches[-1] and (weight + job.size > _BATCH_BYTES or len(batches[-1]) >= _BATCH_FILES):
            batches.append([])
            weight = 0
        batches[-1].append(job)
        weight += job.size
    return [batch for batch in reversed(batches) if batch]


def _environment() -> dict[str, str]:
    place = str(Path(contexten.__file__).parents[1])
    others = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in (place, others) if part)}
