"""Whatever goes wrong with one call ends in one error of the right class, with one clear sentence."""

from __future__ import annotations

import json
import re
import socket

import pytest

from contexten.errors import (
    ModelBadAnswer,
    ModelBroken,
    ModelKeyRefused,
    ModelOverloaded,
    ModelRateLimited,
    ModelRefused,
    ModelUnreachable,
)
from contexten.llm import openai_compatible
from contexten.llm.endpoints import Endpoint
from contexten.llm.faults import Faults, clean
from contexten.llm.openai_compatible import OpenAICompatible
from support.model_client import first_error
from support.model_server import ModelServer, Reply


def error(message="no", **fields) -> str:
    return json.dumps({"error": {"message": message, **fields}})


def piece(**choice) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": None, **choice}]})


HTML = {"Content-Type": "text/html"}
STREAM = {"Content-Type": "text/event-stream"}
LONG = "x" * (1024 * 1024 + 1)
GOOD = b'data: {"choices":[{"index":0,"delta":{"content":"ab"},"finish_reason":null}]}\n\n'

FAULTS = {
    "ends without a finish": (Reply(text="half", finish=None), ModelBroken, "broke off"),
    "ends without finish or DONE": (Reply(text="half", finish=None, done=False), ModelBroken, "broke off"),
    "connection cut in the middle": (Reply(text="half", finish=None, cut=True), ModelBroken, "broke off"),
    "connection cut in a line": (Reply(raw=[GOOD, GOOD[:20]], cut=True), ModelBroken, "broke off"),
    "closed without an answer": (Reply(reset=True), ModelBroken, "without an answer"),
    "empty stream": (Reply(raw=[]), ModelBroken, "broke off"),
    "empty body": (Reply(body="", headers=STREAM), ModelBroken, "broke off"),
    "only DONE": (Reply(raw=[b"data: [DONE]\n\n"]), ModelBroken, "broke off"),
    "empty answer": (Reply(text=""), ModelBadAnswer, "is empty"),
    "JSON in one piece": (
        Reply(body=json.dumps({"choices": [{"message": {"content": "x"}}]})),
        ModelBadAnswer,
        "one piece",
    ),
    "some other JSON": (Reply(body="[1, 2]"), ModelBadAnswer, "OpenAI-compatible"),
    "truncated JSON": (Reply(body='{"choices": [{"mess'), ModelBadAnswer, "complete JSON"),
    "truncated JSON in an event": (Reply(raw=[GOOD, b'data: {"choi\n\n']), ModelBroken, "not JSON"),
    "JSON too deep": (Reply(raw=[b"data: " + b"[" * 100_000 + b"\n\n"]), ModelBroken, "not JSON"),
    "web page": (Reply(body="<html><h1>Login</h1></html>", headers=HTML), ModelBadAnswer, "web page"),
    "web page labelled as a stream": (
        Reply(body="<!doctype html>x", headers=STREAM),
        ModelBadAnswer,
        "web page",
    ),
    "error object with 200": (Reply(body=error("boom")), ModelRefused, 'boom"'),
    "error text with 200": (
        Reply(body=json.dumps({"error": "model 'q' not found"})),
        ModelRefused,
        "not found",
    ),
    "error object in the stream": (
        Reply(raw=[GOOD, b"data: " + error("boom").encode() + b"\n\n"]),
        ModelBroken,
        "boom",
    ),
    "overload in the stream": (
        Reply(raw=[GOOD, b"data: " + error(code=502).encode() + b"\n\n"]),
        ModelOverloaded,
        "502",
    ),
    "quota with 200": (Reply(body=error(code="insufficient_quota")), ModelRefused, "no credit"),
    "bad UTF-8": (Reply(raw=[GOOD, b'data: {"choices":"\xff\xfe"}\n\n']), ModelBadAnswer, "UTF-8"),
    "line over 1 MiB": (Reply(raw=[GOOD, b"data: " + LONG.encode() + b"\n\n"]), ModelBadAnswer, "1 MiB"),
    "line over 1 MiB that never ends": (
        Reply(raw=[b"data: " + LONG.encode()], silent=9),
        ModelBadAnswer,
        "1 MiB",
    ),
    "event of many lines over 1 MiB": (
        Reply(raw=[b"data: " + b"x" * 9000 + b"\n"] * 130),
        ModelBadAnswer,
        "1 MiB",
    ),
    "answer over 8 MiB": (Reply(deltas=["y" * 1_000_000] * 9), ModelBadAnswer, "8 MiB"),
    "choices of a wrong type": (
        Reply(raw=[b'data: {"choices": 3}\n\n']),
        ModelBadAnswer,
        "OpenAI-compatible",
    ),
    "content of a wrong type": (Reply(events=[piece(delta={"content": 5})]), ModelBadAnswer, "not text"),
    "an event that is a number": (Reply(raw=[b"data: 3\n\n"]), ModelBadAnswer, "OpenAI-compatible"),
    "tool call": (Reply(text="x", finish="tool_calls"), ModelBadAnswer, "call a tool"),
    "unknown finish": (Reply(text="x", finish="error"), ModelBadAnswer, 'not known: "error", try again'),
    "400": (
        Reply(status=400, body=error("bad thing")),
        ModelRefused,
        r'refused the request \(400\): "bad thing"',
    ),
    "400 without a body": (Reply(status=400, body=""), ModelRefused, r"refused the request \(400\)\."),
    "400 with a web page": (
        Reply(status=400, body="<html>no"),
        ModelRefused,
        r"refused the request \(400\)\.",
    ),
    "400 too long": (
        Reply(status=400, body=error(code="context_length_exceeded")),
        ModelRefused,
        "token budget",
    ),
    "401": (Reply(status=401, body=error("Incorrect API key")), ModelKeyRefused, "the key from TEST_VARIABLE"),
    "402": (Reply(status=402, body="{}"), ModelRefused, "no credit"),
    "403": (Reply(status=403, body=error("no")), ModelKeyRefused, "the key from TEST_VARIABLE"),
    "404": (Reply(status=404, body=error("nothing")), ModelRefused, "no model 'scripted'"),
    "408": (Reply(status=408, body="{}"), ModelOverloaded, "408"),
    "413": (Reply(status=413, body="{}"), ModelRefused, "too long"),
    "422": (Reply(status=422, body=json.dumps({"detail": "x"})), ModelRefused, "422"),
    "429": (Reply(status=429, body=error("slow down")), ModelRateLimited, "no more requests now"),
    "429 quota": (Reply(status=429, body=error(code="insufficient_quota")), ModelRefused, "no credit"),
    "500": (Reply(status=500, body="<html>"), ModelOverloaded, "500"),
    "503": (Reply(status=503, body=error("x")), ModelOverloaded, "503"),
    "529": (Reply(status=529, body=error("x", type="overloaded_error")), ModelOverloaded, "529"),
    "HTML with 502": (
        Reply(status=502, body="<html>Bad Gateway</html>", headers=HTML),
        ModelOverloaded,
        "502",
    ),
}


