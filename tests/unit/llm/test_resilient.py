"""A model is asked with care: again where that helps, never longer than allowed, not at all while it keeps failing."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing
from dataclasses import replace

import pytest

from contexten.calls.breaker import CircuitBreaker, State
from contexten.calls.gate import Gate
from contexten.calls.lines import Line
from contexten.calls.retry import RetryBudget, RetryPolicy
from contexten.errors import (
    ModelBadAnswer,
    ModelBroken,
    ModelKeyRefused,
    ModelOverloaded,
    ModelRateLimited,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnreachable,
)
from contexten.llm.protocol import Deadlines, Delta, Finish, FinishReason
from contexten.llm.resilient import Held, ResilientProvider, Tried, in_short, watched
from contexten.llm.scripted import Scripted, ScriptedProvider
from support.fake_clock import FakeClock
from support.model_client import ask, read_text
from support.model_server import ModelServer, Reply

FAST = RetryPolicy(retries=2, first_wait=0.01)
BUSY = ModelRateLimited("slow down", 0.05, status=429)
DOWN = ModelOverloaded("failing", status=500)


class Caller:
    """One provider with its Line, and what it tells."""

    def __init__(self, inner, *, policy=FAST, line=None):
        self.line = line or Line()
        self.news: list[Tried | Held] = []
        self.inner = inner
        self.provider = ResilientProvider(inner, self.line, policy).watched(self.news.append, 60)

    async def text(self, prompt="go") -> str:
        return await read_text(self.provider, prompt)

    async def error(self, kind):
        with pytest.raises(kind) as caught:
            await self.text()
        return caught.value


async def test_a_failure_that_passes_is_asked_again_and_told():
    caller = Caller(ScriptedProvider([DOWN, ModelUnreachable("x"), "yes"]))
    assert await caller.text() == "yes"
    assert [one.failure for one in caller.news] == ["500", "no connection"]
    assert all(one.again_in for one in caller.news)


async def test_two_retries_at_most_and_the_last_error_is_raised():
    caller = Caller(ScriptedProvider([DOWN, DOWN, ModelOverloaded("the last", status=503), "never"]))
    assert str(await caller.error(ModelOverloaded)) == "the last"
    assert [(one.failure, one.why_not) for one in caller.news] == [("500", ""), ("500", ""), ("503", "no more retries")]


async def test_the_number_of_retries_can_be_set():
    caller = Caller(ScriptedProvider([DOWN, "never"]), policy=replace(FAST, retries=0))
    await caller.error(ModelOverloaded)
    assert len(caller.inner.requests) == 1


REFUSALS = {
    "no quota": ModelRefused("no credit", status=429),
    "bad key": ModelKeyRefused("no", status=401),
    "bad request": ModelRefused("no", status=400),
    "nothing listens here": ModelUnreachable("no", lasting=True),
    "a web page": ModelBadAnswer("no"),
}


@pytest.mark.parametrize("error", REFUSALS.values(), ids=REFUSALS.keys())
async def test_what_no_retry_mends_is_asked_once(error):
    caller = Caller(ScriptedProvider([error, "never"]))
    assert await caller.error(type(error)) is error
    assert len(caller.inner.requests) == 1


async def test_an_answer_that_began_is_never_asked_for_again():
    caller = Caller(ScriptedProvider([Scripted("half an answer", finish=None), "never"]))
    await caller.error(ModelBadAnswer)
    assert len(caller.inner.requests) == 1


async def test_quota_in_a_429_is_not_asked_again_over_http(desk):
    server = desk.serve(Reply(status=429, body=json.dumps({"error": {"code": "insufficient_quota"}})))
    caller = Caller(desk.provider(server))
    assert "no credit" in str(await caller.error(ModelRefused))
    assert len(server.requests) == 1
    assert caller.line.gate.wait() == 0


HEADERS = {
    "Retry-After": {"Retry-After": "0.2"},
    "milliseconds": {"retry-after-ms": "200"},
    "the limit that is used up": {"x-ratelimit-reset-requests": "200ms", "x-ratelimit-remaining-requests": "0"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
async def test_the_wait_that_the_endpoint_asks_for_is_kept(desk, headers):
    server = desk.serve(Reply(status=429, body="{}", headers=headers), Reply(text="yes"))
    caller = Caller(desk.provider(server))
    assert await caller.text() == "yes"
    first, second = server.requests
    assert second.at - first.at >= 0.2
    (tried,) = caller.news
    assert isinstance(tried, Tried)
    assert tried.again_in == pytest.approx(0.2, abs=0.03)


async def test_a_wait_beyond_the_deadline_ends_the_call_at_once_and_says_the_time(desk):
    server = desk.serve(Reply(status=429, body="{}", headers={"Retry-After": "90"}))
    caller = Caller(desk.provider(server))
    async with asyncio.timeout(60):
        error = await caller.error(ModelRateLimited)
    assert "try again in 90 s" in str(error)
    assert caller.news[-1].why_not.startswith("the next try would be in 9")


async def test_after_a_429_all_callers_stay_away_until_the_gate_opens():
    line = Line()
    first = Caller(ScriptedProvider([ModelRateLimited("x", 2, status=429), "first"]), line=line)
    second = Caller(ScriptedProvider(["second"]), line=line)
    running = asyncio.ensure_future(first.text())
    async with asyncio.timeout(60):
        while line.gate.wait() == 0:  # noqa: ASYNC110  the gate has no event
            await asyncio.sleep(0.005)
    started = time.monotonic()
    shut = line.gate.wait()
    assert await second.text() == "second"
    assert time.monotonic() - started >= shut
    assert [type(one) for one in second.news] == [Held]
    assert await running == "first"
    assert line.breaker.failure_count == 0


async def test_a_gate_that_opens_too_late_is_said_without_a_call():
    line = Line(gate=Gate(FakeClock()))
    line.gate.shut(90)
    caller = Caller(ScriptedProvider(["never"]), line=line)
    error = await caller.error(ModelOverloaded)
    assert str(error).endswith("try again in 90 s.")
    assert error.retry_after == 90
    assert caller.inner.requests == ()


async def test_the_deadline_holds_over_all_tries_together(desk):
    server = desk.serve(Reply(delay=600))
    caller = Caller(desk.provider(server))
    await caller.provider.ready()
    deadlines = Deadlines(connect=60, first_token=1.5, idle=60, total=3.0)
    async with asyncio.timeout(60):
        with pytest.raises(ModelTimeout):
            async for _ in caller.provider.stream(ask("go", deadlines)):
                pass
    assert 2 <= len(server.requests) <= 3
    assert [one.failure for one in caller.news] == ["no answer in time"] * len(server.requests)


async def test_all_calls_of_one_run_share_its_seconds():
    inner = ScriptedProvider(["one", "two"])
    provider = watched(ResilientProvider(inner, Line()), lambda _news: None, 1.0)
    assert await read_text(provider) == "one"
    await asyncio.sleep(1.05)
    with pytest.raises(ModelTimeout, match="no time left"):
        await read_text(provider)
    assert inner.requests[0].deadlines.total == pytest.approx(1.0, abs=0.5)
    assert len(inner.requests) == 1


async def test_a_provider_without_care_is_watched_as_it_is():
    plain = ScriptedProvider(["yes"])
    assert watched(plain, lambda _news: None, 1) is plain


def opened() -> tuple[Line, FakeClock]:
    clock = FakeClock()
    line = Line(CircuitBreaker(clock=clock, chance=lambda: 0.0), Gate(clock), RetryBudget())
    return line, clock


async def test_a_model_that_keeps_failing_is_left_alone_and_tried_by_one_call_later():
    line, clock = opened()
    caller = Caller(ScriptedProvider([*[DOWN] * 5, "one", "two", "three"]), line=line)
    await caller.error(ModelOverloaded)
    await caller.error(ModelOverloaded)
    assert line.breaker.state is State.OPEN
    assert caller.news[-1].why_not == "it failed too often just now"
    told = len(caller.news)
    error = await caller.error(ModelUnavailable)
    assert (error.retry_after, len(caller.inner.requests)) == (5.0, 5)
    assert len(caller.news) == told, "what was not asked is no try"
    assert str(error).endswith("is left alone: try again in 5 s.")
    clock.move(5)
    async with aclosing(caller.provider.stream(ask("go"))) as events:
        assert await anext(events) == Delta("one")
        assert "when the call that tries it now has ended" in str(await caller.error(ModelUnavailable))
        assert isinstance(await anext(events), Finish)
    assert line.breaker.state is State.HALF_OPEN
    assert await caller.text() == "two"
    assert line.breaker.state is State.CLOSED


@pytest.mark.parametrize("how", ["cancelled", "closed"])
async def test_a_probe_that_nobody_waits_for_any_more_gives_its_place_back(how):
    line, clock = opened()
    for _ in range(5):
        line.breaker.admit().bad()
    clock.move(5)
    caller = Caller(ScriptedProvider([Scripted("slow", delay=30 if how == "cancelled" else 0), "yes"]), line=line)
    if how == "cancelled":
        running = asyncio.ensure_future(caller.text())
        async with asyncio.timeout(60):
            while not caller.inner.requests:  # noqa: ASYNC110  the script has no event
                await asyncio.sleep(0.005)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    else:
        async with aclosing(caller.provider.stream(ask("go"))) as events:
            await anext(events)
    assert line.breaker.state is State.HALF_OPEN
    assert await caller.text() == "yes"


COUNTED = {
    "500": (DOWN, 1),
    "529": (ModelOverloaded("x", status=529), 1),
    "no connection": (ModelUnreachable("x", lasting=True), 1),
    "timeout": (ModelTimeout("x"), 1),
    "broken": (ModelBroken("x"), 1),
    "timeout in the middle of an answer": (ModelTimeout("x", answering=True), 0),
    "408": (ModelOverloaded("x", status=408), 0),
    "429": (BUSY, 0),
    "401": (ModelKeyRefused("x", status=401), 0),
    "a web page": (ModelBadAnswer("x"), 0),
}


@pytest.mark.parametrize(("error", "count"), COUNTED.values(), ids=COUNTED.keys())
async def test_what_the_breaker_counts(error, count):
    caller = Caller(ScriptedProvider([error]), policy=replace(FAST, retries=0))
    await caller.error(type(error))
    assert caller.line.breaker.failure_count == count


async def test_an_answer_cut_at_the_length_limit_still_shows_that_the_model_works():
    caller = Caller(ScriptedProvider([DOWN, Scripted("long", finish=FinishReason.LENGTH)]))
    assert await caller.text() == "long"
    assert caller.line.breaker.failure_count == 0


async def test_retries_of_many_calls_stay_within_the_budget():
    line = Line(breaker=CircuitBreaker(failure_threshold=10_000), budget=RetryBudget(reserve=3))
    answers = [DOWN] * 4
    inner = ScriptedProvider(lambda _request: DOWN)
    for _ in answers:
        caller = Caller(inner, line=line)
        await caller.error(ModelOverloaded)
    assert len(inner.requests) == len(answers) + 3
    assert caller.news[-1].why_not == "too many retries of late"


async def test_a_server_that_comes_back_is_found_over_http(desk):
    with ModelServer([Reply(reset=True), Reply(status=529, body="{}"), Reply(text="yes")]) as server:
        caller = Caller(desk.provider(server))
        assert await caller.text() == "yes"
        assert [one.failure for one in caller.news] == ["broken off", "529"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModelRefused("x"), "refused"),
        (ModelOverloaded("x"), "told to wait"),
        (ModelBadAnswer("x"), "not usable"),
    ],
)
def test_each_failure_has_a_word(error, words):
    assert in_short(error) == words
