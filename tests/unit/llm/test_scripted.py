"""The scripted provider keeps the rules of every provider."""

from __future__ import annotations

import asyncio
import time

import pytest

from contexten.errors import ModelBadAnswer, ModelOverloaded
from contexten.llm.protocol import Delta, Finish, FinishReason
from contexten.llm.scripted import Scripted, ScriptedProvider
from support.model_client import ask, first_error, read_text


async def test_answers_come_in_order_and_the_requests_are_kept():
    provider = ScriptedProvider(["one", "two"])
    assert [await read_text(provider, "a"), await read_text(provider, "b")] == ["one", "two"]
    assert [request.messages[0].text for request in provider.requests] == ["a", "b"]


async def test_a_function_answers_by_the_request():
    provider = ScriptedProvider(lambda request: request.messages[-1].text.upper())
    assert await read_text(provider, "abc") == "ABC"


async def test_deltas_end_with_one_finish_and_counts():
    provider = ScriptedProvider([Scripted("x" * 40, size=16, finish=FinishReason.LENGTH)])
    events = [event async for event in provider.stream(ask("go"))]
    assert [len(event.text) for event in events if isinstance(event, Delta)] == [16, 16, 8]
    assert isinstance(events[-1], Finish)
    assert events[-1].reason is FinishReason.LENGTH
    assert events[-1].usage.completion_tokens == provider.count_tokens("x" * 40)


async def test_an_error_of_the_script_is_raised():
    caught = await first_error(ScriptedProvider([ModelOverloaded("later.", 3)]))
    assert (type(caught), caught.retry_after) == (ModelOverloaded, 3)


async def test_an_answer_that_breaks_off_raises():
    assert isinstance(await first_error(ScriptedProvider([Scripted("half", finish=None)])), ModelBadAnswer)


async def test_asking_beyond_the_script_is_an_error():
    assert "0 answers" in str(await first_error(ScriptedProvider([])))


async def test_delays_are_kept():
    started = time.monotonic()
    await read_text(ScriptedProvider([Scripted("x" * 32, delay=0.05)]))
    assert time.monotonic() - started >= 0.15


async def test_a_cancelled_answer_is_counted():
    provider = ScriptedProvider([Scripted("x" * 99, delay=9)] * 2)
    task = asyncio.create_task(read_text(provider))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert provider.cancelled == 1


async def test_a_closed_answer_is_counted():
    provider = ScriptedProvider(["x" * 99])
    stream = provider.stream(ask("go"))
    await anext(stream)
    await stream.aclose()
    assert provider.cancelled == 1
