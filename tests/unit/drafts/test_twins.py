"""Twins of which one waits: what is written for one is put into the other's form."""

from __future__ import annotations

import pytest

from contexten.drafts.waiting import holds_async_code, marked, plain, unmarked, waits
from contexten.syntax.languages import by_id
from support.drafting import drafted, text_of

CLIENTS = '''
    import asyncio
    import socket

    class AsyncClient:
        def __init__(self, host: str):
            self.host = host
            self.stream = None

        async def aclose(self) -> None:
            """Close the stream."""
            if self.stream is not None:
                await self.stream.aclose()
                self.stream = None

        async def send(self, request: bytes) -> bytes:
            """Send and read the answer."""
            async with self.lock():
                await self.write(request)
                answer = await self.read()
            if not answer:
                raise ValueError("no answer")
            return answer

        async def write(self, data: bytes) -> None:
            """Write all of it."""
            await self.stream.send_all(data)
            await self.stream.flush()

        async def read(self) -> bytes:
            """Read one answer."""
            return await self.stream.receive()

        def lock(self):
            return self.stream.lock

    class Client:
        def __init__(self, host: str):
            self.host = host
            self.stream = None

        def close(self) -> None:
            """Close the stream."""
            if self.stream is not None:
                self.stream.close()
                self.stream = None

        def send(self, request: bytes) -> bytes:
            """Send and read the answer."""
            {SEND}

        def write(self, data: bytes) -> None:
            """Write all of it."""
            self.stream.send_all(data)
            self.stream.flush()

        def read(self) -> bytes:
            """Read one answer."""
            return self.stream.receive()

        def lock(self):
            return self.stream.lock
'''


def test_a_plain_twin_is_drafted_without_waiting(tmp_path):
    made = text_of(CLIENTS.replace("{SEND}", "$0..."), tmp_path)
    assert made == (
        "with self.lock():\n    self.write(request)\n    answer = self.read()\n"
        'if not answer:\n    raise ValueError("no answer")\nreturn answer'
    )


def test_the_source_is_the_twin(tmp_path):
    made = drafted(CLIENTS.replace("{SEND}", "$0..."), tmp_path)
    assert made.source.startswith("by analogy with AsyncClient.send in ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = await f()\nreturn x", "x = f()\nreturn x"),
        ("async with a as b:\n    await b.c()", "with a as b:\n    b.c()"),
        ("async for x in y:\n    z(x)", "for x in y:\n    z(x)"),
        ('say("await me")  # await it', 'say("await me")  # await it'),
        ("return [x async for x in y]", "return [x for x in y]"),
    ],
)
def test_waiting_goes_from_code_and_stays_in_text(text, expected):
    language = by_id("python")
    assert plain(text, language) == expected
    assert not waits(expected, language)


def test_inner_async_code_is_not_put_into_a_plain_form():
    language = by_id("python")
    assert holds_async_code("async def f():\n    pass\n", language)
    assert not holds_async_code('x = "async def"', language)


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("aclose", "close"),
        ("AsyncClient", "Client"),
        ("__aenter__", "__enter__"),
        ("StopAsyncIteration", "StopIteration"),
        ("read_async", "read"),
    ],
)
def test_names_of_twins(name, twin):
    assert twin in unmarked(name)
    assert name in marked(twin)