@pytest.mark.parametrize(("reply", "kind", "sentence"), FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_is_one_error_with_one_sentence(desk, reply, kind, sentence):
    provider = desk.provider(desk.serve(reply), key_source="TEST_VARIABLE")
    with pytest.raises(kind, match=sentence) as caught:
        await desk.ask(provider)
    text = str(caught.value)
    assert type(caught.value) is kind
    assert text.endswith((".", "?"))
    assert "\n" not in text
    assert "Traceback" not in text
    assert len(text) < 300


@pytest.mark.parametrize(
    ("source", "sentence"), [("", "wants a key"), ("KEY_OF_MINE", "refused the key from KEY_OF_MINE")]
)
async def test_a_missing_key_is_not_called_a_wrong_one(desk, source, sentence):
    provider = desk.provider(desk.serve(Reply(status=401, body=error("no"))), key_source=source)
    with pytest.raises(ModelRefused, match=f"{sentence} \\(401\\): set .*CONTEXTEN_API_KEY"):
        await desk.ask(provider)


@pytest.mark.parametrize(
    ("wait", "sentence"), [("0", "now: try again."), ("0.5", "again in 1 s."), ("7", "again in 7 s.")]
)
async def test_the_wait_that_an_endpoint_asks_for_is_told(desk, wait, sentence):
    provider = desk.provider(desk.serve(Reply(status=429, body=error("no"), headers={"Retry-After": wait})))
    with pytest.raises(ModelOverloaded) as caught:
        await desk.ask(provider)
    assert str(caught.value).endswith(sentence)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_refused_and_the_target_sees_nothing(desk, status):
    other = desk.serve(Reply(text="stolen"))
    server = desk.serve(Reply(status=status, body="", headers={"Location": f"{other.base_url}/chat/completions"}))
    with pytest.raises(ModelRefused, match=f"redirects to 127.0.0.1:{other.port}"):
        await desk.ask(desk.provider(server))
    assert other.received() == b""


async def test_a_redirect_to_the_same_origin_is_refused_too(desk):
    server = desk.serve(Reply(status=307, body="", headers={"Location": "/v2/chat/completions"}))
    with pytest.raises(ModelRefused, match="redirects to another address"):
        await desk.ask(desk.provider(server))
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["http://[bad", "//", "http://x:99999/", "\x01", "javascript:x", ""])
async def test_a_redirect_to_nonsense_is_refused_too(desk, location):
    server = desk.serve(Reply(status=302, body="", headers={"Location": location}))
    with pytest.raises(ModelRefused, match="redirects to another address"):
        await desk.ask(desk.provider(server))


