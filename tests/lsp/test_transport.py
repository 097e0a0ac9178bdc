"""The threads between the loop and the pipes."""

import threading
import time

import pytest

from contexten.lsp.framing import FrameDecoder, frame
from contexten.lsp.transport import FrameReader, FrameWriter
from support.stdio import RawClient


class Sink:
    """Takes bytes, a few at a time, when it is allowed to."""

    def __init__(self, *, open_=True, most=7):
        self.data = bytearray()
        self.gate = threading.Event()
        self.most = most
        if open_:
            self.gate.set()

    def write(self, data):
        assert self.gate.wait(60)
        self.data += data[: self.most]
        return min(len(data), self.most)


def bodies(sink):
    return list(FrameDecoder().feed(bytes(sink.data)))


def test_frames_arrive_whole_and_in_order_also_over_short_writes():
    sink = Sink()
    writer = FrameWriter(sink, lost=pytest.fail)
    writer.start()
    sent = [b"x" * size for size in range(60)]
    for body in sent:
        assert writer.put(body)
    assert writer.drain(60)
    assert bodies(sink) == sent


def test_putting_never_waits_for_a_client_that_does_not_read():
    sink = Sink(open_=False)
    writer = FrameWriter(sink, lost=pytest.fail)
    writer.start()
    for number in range(10_000):
        writer.put(b"%d" % number)
    assert not sink.data
    while writer.blocked < 0.04:
        time.sleep(0.01)
    sink.most = 1 << 20
    sink.gate.set()
    assert writer.drain(60)
    assert len(bodies(sink)) == 10_000
    assert writer.blocked == 0


def test_only_progress_is_dropped_when_the_client_does_not_keep_up():
    sink = Sink(open_=False, most=1 << 20)
    writer = FrameWriter(sink, lost=pytest.fail)
    writer.start()
    for number in range(100):
        assert writer.put(b"answer %d" % number)
    assert not writer.put(b"report", droppable=True)
    sink.gate.set()
    assert writer.drain(60)
    assert bodies(sink) == [b"answer %d" % number for number in range(100)]
    assert writer.put(b"report", droppable=True)


def test_too_much_waiting_means_the_client_is_lost(monkeypatch):
    monkeypatch.setattr("contexten.lsp.transport.MAX_WAITING", 1000)
    lost = []
    writer = FrameWriter(Sink(open_=False), lost=lost.append)
    writer.start()
    for _ in range(20):
        writer.put(b"x" * 100)
    assert len(lost) == 1
    assert writer.drain(60)


def test_a_broken_pipe_means_the_client_is_lost():
    class Broken:
        def write(self, data):
            raise BrokenPipeError

    lost, told = [], threading.Event()

    def on_lost(reason):
        lost.append(reason)
        told.set()

    writer = FrameWriter(Broken(), lost=on_lost)
    writer.start()
    writer.put(b"x")
    assert told.wait(60)
    assert not writer.put(b"y")
    assert len(lost) == 1


def test_closing_writes_what_waits():
    sink = Sink()
    writer = FrameWriter(sink, lost=pytest.fail)
    writer.put(b"last")
    writer.close()
    writer.start()
    assert writer.drain(60)
    assert bodies(sink) == [b"last"]


class Source:
    def __init__(self, data, *, error=None):
        self.data, self.error = data, error

    def read(self, size):
        if not self.data and self.error:
            raise self.error
        part, self.data = self.data[:size], self.data[size:]
        return part


@pytest.mark.parametrize("error", [None, OSError("gone")])
def test_the_end_of_reading_is_told_once_after_all_frames(error):
    seen, closed, ended = [], [], threading.Event()

    def on_closed(reason):
        closed.append((len(seen), reason))
        ended.set()

    reader = FrameReader(Source(frame(b"1") + frame(b"2"), error=error), deliver=seen.append, closed=on_closed)
    reader.start()
    assert ended.wait(60)
    assert seen == [b"1", b"2"]
    assert [count for count, _ in closed] == [2]


def test_reading_pauses_while_too_much_is_unhandled():
    seen, ended = [], threading.Event()
    data = b"".join(frame(b"%d" % number) for number in range(2000))
    reader = FrameReader(Source(data), deliver=seen.append, closed=lambda _reason: ended.set())
    reader.start()
    assert not ended.wait(0.3)
    paused_at = len(seen)
    assert paused_at < 2000
    for _ in range(2000):
        reader.handled()
    assert ended.wait(60)
    assert len(seen) == 2000


STUCK = """
from contexten.lsp import serve
serve._STUCK = 1.0
serve.serve_stdio()
"""


def test_a_client_that_stays_stuck_ends_the_process():
    """stdin stays open and nobody reads: after the limit (30 s, here 1 s) the server ends by itself."""
    with RawClient(STUCK, read=False) as client:
        client.send(id=0, method="initialize", params={"capabilities": {}})
        for number in range(300):
            client.send(id=f"{number}-" + "x" * 1000, method="nope")
        assert client.wait() == 1
