"""Identical questions in the air: one asks, all get the answer, and nobody's leaving harms another one."""

import asyncio

import pytest

from contexten.errors import ModelOverloaded
from contexten.extensions.codegen.autogenlib.flights import Flights


class Model:
    """Answers when it is told to, and knows what became of its calls."""

    def __init__(self):
        self.calls = 0
        self.cancelled = 0
        self.go = asyncio.Event()
        self.error = None

    async def ask(self, tell):
        self.calls += 1
        try:
            tell("first ")
            await self.go.wait()
            if self.error is not None:
                raise self.error
            tell("second")
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return "first second"


async def waiting(flights, model, heard, key="k"):
    async with flights.answer(key, model.ask, heard.append) as (answer, joined):
        return answer, joined


async def settled(count=5):
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.fixture
def flights():
    return Flights()


async def test_one_asks_and_all_get_the_same_answer(flights):
    model = Model()
    heard = [[] for _ in range(20)]
    work = [asyncio.create_task(waiting(flights, model, one)) for one in heard[:10]]
    await settled()
    work += [asyncio.create_task(waiting(flights, model, one)) for one in heard[10:]]
    await settled()
    model.go.set()
    answers = await asyncio.gather(*work)
    assert [answer for answer, _ in answers] == ["first second"] * 20
    assert [joined for _, joined in answers] == [False] + [True] * 19
    assert {"".join(one) for one in heard} == {"first second"}, "who comes late hears what was said before"
    assert model.calls == 1
    assert len(flights) == 0


async def test_different_questions_do_not_wait_for_each_other(flights):
    slow, fast = Model(), Model()
    fast.go.set()
    work = asyncio.create_task(waiting(flights, slow, [], key="slow"))
    assert await waiting(flights, fast, [], key="fast") == ("first second", False)
    slow.go.set()
    await work


@pytest.mark.parametrize("leaver", [0, 1, 2])
async def test_one_that_is_cancelled_takes_nothing_from_the_others(flights, leaver):
    model = Model()
    work = [asyncio.create_task(waiting(flights, model, [])) for _ in range(3)]
    await settled()
    work[leaver].cancel()
    await settled()
    model.go.set()
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert isinstance(ended.pop(leaver), asyncio.CancelledError)
    assert [answer for answer, _ in ended] == ["first second"] * 2
    assert (model.calls, model.cancelled) == (1, 0)


async def test_when_the_last_one_is_cancelled_the_call_ends(flights):
    model = Model()
    work = [asyncio.create_task(waiting(flights, model, [])) for _ in range(3)]
    await settled()
    for one in work:
        one.cancel()
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended)
    assert model.cancelled == 1, "before the last one's end"
    assert len(flights) == 0


async def test_a_newcomer_after_the_last_one_left_asks_anew(flights):
    model = Model()
    work = asyncio.create_task(waiting(flights, model, []))
    await settled()
    work.cancel()
    newcomer = asyncio.create_task(waiting(flights, model, []))
    await settled()
    model.go.set()
    assert await newcomer == ("first second", False)
    assert (model.calls, model.cancelled) == (2, 1)


async def test_a_failure_is_everyones_and_the_next_one_asks_anew(flights):
    model = Model()
    model.error = ModelOverloaded("later", retry_after=2.0)
    work = [asyncio.create_task(waiting(flights, model, [])) for _ in range(4)]
    await settled()
    model.go.set()
    ended = await asyncio.gather(*work, return_exceptions=True)
    assert [type(error) for error in ended] == [ModelOverloaded] * 4
    assert {error.retry_after for error in ended} == {2.0}
    model.error = None
    assert await waiting(flights, model, []) == ("first second", False)
    assert model.calls == 2


async def test_who_comes_while_an_answer_is_looked_at_gets_it_too(flights):
    model = Model()
    model.go.set()
    async with flights.answer("k", model.ask, [].append) as (first, _):
        assert await waiting(flights, model, []) == (first, True)
    assert await waiting(flights, model, []) == (first, False)
    assert model.calls == 2


async def test_no_task_is_left_behind(flights):
    before = len(asyncio.all_tasks())
    model = Model()
    work = [asyncio.create_task(waiting(flights, model, [], key=str(number % 7))) for number in range(64)]
    await settled()
    for one in work[::2]:
        one.cancel()
    model.go.set()
    await asyncio.gather(*work, return_exceptions=True)
    assert len(flights) == 0
    assert len(asyncio.all_tasks()) == before
