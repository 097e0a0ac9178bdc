"""No call outlives its deadlines, and a cancelled one closes its socket."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time

import pytest

import contexten.llm.openai_compatible as room
from contexten.errors import ModelTimeout, ModelUnreachable
from contexten.llm.clock import Clock
from contexten.llm.faults import Faults
from contexten.llm.protocol import Deadlines
from support.model_server import Reply
from support.waiting import until

GOOD = b'data: {"choices":[{"index":0,"delta":{"content":"ab"},"finish_reason":null}]}\n\n'
THOUGHT = b'data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"},"finish_reason":null}]}\n\n'
END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

SLOW = {
    "silence before the status line": (Reply(delay=600), {"first_token": 0.3}, "sent nothing for 0.3 s"),
    "silence after the headers": (Reply(first=600), {"first_token": 0.3}, "sent nothing for 0.3 s"),
    "headers and comments only": (
        Reply(raw=[b": wait\n\n"] * 99, pause=0.1),
        {"first_token": 0.5},
        "sent nothing for 0.5",
    ),
    "silence in the middle": (
        Reply(raw=[GOOD, GOOD], pause=600),
        {"idle": 0.3},
        "in the middle of its answer, for 0.3 s",
    ),
    "a drip of bytes": (
        Reply(raw=[GOOD + b": " + b"x" * 999], drip=True, pause=0.01),
        {"idle": 0.5},
        "in the middle",
    ),
    "a drip of an error body": (
        Reply(status=500, body="x" * 999, drip=True, pause=0.05),
        {"first_token": 0.5},
        "nothing",
    ),
    "a drip of JSON": (Reply(body="{" + " " * 999, drip=True, pause=0.05), {"first_token": 0.5}, "nothing"),
    "an answer without end": (
        Reply(raw=[GOOD] * 999, pause=0.05),
        {"total": 0.7},
        "did not finish within 0.7 s",
    ),
    "thoughts without end": (
        Reply(raw=[THOUGHT] * 999, pause=0.05),
        {"total": 0.7},
        "did not finish within 0.7 s",
    ),
}


@pytest.mark.parametrize(("reply", "deadlines", "sentence"), SLOW.values(), ids=SLOW.keys())
async def test_a_slow_answer_ends_at_its_deadline(desk, reply, deadlines, sentence):
    server = desk.serve(reply)
    provider = desk.provider(server)
    await provider._connected()
    async with asyncio.timeout(60):
        with pytest.raises(ModelTimeout, match=sentence):
            await desk.ask(provider, deadlines=deadlines)
    assert server.requests[0].wait(60)
    assert server.requests[0].closed_early


async def test_thinking_is_not_idleness(desk):
    """Together the thoughts take longer than a model may be idle; each alone far less."""
    server = desk.serve(Reply(raw=[THOUGHT] * 10 + [GOOD, END], pause=0.3))
    assert (await desk.ask(desk.provider(server), deadlines={"first_token": 2.5, "idle": 2.5})).text == "ab"


async def test_loading_the_package_does_not_count_and_does_not_block_the_loop(desk, monkeypatch):
    """It is made to take longer than the call may, on a thread that is not the loop's."""
    threads, build = [], room._build

    def slow(*given):
        threads.append(threading.current_thread())
        time.sleep(3.1)
        return build(*given)

    monkeypatch.setattr(room, "_build", slow)
    answered = await desk.ask(desk.provider(desk.serve(Reply(text="x"))), deadlines={"total": 3})
    assert answered.text == "x"
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


async def test_a_server_that_accepts_no_connection_is_unreachable_in_time(desk):
    with socket.socket() as full, contextlib.ExitStack() as queue:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        provider = desk.provider(base_url=f"http://127.0.0.1:{full.getsockname()[1]}/v1")
        await provider._connected()
        async with asyncio.timeout(60):
            with pytest.raises(ModelUnreachable, match="in time"):
                await desk.ask(provider, deadlines={"connect": 0.3, "first_token": 100, "total": 100})


def test_a_connection_that_takes_too_long_is_unreachable(desk):
    from httpx2 import ConnectTimeout

    fault = Faults(desk.provider()._endpoint).of_connection(ConnectTimeout("x"))
    assert isinstance(fault, ModelUnreachable)
    assert "in time" in str(fault)


async def test_cancelling_the_consumer_closes_the_socket(desk):
    server = desk.serve(Reply(text="x" * 999, pause=0.05))
    provider = desk.provider(server)
    task = asyncio.create_task(desk.ask(provider))
    await asyncio.to_thread(server.wait_for_request)
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    asked = server.requests[0]
    assert await asyncio.to_thread(asked.wait, 60)
    assert asked.closed_early


async def test_cancelling_before_the_first_byte_closes_the_socket(desk):
    server = desk.serve(Reply(delay=20))
    task = asyncio.create_task(desk.ask(desk.provider(server)))
    await asyncio.to_thread(server.wait_for_request)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.requests[0].wait, 60)
    assert server.requests[0].closed_early


async def test_closing_the_generator_closes_the_socket(desk):
    server = desk.serve(Reply(text="x" * 999, pause=0.05))
    stream = desk.provider(server).stream(desk.request())
    await anext(stream)
    await stream.aclose()
    assert await asyncio.to_thread(server.requests[0].wait, 60)
    assert server.requests[0].closed_early


async def test_after_a_cancelled_call_the_next_one_works(desk):
    server = desk.serve(Reply(delay=20), Reply(text="fine"))
    provider = desk.provider(server)
    task = asyncio.create_task(desk.ask(provider))
    await asyncio.to_thread(server.wait_for_request)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await desk.ask(provider)).text == "fine"


async def test_twenty_broken_calls_leave_no_task_behind(desk):
    server = desk.serve(lambda asked: Reply(text="half", finish=None, cut=asked.json["max_tokens"] % 2 == 0))
    provider = desk.provider(server)
    await asyncio.gather(*(desk.ask(provider, max_tokens=n) for n in range(20)), return_exceptions=True)
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


async def test_a_step_of_another_kind_of_timeout_is_not_ours():
    async def fail():
        raise TimeoutError("of the disk")

    with pytest.raises(TimeoutError, match="of the disk"):
        await Clock(Deadlines(), "here").wait(fail())