async def test_a_response_over_the_cap_on_the_wire_is_a_bad_answer(desk, monkeypatch):
    monkeypatch.setattr(openai_compatible, "MAX_WIRE", 200_000)
    thought = b'data: {"choices":[{"delta":{"reasoning_content":"' + b"x" * 900 + b'"}}]}\n\n'
    with pytest.raises(ModelBadAnswer, match="on the wire"):
        await desk.ask(desk.provider(desk.serve(Reply(raw=[thought * 10] * 99))))


async def test_nothing_is_retried(desk):
    server = desk.serve(Reply(status=503, body="{}", headers={"Retry-After": "0"}), Reply(text="x"))
    with pytest.raises(ModelOverloaded):
        await desk.ask(desk.provider(server))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "Retry-After": "9"}, 1.5),
        ({}, None),
    ],
)
async def test_an_overload_says_when_to_come_back(desk, headers, seconds):
    server = desk.serve(Reply(status=429, body="{}", headers=headers))
    with pytest.raises(ModelOverloaded) as caught:
        await desk.ask(desk.provider(server))
    assert caught.value.retry_after == seconds


async def test_nothing_listening_asks_whether_the_known_server_runs():
    with ModelServer() as server:
        port = server.port
    provider = OpenAICompatible(Endpoint(f"http://127.0.0.1:{port}/v1", "m"))
    caught = await first_error(provider)
    assert isinstance(caught, ModelUnreachable)
    assert str(caught) == f"Nothing answers at 127.0.0.1:{port}: is the model server running?"


def test_a_refused_connection_names_ollama():
    from httpx2 import ConnectError

    faults = Faults(Endpoint("http://localhost:11434/v1", "m"))
    assert str(faults.of_connection(ConnectError("x"))) == "Nothing answers at localhost:11434: is Ollama running?"


def test_an_unknown_name_says_to_check_the_url():
    from httpx2 import ConnectError

    cause = ConnectError("x")
    cause.__cause__ = socket.gaierror(-2, "Name or service not known")
    faults = Faults(Endpoint("https://models.invalid/v1", "m"))
    assert str(faults.of_connection(cause)) == "The name models.invalid is not known: check the base URL."


async def test_an_endless_error_body_is_cut(desk):
    endless = Reply(status=500, raw=[b"x" * 60_000] * 50, silent=20)
    with pytest.raises(ModelOverloaded):
        await desk.ask(desk.provider(desk.serve(endless)), deadlines={"first_token": 3})


async def test_the_endpoints_words_are_cleaned(desk):
    said = "bad \x1b[31mred\x1b[0m \u202e\u200b evil\nline " + "z " * 300
    with pytest.raises(ModelRefused) as caught:
        await desk.ask(desk.provider(desk.serve(Reply(status=400, body=error(said)))))
    assert "bad red evil line z z" in str(caught.value)
    assert len(str(caught.value)) < 260
    assert not re.search(r"[\x00-\x1f\u200b\u202e]", str(caught.value))


async def test_an_echo_of_the_prompt_is_not_shown(desk):
    said = "cannot do: Write the body of the function that adds two numbers"
    with pytest.raises(ModelRefused, match=r"refused the request \(400\)\.$"):
        await desk.ask(desk.provider(desk.serve(Reply(status=400, body=error(said)))))


def test_clean_keeps_ordinary_text():
    assert clean("  a  b\n") == "a b"


async def test_without_a_key_a_service_that_needs_one_is_not_called(desk):
    provider = desk.provider(base_url="https://api.openai.com/v1", key=None)
    with pytest.raises(ModelRefused, match="set OPENAI_API_KEY"):
        await desk.ask(provider)
