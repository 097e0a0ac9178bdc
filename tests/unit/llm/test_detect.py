"""Finding the model servers of this machine."""

from __future__ import annotations

import asyncio
import threading

from contexten.llm.detect import Found, local_servers
from contexten.llm.endpoints import WellKnown
from support.model_server import ModelServer, Reply

PATIENT = 60.0
"""Seconds that whatever answers does not need."""


def at(server: ModelServer, name: str = "Ollama") -> WellKnown:
    return WellKnown(name, server.base_url, needs_key=False)


class Lists(ModelServer):
    """A server whose model list is scripted too."""

    def __init__(self, reply: Reply):
        self.reply = reply
        super().__init__()

    def _side_door(self, asked):
        return self.reply


class Meets(ModelServer):
    """A server that answers when another one is asked as well."""

    def __init__(self, both: threading.Barrier):
        self.both = both
        super().__init__()

    def _side_door(self, asked):
        self.both.wait()
        return super()._side_door(asked)


async def test_a_running_server_and_its_models_are_found():
    with ModelServer(models=("qwen3", "llama")) as server:
        found = await local_servers([at(server)], timeout=PATIENT)
        assert found == (Found("Ollama", server.base_url, ("qwen3", "llama")),)
        assert found[0].endpoint("qwen3").model == "qwen3"
        assert [(asked.method, asked.path) for asked in server.others] == [("GET", "/v1/models")]
        assert "authorization" not in server.others[0].headers


async def test_a_port_where_nothing_listens_is_left_out():
    with ModelServer() as gone:
        pass
    with ModelServer() as server:
        found = await local_servers([at(gone), at(server, "vLLM")], timeout=PATIENT)
    assert [one.name for one in found] == ["vLLM"]


async def test_other_programs_at_these_ports_are_not_model_servers():
    bodies = ["<html>", "[]", "3", '{"data": 3}', "[" * 100_000, '{"models": []}', ""]
    for body in bodies:
        with Lists(Reply(body=body)) as server:
            assert await local_servers([at(server)], timeout=PATIENT) == ()


async def test_an_endless_list_is_left_out():
    with Lists(Reply(body="x" * 3_000_000)) as server:
        assert await local_servers([at(server)], timeout=PATIENT) == ()


async def test_a_server_without_models_is_found():
    with Lists(Reply(body='{"object": "list", "data": null}')) as server:
        assert (await local_servers([at(server)], timeout=PATIENT))[0].models == ()


async def test_a_redirect_is_not_followed():
    with (
        ModelServer() as other,
        Lists(Reply(status=302, body="", headers={"Location": f"{other.base_url}/models"})) as server,
    ):
        assert await local_servers([at(server)], timeout=PATIENT) == ()
        assert other.received() == b""


async def test_a_silent_server_costs_only_the_timeout():
    with Lists(Reply(delay=600)) as first, Lists(Reply(delay=600)) as second:
        async with asyncio.timeout(60):
            assert await local_servers([at(first), at(second)], timeout=0.3) == ()


async def test_all_are_asked_at_the_same_time():
    """Each answers only when the other has been asked too."""
    both = threading.Barrier(2, timeout=60)
    with Meets(both) as first, Meets(both) as second:
        found = await local_servers([at(first), at(second, "vLLM")], timeout=PATIENT)
    assert [one.name for one in found] == ["Ollama", "vLLM"]
