"""Runs outlive the process that launched them, and what it wrote down."""

from __future__ import annotations

import asyncio

import pytest

from contexten.agents.model import RunState
from contexten.errors import AgentMissing
from support.codegen_api import Fault, Script
from support.waiting import until


async def test_a_run_is_picked_up_by_the_next_process(desk):
    api = desk.serve(Script(("ACTIVE", "ACTIVE", "COMPLETE"), result="renamed"))
    first_store = desk.other_store()
    first = desk.runs(api, store=first_store, first_pause=60.0)
    run = await first.launch(desk.request())
    await until(lambda: api.runs)
    assert await desk.runs(api).pick_up() == (), "its process still lives"
    await first.aclose()
    first_store.close()
    second = desk.runs(api)
    assert [one.id for one in await second.pick_up()] == [run.id]
    ended = await second.wait(run.id)
    assert (ended.state, ended.remote.result) == (RunState.READY, "renamed")
    assert len(api.created) == 1


async def test_a_run_that_was_never_sent_is_not_sent_by_the_next_process(desk):
    api = desk.serve()
    first_store = desk.other_store()
    first = desk.runs(api, store=first_store)
    first._backend.admit = lambda: asyncio.sleep(60)
    run = await first.launch(desk.request())
    await asyncio.sleep(0.05)
    await first.aclose()
    first_store.close()
    second = desk.runs(api)
    picked = await second.pick_up()
    assert [(one.id, one.state) for one in picked] == [(run.id, RunState.CANCELLED)]
    assert "nothing was started" in picked[0].reason
    assert api.created == []


async def test_a_look_at_another_process_s_run_does_not_take_it_over(desk):
    api = desk.serve(Script(("ACTIVE",)))
    first_store = desk.other_store()
    first = desk.runs(api, store=first_store, first_pause=60.0)
    run = await first.launch(desk.request())
    await first.sent(run.id)
    second = desk.runs(api)
    await second.look(run.id)
    assert second._drivers == {}
    await first.aclose()
    first_store.close()
    await second.look(run.id)
    assert list(second._drivers) == [run.id], "but one that nobody looks after is"


async def test_an_unknown_run_waits_for_a_person_and_not_for_the_next_process(desk):
    api = desk.serve(Script(metadata=False), faults=[Fault("create", None, acts=True)])
    first_store = desk.other_store()
    first = desk.runs(api, store=first_store)
    run = await first.wait((await first.launch(desk.request())).id)
    await first.aclose()
    first_store.close()
    looks = len(api.asked("list"))
    second = desk.runs(api)
    assert await second.pick_up() == ()
    assert (await second.look(run.id)).state is RunState.UNKNOWN
    assert len(api.asked("list")) == looks + 2
    await second.name(run.id, "1000")
    assert (await second.wait(run.id)).state is RunState.READY


async def test_two_processes_that_pick_up_at_once_share_the_work(desk):
    api = desk.serve(Script(("ACTIVE", "COMPLETE")))
    first_store = desk.other_store()
    first = desk.runs(api, store=first_store, first_pause=60.0)
    run = await first.launch(desk.request())
    await until(lambda: api.runs)
    await first.aclose()
    first_store.close()
    others = [desk.runs(api, store=desk.other_store()) for _ in range(3)]
    taken = await asyncio.gather(*(one.pick_up() for one in others))
    assert [one.id for part in taken for one in part] == [run.id]


async def test_what_another_process_cancels_is_no_longer_watched(desk):
    api = desk.serve(Script(("ACTIVE",)))
    first = desk.runs(api, store=desk.other_store())
    second = desk.runs(api)
    run = await first.launch(desk.request())
    await until(lambda: api.asked("get"))
    await second.cancel(run.id)
    assert (await first.wait(run.id)).state is RunState.CANCELLED


async def test_a_store_that_is_deleted_in_the_middle_does_not_lose_the_run(desk, tmp_path):
    api = desk.serve(Script(("ACTIVE", "ACTIVE", "COMPLETE"), result="renamed"))
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await until(lambda: api.asked("get"))
    for file in (tmp_path / "store").glob("*.sqlite3*"):
        file.unlink()
    assert (await runs.wait(run.id)).state is RunState.READY
    assert [one.id for one in await runs.all()] == [run.id]
    assert len(api.created) == 1


async def test_a_store_that_is_deleted_before_the_request_keeps_it_from_being_made(desk, tmp_path):
    api = desk.serve()
    runs = desk.runs(api)
    backend = runs._backend
    admit = backend.admit

    async def delete():
        await admit()
        for file in (tmp_path / "store").glob("*.sqlite3*"):
            file.unlink()

    backend.admit = delete
    run = await runs.launch(desk.request())
    await until(lambda: run.id not in runs._drivers)
    assert api.created == []
    with pytest.raises(AgentMissing):
        await runs.get(run.id)


async def test_old_finished_runs_are_forgotten(desk):
    api = desk.serve()
    runs = desk.runs(api, kept=2)
    ids = [(await runs.wait((await runs.launch(desk.request())).id)).id for _ in range(4)]
    await runs.pick_up()
    assert {one.id for one in await runs.all()} == set(ids[2:])
