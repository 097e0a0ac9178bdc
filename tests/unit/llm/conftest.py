"""One call to a scripted server, and everything closed afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from contexten.llm.endpoints import Endpoint
from contexten.llm.openai_compatible import OpenAICompatible
from contexten.llm.protocol import Deadlines, Delta, Finish, Message, ModelRequest, Speaker
from support.model_server import ModelServer

PROMPT = "Write the body of the function that adds two numbers"


@dataclass
class Answered:
    text: str
    finish: Finish
    deltas: list[str]


class Desk:
    """Start servers and providers, ask, and read answers to their end."""

    def __init__(self):
        self._servers = []
        self._providers = []

    def serve(self, *replies, **options) -> ModelServer:
        first = replies[0] if len(replies) == 1 and callable(replies[0]) else replies
        server = ModelServer(first, **options)
        self._servers.append(server)
        return server

    def provider(self, server: ModelServer | None = None, **fields) -> OpenAICompatible:
        base_url = server.base_url if server else "http://127.0.0.1:9/v1"
        endpoint = Endpoint(**{"base_url": base_url, "model": "scripted", "key": "local", **fields})
        provider = OpenAICompatible(endpoint)
        self._providers.append(provider)
        return provider

    def request(self, **fields) -> ModelRequest:
        deadlines = Deadlines(
            **{"connect": 60, "first_token": 60, "idle": 60, "total": 100} | fields.pop("deadlines", {})
        )
        messages = (Message(Speaker.SYSTEM, "You write code."), Message(Speaker.USER, PROMPT))
        return ModelRequest(**{"messages": messages, "deadlines": deadlines, **fields})

    async def ask(self, provider: OpenAICompatible, **fields) -> Answered:
        events = [event async for event in provider.stream(self.request(**fields))]
        deltas = [event.text for event in events if isinstance(event, Delta)]
        assert isinstance(events[-1], Finish)
        assert sum(isinstance(event, Finish) for event in events) == 1
        return Answered("".join(deltas), events[-1], deltas)

    async def close(self):
        for provider in self._providers:
            await provider.aclose()
        for server in self._servers:
            server.close()


@pytest.fixture
async def desk():
    desk = Desk()
    yield desk
    await desk.close()
