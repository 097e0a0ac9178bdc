"""The server on stdio.

stdout belongs to the protocol: the descriptor is taken away from the rest of the process, so that a stray `print`, of
this program, of a library in C or of a child process, goes to stderr.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from functools import partial
from typing import NoReturn

from contexten import trace
from contexten.lsp.framing import TooLarge
from contexten.lsp.lean import spare_memory
from contexten.lsp.lifetime import Lifetime
from contexten.lsp.messages import Call, decode
from contexten.lsp.protocol import Phase
from contexten.lsp.server import Server, build_server
from contexten.lsp.session import Host, ServeOptions
from contexten.lsp.transport import FrameReader, FrameWriter, Sink, Source

_log = trace.logger("lsp")

_STUCK = 30.0
"""Seconds after which a client that does not read counts as gone."""
_CLOSING = 2.0
_SHORT = 1000
"""Bytes; a `shutdown` has fewer."""


def serve_stdio(options: ServeOptions | None = None) -> NoReturn:
    """Serve one editor on stdin and stdout, then end the process: 0 after `shutdown` and `exit`, else 1."""
    calm_libraries()
    spare_memory()
    lifetime = Lifetime()
    # At INFO pygls logs whole messages, and with them source text.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    source, sink = _take_stdio()
    try:
        # Never closed: closing waits for every thread that slow work still runs in.
        asyncio.Runner().run(_serve(options or ServeOptions(), source, sink, lifetime))
    except BaseException as error:  # noqa: BLE001 - the way out must end the children too
        _log.exception("the server failed with %s", type(error).__name__)
        lifetime.end(1, "an internal error")
    lifetime.exit()


def calm_libraries() -> None:
    """Before numpy is loaded: no threads of its own, which cost 40 ms at the start and wait by spinning."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _take_stdio() -> tuple[Source, Sink]:
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return source, sink


async def _serve(options: ServeOptions, source: Source, sink: Sink, lifetime: Lifetime) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def end() -> None:
        loop.call_soon_threadsafe(ended.set)

    lifetime.on_end(end)
    _end_on_signals(loop, lifetime)
    writer = FrameWriter(sink, lost=lambda reason: lifetime.end(1, reason))
    server = build_server(
        options,
        outlet=writer,
        on_exit=lambda code: lifetime.end(code, "exit"),
        host=Host(watch_parent=lifetime.watch, settle=_settle, relieve=_relieve),
    )

    farewell = _Farewell()

    def deliver(item: bytes | TooLarge) -> None:
        farewell.hear(item)
        _deliver(loop, server, reader, item)

    reader = FrameReader(source, deliver=deliver, closed=partial(_closed, loop, server, lifetime, farewell))
    writer.start()
    reader.start()
    await _until_ended(ended, writer, lifetime)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CLOSING):
            await server.aclose()
    writer.drain(0.5)


def _deliver(loop: asyncio.AbstractEventLoop, server: Server, reader: FrameReader, item: bytes | TooLarge) -> None:
    def handle() -> None:
        reader.handled()
        if isinstance(item, TooLarge):
            server.protocol.skipped(item.size)
        else:
            server.protocol.receive(item)

    loop.call_soon_threadsafe(handle)


class _Farewell:
    """Whether the client has said `shutdown`, known on the reader's thread before the loop comes to it."""

    def __init__(self) -> None:
        self.said = False

    def hear(self, item: bytes | TooLarge) -> None:
        """Look at one message; a long one is not read for it."""
        if isinstance(item, bytes) and len(item) <= _SHORT and b"shutdown" in item:
            message = decode(item)
            self.said = self.said or (isinstance(message, Call) and message.method == "shutdown")


def _closed(
    loop: asyncio.AbstractEventLoop, server: Server, lifetime: Lifetime, farewell: _Farewell, reason: str
) -> None:
    """The end comes after the messages that were read before it: one of them can be `exit`.

    Where the loop is too busy to come to them in the grace time, what was read decides the code.
    """

    def end() -> None:
        lifetime.end(0 if server.protocol.phase is Phase.SHUT_DOWN else 1, reason)

    lifetime.start_grace(0 if farewell.said else 1)
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(end)


async def _until_ended(ended: asyncio.Event, writer: FrameWriter, lifetime: Lifetime) -> None:
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await ended.wait()
        if ended.is_set():
            return
        if writer.blocked > _STUCK:
            lifetime.end(1, "the client does not read")


def _settle() -> None:
    """A full garbage collection looks at all that was ever loaded: 80 ms in the middle of typing, for nothing."""
    gc.collect()
    gc.freeze()


def _relieve() -> None:
    from contexten.workspace.remembered import give_back

    give_back()


def _end_on_signals(loop: asyncio.AbstractEventLoop, lifetime: Lifetime) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, lifetime.end, 1, f"signal {number.name}")
