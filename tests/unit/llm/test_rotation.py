"""A key that was replaced while we run: read again once on a 401, and the call repeated once with the new one."""

from __future__ import annotations

import asyncio
import json

import pytest

from contexten.errors import ModelRefused
from contexten.llm.endpoints import Endpoint
from contexten.llm.keyfile import key_file
from contexten.llm.keys import LOCAL_KEY, store_key, with_key
from contexten.llm.openai_compatible import OpenAICompatible
from support.model_client import first_error
from support.model_server import Reply

OLD, NEW, NEWER = ("sk-" + f"canary-rotation-{number}" for number in range(3))


def asks_for(*valid: str):
    """A server that takes only these keys, and repeats the one it was sent where it refuses."""

    def answer(asked) -> Reply:
        sent = asked.headers.get("authorization", asked.headers.get("api-key", "")).removeprefix("Bearer ")
        refusal = json.dumps({"error": {"message": f"Incorrect API key provided: {sent}"}})
        return Reply(text="ok") if sent in valid else Reply(status=401, body=refusal)

    return answer


@pytest.fixture
async def stored(desk):
    """A provider whose key lies in the key file, its server and its origin."""
    providers = []

    def make(*valid: str, **fields):
        server = desk.serve(asks_for(*valid))
        endpoint = Endpoint(base_url=server.base_url, model="scripted", **fields)
        store_key(endpoint.origin, OLD, in_file=True)
        providers.append(OpenAICompatible(with_key(endpoint, environ={})))
        return providers[-1], server, endpoint.origin

    yield make
    for provider in providers:
        await provider.aclose()


def keys_sent(server) -> list[str]:
    heads = [one.headers for one in server.requests]
    return [head.get("authorization", head.get("api-key", "")).removeprefix("Bearer ") for head in heads]


@pytest.mark.parametrize("kind", ["openai", "azure"])
async def test_a_new_key_is_used_after_one_refusal_and_from_then_on(desk, stored, kind):
    provider, server, origin = stored(NEW, kind=kind)
    store_key(origin, NEW, in_file=True)
    assert (await desk.ask(provider)).text == "ok"
    assert (await desk.ask(provider)).text == "ok"
    assert keys_sent(server) == [OLD, NEW, NEW]


async def test_the_same_key_is_not_sent_twice(stored):
    provider, server, _ = stored(NEW)
    assert isinstance(await first_error(provider), ModelRefused)
    assert keys_sent(server) == [OLD]


async def test_a_new_key_that_is_refused_too_ends_the_call_and_is_not_shown(stored):
    provider, server, origin = stored(NEWER)
    store_key(origin, NEW, in_file=True)
    error = await first_error(provider)
    assert isinstance(error, ModelRefused)
    assert "the key from the key file" in str(error)
    assert not [key for key in (OLD, NEW) if key in str(error)]
    assert keys_sent(server) == [OLD, NEW]


@pytest.mark.parametrize("status", [400, 403, 404, 500])
async def test_no_other_refusal_reads_a_key(desk, status):
    server = desk.serve(Reply(status=status, body="{}"))
    endpoint = Endpoint(server.base_url, "scripted", key=OLD, key_source="the key file")
    store_key(endpoint.origin, NEW, in_file=True)
    provider = OpenAICompatible(endpoint)
    await first_error(provider)
    assert set(keys_sent(server)) == {OLD}
    await provider.aclose()


async def test_a_key_that_a_script_gave_is_not_replaced(desk):
    server = desk.serve(asks_for(NEW))
    endpoint = Endpoint(server.base_url, "scripted", key=OLD)
    store_key(endpoint.origin, NEW, in_file=True)
    provider = OpenAICompatible(endpoint)
    assert isinstance(await first_error(provider), ModelRefused)
    assert keys_sent(server) == [OLD]
    await provider.aclose()


async def test_a_local_server_that_wants_a_key_gets_the_one_that_was_stored_since(desk):
    server = desk.serve(asks_for(NEW))
    endpoint = with_key(Endpoint(server.base_url, "scripted"), environ={})
    assert endpoint.key == LOCAL_KEY
    store_key(endpoint.origin, NEW, in_file=True)
    provider = OpenAICompatible(endpoint)
    assert (await desk.ask(provider)).text == "ok"
    assert keys_sent(server) == [LOCAL_KEY, NEW]
    await provider.aclose()


async def test_a_key_file_that_cannot_be_used_leaves_the_refusal_as_it_was(stored):
    provider, server, _ = stored(NEW)
    key_file().chmod(0o666)
    assert isinstance(await first_error(provider), ModelRefused)
    assert keys_sent(server) == [OLD]


async def test_many_calls_at_once_read_the_new_key_and_all_succeed(desk, stored):
    provider, server, origin = stored(NEW)
    store_key(origin, NEW, in_file=True)
    answers = await asyncio.gather(*(desk.ask(provider) for _ in range(12)))
    assert {answer.text for answer in answers} == {"ok"}
    assert keys_sent(server).count(NEW) == 12
