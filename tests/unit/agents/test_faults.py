"""Faults that last: the run comes to a clear end and nothing is lost. The table is in docs/agents.md."""

from __future__ import annotations

import asyncio

import pytest

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.model import RunState
from contexten.agents.run import AgentRuns
from contexten.agents.steps import Pace, RunLimits
from contexten.calls.breaker import CircuitBreaker
from contexten.calls.gate import Gate
from contexten.calls.lines import Line
from contexten.calls.retry import RetryPolicy
from contexten.errors import AgentRefused
from support.codegen_api import ORGANISATION, Fault, Script
from support.fake_clock import FakeClock


class Hours:
    """Time that passes when a run is waited for, and events at moments of it."""

    def __init__(self):
        self.clock = FakeClock(0.0)
        self.at = {}

    async def sleep(self, seconds):
        self.clock.move(seconds)
        for moment in [moment for moment in self.at if moment <= self.clock.now]:
            self.at.pop(moment)()
        await asyncio.sleep(0)


class NoTime(Hours):
    """Nothing that is waited for ever comes."""

    async def sleep(self, seconds):
        await asyncio.Event().wait()


def runs_on(desk, api, hours, *, now=None, store=None, **limits):
    line = Line(CircuitBreaker(clock=hours.clock), Gate(hours.clock))
    client = CodegenClient(
        Access(api.base_url, api.token, connect=30.0, total=60.0),
        store or desk.store,
        line=line,
        policy=RetryPolicy(first_wait=0.001, longest_wait=0.002),
    )
    more = {} if now is None else {"now": now}
    pace = Pace(hours.clock, hours.sleep)
    backend, limits = CodegenBackend(client, ORGANISATION), RunLimits(allow_paid=True, **limits)
    runs = AgentRuns(backend, store or desk.store, limits, pace=pace, **more)
    desk._open.append(runs)
    return runs


def down(api, **how):
    """From now on nothing that is looked at gets a good answer; the result mends that."""
    fault = Fault("get", times=1_000_000, **how)
    api.faults.append(fault)
    return lambda: api.faults.remove(fault)


@pytest.mark.parametrize("how", [{"status": 503}, {"status": None}])
async def test_an_api_that_is_down_for_ten_minutes_delays_a_run_and_loses_nothing(desk, how):
    api, hours, told = desk.serve(Script(("ACTIVE",) * 6 + ("COMPLETE",), result="renamed")), Hours(), []
    runs = runs_on(desk, api, hours)
    runs.subscribe(lambda run: told.append((run.state, run.reason)))
    hours.at[5.0] = lambda: hours.at.update({605.0: down(api, **how)})
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert (run.state, run.remote.result, run.reason) == (RunState.READY, "renamed", "")
    assert hours.clock.now >= 605.0
    assert any(state is RunState.WORKING and reason for state, reason in told)
    assert (len(api.created), len(api.runs)) == (1, 1)
    # It was left alone most of the time.
    assert len(api.asked("get")) < 60


async def test_an_api_that_never_comes_back_ends_the_watch_and_the_run_can_be_looked_at_later(desk):
    api, hours = desk.serve(Script(("ACTIVE", "COMPLETE"), result="late")), Hours()
    runs = runs_on(desk, api, hours, watch=3600.0, longest_pause=300.0)
    mend = down(api, status=503)
    api.faults.append(Fault("ban", 503, times=1_000_000))
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.FAILED
    assert run.reason.startswith("It did not end within 60 minutes and is no longer watched; it may go on at ")
    mend()
    hours.clock.move(600.0)
    await runs.look(run.id)
    assert (await runs.wait(run.id)).state is RunState.READY


async def test_a_run_that_takes_too_long_is_stopped_at_its_service(desk):
    api, hours = desk.serve(Script(("ACTIVE",))), Hours()
    runs = runs_on(desk, api, hours, watch=90 * 60.0, longest_pause=300.0)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.FAILED
    assert run.reason == "It did not end within 90 minutes, so the service was asked to stop it."
    assert hours.clock.now == pytest.approx(90 * 60.0, abs=300.0)
    assert api.asked("ban")[0].body == {"agent_run_id": 1000}


async def left_behind(desk, api, wall, minutes):
    """A run whose process is gone after `minutes` of its hour; what the next process has to watch it with."""
    store = desk.other_store()
    first = runs_on(desk, api, NoTime(), now=wall, store=store, watch=3600.0)
    run = await first.launch(desk.request())
    await first.sent(run.id)
    await first.aclose()
    store.close()
    wall.move(60.0 * minutes)
    hours = Hours()
    return run, hours, runs_on(desk, api, hours, now=wall, watch=3600.0, first_pause=1.0, longest_pause=60.0)


@pytest.mark.parametrize(("away", "left"), [(50, 10), (-50, 60)])
async def test_the_time_of_a_run_goes_on_where_another_process_picks_it_up(desk, away, left):
    """A clock that was set back tells nothing: then it has all of its time again."""
    api, wall = desk.serve(Script(("ACTIVE",))), FakeClock(1.7e9)
    run, hours, second = await left_behind(desk, api, wall, away)
    await second.pick_up()
    run = await second.wait(run.id)
    assert run.reason == "It did not end within 60 minutes, so the service was asked to stop it."
    assert hours.clock.now == pytest.approx(60.0 * left, abs=90.0)


async def test_a_run_that_ended_while_nobody_watched_is_not_said_to_have_taken_too_long(desk):
    api, wall = desk.serve(Script(("ACTIVE", "COMPLETE"), result="renamed")), FakeClock(1.7e9)
    run, _, second = await left_behind(desk, api, wall, 3000)
    await second.pick_up()
    run = await second.wait(run.id)
    assert (run.state, run.remote.result, api.asked("ban")) == (RunState.READY, "renamed", [])


async def test_a_run_that_a_person_goes_on_with_has_all_of_its_time_again(desk):
    api, wall = desk.serve(Script(("ACTIVE",))), FakeClock(1.7e9)
    api.faults.append(Fault("ban", 403, times=1_000_000))
    run, hours, second = await left_behind(desk, api, wall, 3000)
    await second.pick_up()
    assert (await second.wait(run.id)).state is RunState.FAILED
    wall.move(3600.0)
    begun = hours.clock.now
    assert (await second.look(run.id)).state is RunState.WORKING
    await second.wait(run.id)
    assert hours.clock.now - begun == pytest.approx(3600.0, abs=90.0)


@pytest.mark.parametrize("jump", [3e9, -3e9])
async def test_a_wall_clock_that_jumps_changes_nothing_about_a_run(desk, jump):
    api, hours = desk.serve(Script(("ACTIVE",) * 6 + ("COMPLETE",))), Hours()
    wall = FakeClock(1.7e9)
    runs = runs_on(desk, api, hours, now=wall)
    hours.at[3.0] = lambda: wall.move(jump)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert (run.state, run.changed) == (RunState.READY, 1.7e9 + jump)
    assert [one.id for one in await runs.all()] == [run.id]


async def test_a_limit_of_no_runs_a_day_starts_none(desk):
    api = desk.serve()
    with pytest.raises(AgentRefused, match="limit of runs a day is 0"):
        await runs_on(desk, api, Hours(), per_day=0).launch(desk.request(), confirmed=True)
    assert api.requests == []
