"""A canary key, and who gets to see it: its own origin, and nobody else."""

from __future__ import annotations

import json
import logging
import traceback

import pytest

from contexten.errors import ModelRefused
from contexten.llm.endpoints import Endpoint
from contexten.llm.guard import GuardedTransport
from support.model_client import first_error
from support.model_server import Reply

CANARY = "sk-" + "canary-4711-do-not-leak"
TOKEN = "header-" + "canary-0815-do-not-leak"


def error(message: str) -> str:
    return json.dumps({"error": {"message": message}})


LEAKY = {
    "401 that repeats the key": Reply(status=401, body=error(f"Incorrect API key provided: {CANARY}.")),
    "400 that repeats the key": Reply(status=400, body=error(f"bad header Bearer {CANARY} and {TOKEN}")),
    "400 with a masked key": Reply(status=400, body=error("bad key sk-canar***********leak")),
    "500 that repeats the key": Reply(status=500, body=CANARY),
    "error in the stream": Reply(text="a", events=[error(f"lost {CANARY} {TOKEN}")]),
    "a finish with the key": Reply(text="a", finish=CANARY),
    "redirect with the key": Reply(status=302, body="", headers={"Location": f"https://{CANARY}.example/?k={TOKEN}"}),
    "no answer": Reply(reset=True),
}


@pytest.mark.parametrize("reply", LEAKY.values(), ids=LEAKY.keys())
async def test_no_error_log_or_repr_shows_the_key(desk, caplog, reply):
    provider = desk.provider(desk.serve(reply), key=CANARY, headers={"X-Token": TOKEN}, key_source="OPENAI_API_KEY")
    with caplog.at_level(logging.DEBUG):
        caught = await first_error(provider)
    shown = [str(caught), repr(caught), "".join(traceback.format_exception(caught)), repr(provider)]
    # At DEBUG httpcore logs the headers of an answer, and with them what a server repeats of ours.
    logged = [record for record in caplog.records if "receive_response_headers" not in record.getMessage()]
    assert any(record.name.startswith("contexten") for record in logged)
    shown += [record.getMessage() + str(record.args) + str(record.exc_text) for record in logged]
    for text in shown:
        assert CANARY not in text
        assert TOKEN not in text
        assert "canar***" not in text


async def test_the_key_reaches_its_own_origin(desk):
    server = desk.serve(Reply(text="x"))
    await desk.ask(desk.provider(server, key=CANARY, headers={"X-Token": TOKEN}))
    headers = server.requests[0].headers
    assert headers["authorization"] == f"Bearer {CANARY}"
    assert headers["x-token"] == TOKEN


@pytest.mark.parametrize("kind", ["openai", "azure"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_gets_neither_key_nor_prompt(desk, status, kind):
    other = desk.serve(Reply(text="stolen"))
    reply = Reply(status=status, body="", headers={"Location": f"{other.base_url}/chat/completions"})
    server = desk.serve(reply)
    provider = desk.provider(server, key=CANARY, kind=kind, headers={"X-Token": TOKEN})
    assert isinstance(await first_error(provider), ModelRefused)
    assert other.received() == b""


async def test_a_proxy_of_the_environment_is_not_used(desk, monkeypatch):
    proxy = desk.serve(Reply(text="stolen"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.origin)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server = desk.serve(Reply(text="mine"))
    assert (await desk.ask(desk.provider(server, key=CANARY))).text == "mine"
    assert proxy.received() == b""


async def test_variables_that_the_package_reads_reach_no_endpoint(desk, monkeypatch):
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_ADMIN_KEY",
        "OPENAI_ORG_ID",
        "OPENAI_PROJECT_ID",
        "AZURE_OPENAI_AD_TOKEN",
    ):
        monkeypatch.setenv(name, CANARY)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Secret: {CANARY}\nAuthorization: Bearer {CANARY}")
    other = desk.serve(Reply(text="stolen"))
    monkeypatch.setenv("OPENAI_BASE_URL", other.base_url)
    server = desk.serve(Reply(text="x"))
    for kind in ("openai", "azure"):
        await desk.ask(desk.provider(server, kind=kind))
    assert CANARY.encode() not in server.received()
    assert other.received() == b""


async def test_the_platform_is_not_told(desk):
    server = desk.serve(Reply(text="x"))
    await desk.ask(desk.provider(server))
    assert not [name for name in server.requests[0].headers if name.startswith("x-stainless")]


async def test_an_endpoint_without_a_key_sends_none(desk):
    server = desk.serve(Reply(text="x"))
    await desk.ask(desk.provider(server, key=None))
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/chat/completions",
        "http://127.0.0.1:12/v1/chat/completions",
        "https://127.0.0.1:11/v1/chat/completions",
        "http://localhost:11/v1/chat/completions",
        "http://127.0.0.1.evil.example:11/",
    ],
)
async def test_the_last_door_stops_a_request_to_another_origin(url):
    import httpx2

    def fail(_request):
        raise AssertionError("it left")

    endpoint = Endpoint("http://127.0.0.1:11/v1", "m", key=CANARY)
    transport = GuardedTransport(lambda: endpoint, httpx2.MockTransport(fail))
    with pytest.raises(ModelRefused, match="this is a bug"):
        await transport.handle_async_request(httpx2.Request("POST", url))


async def test_the_package_and_its_requests_never_hold_the_key(desk):
    server = desk.serve(Reply(text="x"))
    provider = desk.provider(server, key=CANARY)
    await desk.ask(provider)
    client = provider._client
    assert CANARY not in repr(vars(client))
    assert client.api_key != CANARY
