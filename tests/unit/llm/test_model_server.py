"""The scripted model server itself: other tests believe what it says."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.model_server import ModelServer, Reply, read_script, write_script

TESTS = Path(__file__).parents[2]


def ask(port: int, body: object = None, path: str = "/v1/chat/completions") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, json.dumps(body or {}), {"X-Test": "yes"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_replies_come_in_order_and_the_last_is_repeated():
    with ModelServer([Reply(text="one"), Reply(status=503, body="{}")]) as server:
        assert [ask(server.port)[0] for _ in range(3)] == [200, 503, 503]


def test_a_stream_has_deltas_a_finish_and_done():
    with ModelServer([Reply(deltas=["a", "b"], usage=None)]) as server:
        events = ask(server.port)[1].decode().split("\n\n")
    deltas = [json.loads(event.removeprefix("data: "))["choices"][0] for event in events[:-2]]
    assert [one["delta"].get("content") for one in deltas] == ["", "a", "b", None]
    assert deltas[-1]["finish_reason"] == "stop"
    assert events[-2:] == ["data: [DONE]", ""]


def test_the_request_is_recorded():
    with ModelServer() as server:
        ask(server.port, {"model": "m"})
        asked = server.wait_for_request()
        assert (asked.path, asked.json, asked.headers["x-test"]) == (
            "/v1/chat/completions",
            {"model": "m"},
            "yes",
        )
        assert asked.wait()
        assert not asked.closed_early


def test_a_reply_can_depend_on_the_text_of_the_request():
    with ModelServer([Reply(text="other"), Reply(text="special", size=99, when='"needle"\n')]) as server:
        assert b"special" in ask(server.port, {"messages": 'has "needle"\n in it'})[1]
        assert b"other" in ask(server.port, {"messages": "none"})[1]


def test_it_sees_that_the_client_went_away():
    with ModelServer([Reply(text="x" * 200, pause=0.1)]) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", "/v1/chat/completions", "{}")
        response = connection.getresponse()
        response.read(5)
        response.close()
        connection.close()
        asked = server.wait_for_request()
        assert asked.wait(60)
        assert asked.closed_early


def test_a_cut_reply_breaks_the_chunked_body():
    with (
        ModelServer([Reply(text="abc", cut=True)]) as server,
        pytest.raises(http.client.IncompleteRead),
    ):
        ask(server.port)


def test_a_script_file_says_the_same_as_the_replies(tmp_path):
    replies = [Reply(text="a", headers={"Retry-After": "3"}), Reply(raw=[b"data: \xff\n\n"], usage=None)]
    assert read_script(write_script(tmp_path / "script.json", replies))[0] == replies


def test_it_runs_in_a_process_of_its_own(tmp_path):
    script = write_script(tmp_path / "script.json", [Reply(text="from afar", size=99)])
    process = subprocess.Popen(
        [sys.executable, "-m", "support.model_server", "--script", str(script)],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    try:
        port = json.loads(process.stdout.readline())["port"]
        assert b"from afar" in ask(port, {"q": 1})[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/_requests")
        assert json.loads(connection.getresponse().read())[0]["body"] == '{"q": 1}'
        connection.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()
