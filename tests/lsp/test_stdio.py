"""Faults of the pipes and of the other process, over the real thing."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from contexten.lsp import lifetime
from support.stdio import RawClient

BUSY = """
import threading, time
from contexten.lsp.serve import serve_stdio
for _ in range(20):
    threading.Thread(target=time.sleep, args=(600,)).start()
serve_stdio()
"""
HUNG = """
import threading, time
from contexten.lsp import protocol
from contexten.lsp.serve import serve_stdio
receive = protocol.GuardedProtocol.receive
def hang(self, body):
    receive(self, body)
    if b"hang" in body:
        time.sleep(600)
protocol.GuardedProtocol.receive = hang
serve_stdio()
"""
WITH_CHILD = """
import multiprocessing, time
from contexten.lsp.serve import serve_stdio
if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    child = context.Process(target=time.sleep, args=(600,))
    child.start()
    serve_stdio()
"""
STRAY = """
import os, sys
from contexten.lsp import protocol
from contexten.lsp.serve import serve_stdio
receive = protocol.GuardedProtocol.receive
def loud(self, body):
    print("printed by a library")
    os.write(1, b"written by a library in C")
    os.system("echo echoed by a child")
    receive(self, body)
protocol.GuardedProtocol.receive = loud
serve_stdio()
"""
HOVER = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


def test_shutdown_and_exit_end_with_code_0():
    with RawClient() as client:
        client.initialize()
        client.send(id=1, method="shutdown")
        assert client.answer(1)["result"] is None
        client.send(method="exit")
        assert client.wait() == 0
        assert client.stray == b""


def test_exit_that_is_followed_by_the_end_of_stdin_keeps_its_code():
    with RawClient() as client:
        client.initialize()
        client.send(id=1, method="shutdown")
        client.send(method="exit")
        client.process.stdin.close()
        assert client.wait() == 0


def test_a_hung_loop_does_not_take_the_code_from_a_client_that_said_goodbye():
    with RawClient(HUNG) as client:
        client.initialize()
        client.send(method="$/hang")
        client.send(id=1, method="shutdown")
        client.send(method="exit")
        client.process.stdin.close()
        assert client.wait() == 0


def test_exit_without_shutdown_ends_with_code_1():
    with RawClient() as client:
        client.initialize()
        client.send(method="exit")
        assert client.wait() == 1


@pytest.mark.parametrize("code", [BUSY, HUNG], ids=["busy threads", "hung loop"])
def test_closed_stdin_ends_the_process_whatever_runs(code):
    with RawClient(code) as client:
        client.initialize()
        client.send(method="$/hang")
        client.process.stdin.close()
        assert client.wait() == 1


def test_the_process_has_less_than_5_seconds():
    """What a quiet machine takes: to notice that the parent is gone, and the grace time."""
    assert lifetime._POLL + lifetime._GRACE < 5


def test_a_dead_parent_ends_the_process():
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        with RawClient(BUSY) as client:
            client.initialize(processId=parent.pid)
            parent.kill()
            assert client.wait() == 1
    finally:
        parent.kill()
        parent.wait()


def test_children_end_with_the_server():
    with RawClient(WITH_CHILD) as client:
        client.initialize()
        children = psutil.Process(client.process.pid).children(recursive=True)
        assert children
        client.process.stdin.close()
        client.wait()
        _, alive = psutil.wait_procs(children, 60)
        assert alive == []


def test_a_terminated_server_ends_cleanly():
    with RawClient() as client:
        client.initialize()
        client.process.send_signal(signal.SIGTERM)
        assert client.wait() == 1


def test_headers_in_lower_case_and_bare_line_feeds_are_understood():
    body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
    with RawClient() as client:
        client.raw(b"content-length:%d\n\n" % len(body) + body)
        assert "capabilities" in client.answer(1)["result"]


def test_a_huge_length_costs_no_memory_and_the_rest_is_heard():
    size = 300 * 1024 * 1024
    with RawClient() as client:
        client.initialize()
        before = psutil.Process(client.process.pid).memory_info().rss
        client.raw(b"Content-Length: %d\r\n\r\n" % size)
        chunk = b"x" * (1024 * 1024)
        most = 0
        for number in range(300):
            client.raw(chunk)
            if number % 20 == 0:
                most = max(most, psutil.Process(client.process.pid).memory_info().rss)
        client.send(id=2, method="shutdown")
        assert client.message(lambda message: message.get("error"))["id"] is None
        assert client.answer(2)["result"] is None
        assert most - before < 50 * 1024 * 1024


def test_a_length_that_cannot_be_believed_ends_the_process():
    with RawClient() as client:
        client.initialize()
        client.raw(b"Content-Length: 2000000000\r\n\r\n")
        assert client.wait() == 1


def test_garbage_between_messages_is_survived():
    with RawClient() as client:
        client.initialize()
        client.raw(b"GET / HTTP/1.1\r\nHost: evil\r\n\r\n")
        client.raw(b"Content-Length: 3\r\n\r\n{{{")
        client.send(id=2, method="nope")
        assert client.answer(None)["error"]["code"] == -32700
        assert client.answer(2)["error"]["code"] == -32601


def test_stray_output_never_reaches_the_protocol():
    with RawClient(STRAY) as client:
        client.initialize()
        client.send(id=2, method="shutdown")
        client.answer(2)
        client.send(method="exit")
        client.wait()
        assert client.stray == b""
    assert b"printed by a library" in client.stderr
    assert b"written by a library in C" in client.stderr
    assert b"echoed by a child" in client.stderr


def test_a_client_that_does_not_read_never_stops_the_loop():
    """Megabytes of answers that nobody reads: the server goes on reading, and ends when stdin is closed."""
    with RawClient(read=False) as client:
        client.send(id=0, method="initialize", params={"capabilities": {}})
        for number in range(3000):
            client.send(id=f"{number}-" + "x" * 1000, method="nope")
        client.process.stdin.close()
        assert client.wait() == 1


def test_nothing_below_warning_of_other_libraries_is_logged():
    with RawClient() as client:
        client.initialize(initializationOptions={"canary": "x" * 10})
        client.send(id=2, method="shutdown")
        client.answer(2)
        client.send(method="exit")
        client.wait()
    assert b"Sending data" not in client.stderr
    assert b"InitializeParams" not in client.stderr


def test_a_parent_that_is_gone_already_ends_the_process():
    finished = subprocess.Popen([sys.executable, "-c", "pass"])
    finished.wait()
    with RawClient() as client:
        client.send(id=1, method="initialize", params={"capabilities": {}, "processId": finished.pid})
        assert client.wait() == 1


def test_a_zombie_counts_as_gone():
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    try:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not lifetime.is_alive(process.pid)
        assert lifetime.is_alive(os.getpid())
    finally:
        process.wait()
