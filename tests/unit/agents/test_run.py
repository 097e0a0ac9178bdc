"""The life of a run: started at most once, watched to its end, found again."""

from __future__ import annotations

import asyncio

import pytest

from contexten.agents.model import RunState
from contexten.errors import AgentMissing, AgentRefused
from contexten.store import Store
from support.codegen_api import Fault, Script
from support.waiting import until

ENDINGS = {
    "COMPLETE": RunState.READY,
    "completed": RunState.READY,
    " Complete ": RunState.READY,
    "ERROR": RunState.FAILED,
    "failed": RunState.FAILED,
    "TIMEOUT": RunState.FAILED,
    "MAX_ITERATIONS_REACHED": RunState.FAILED,
    "max iterations reached": RunState.FAILED,
    "OUT_OF_TOKENS": RunState.FAILED,
    "out-of-tokens": RunState.FAILED,
    "CANCELLED": RunState.CANCELLED,
    "canceled": RunState.CANCELLED,
    "STOPPED": RunState.CANCELLED,
}


async def test_a_run_goes_from_intent_to_result(desk):
    pull = {"id": 3, "url": "https://example.org/pull/3", "title": "Rename", "head_branch_name": "rename"}
    api = desk.serve(Script(("PENDING", "ACTIVE", "COMPLETE"), result="renamed", summary="short", pulls=[pull]))
    runs = desk.runs(api)
    told = []
    runs.subscribe(lambda run: told.append((run.state.value, run.remote.status if run.remote else "")))
    launched = await runs.launch(desk.request())
    run = await runs.wait(launched.id)
    assert (run.state, run.reason) == (RunState.READY, "")
    assert run.remote is not None
    assert (run.remote.result, run.remote.summary, run.remote.pulls[0].branch) == ("renamed", "short", "rename")
    assert run.url == "https://codegen.example/runs/1000"
    assert told == [
        ("queued", ""),
        ("sending", ""),
        ("working", "PENDING"),
        ("working", "ACTIVE"),
        ("ready", "COMPLETE"),
    ]
    assert [one.state for one in await runs.all()] == [RunState.READY]


async def test_the_intent_is_on_the_disk_before_the_request_is_made(desk):
    api = desk.serve()
    seen = []
    other = desk.other_store()
    api.on_create = lambda moment: seen.append((moment, [row for row in other.runs.all() if b"sending" in row]))
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await runs.wait(run.id)
    assert [(moment, len(rows)) for moment, rows in seen] == [("before", 1), ("after", 1)]
    assert api.created[0].body["metadata"]["contexten_intent"] == run.id
    other.close()


@pytest.mark.parametrize("status", ENDINGS)
async def test_every_spelling_of_an_end_is_understood(desk, status):
    api = desk.serve(Script(("ACTIVE", status)))
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is ENDINGS[status]
    assert run.remote is not None
    assert run.remote.status == status
    assert (status in run.reason) == (run.state is not RunState.READY)


async def test_a_word_that_nobody_knows_is_shown_and_waited_out(desk):
    api = desk.serve(Script((None, "paused", "EVALUATION", "COMPLETE")))
    runs = desk.runs(api)
    told = []
    runs.subscribe(lambda run: told.append((run.state.value, run.remote.status)) if run.remote else None)
    await runs.wait((await runs.launch(desk.request())).id)
    assert told == [("working", ""), ("working", "paused"), ("working", "EVALUATION"), ("ready", "COMPLETE")]


@pytest.mark.parametrize("status", [401, 402, 403, 404, 422, 429])
async def test_a_refused_run_has_failed_and_says_why(desk, status):
    api = desk.serve(faults=[Fault("create", status)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.FAILED
    assert run.reason.endswith(".")
    assert (len(api.created), api.runs) == (1, [])


@pytest.mark.parametrize("status", [500, 503, None])
async def test_a_run_whose_start_was_not_confirmed_is_found_by_its_intent(desk, status):
    api = desk.serve(Script(result="renamed"), faults=[Fault("create", status, acts=True)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.READY
    assert len(api.created) == len(api.runs) == 1


@pytest.mark.parametrize("status", [500, None])
async def test_a_run_that_may_or_may_not_be_there_is_asked_about_and_not_sent_again(desk, status):
    api = desk.serve(Script(metadata=False), faults=[Fault("create", status, acts=True)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.UNKNOWN
    assert "name it, start it again or give it up" in run.reason
    assert len(api.created) == 1


async def test_a_person_names_the_run_that_was_started(desk):
    api = desk.serve(Script(metadata=False), faults=[Fault("create", None, acts=True)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    with pytest.raises(AgentMissing):
        await runs.name(run.id, "5")
    await runs.name(run.id, "1000")
    assert (await runs.wait(run.id)).state is RunState.READY
    with pytest.raises(AgentRefused, match="The run is ready"):
        await runs.name(run.id, "1000")


async def test_a_person_starts_it_again_under_a_new_intent(desk):
    api = desk.serve(faults=[Fault("create", None)])
    runs = desk.runs(api, allow_paid=False)
    run = await runs.wait((await runs.launch(desk.request(), confirmed=True)).id)
    assert run.state is RunState.UNKNOWN
    with pytest.raises(AgentRefused, match="costs money"):
        await runs.again(run.id)
    fresh = await runs.again(run.id, confirmed=True)
    assert (await runs.wait(fresh.id)).state is RunState.READY
    old = await runs.get(run.id)
    assert (old.state, old.reason) == (RunState.CANCELLED, f"It was started again as {fresh.id}.")
    intents = [one.body["metadata"]["contexten_intent"] for one in api.created]
    assert intents == [run.id, fresh.id]


async def test_a_person_gives_it_up(desk):
    api = desk.serve(faults=[Fault("create", None)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert (await runs.cancel(run.id)).reason == "It was given up; it may run all the same."


async def test_a_run_that_turns_up_later_is_found_when_looked_for(desk):
    api = desk.serve(faults=[Fault("create", 500, acts=True), Fault("list", 203, body=b"?", times=9)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.UNKNOWN
    api.faults.clear()
    await runs.look(run.id)
    assert (await runs.wait(run.id)).state is RunState.READY


async def test_paid_work_is_not_started_without_leave(desk):
    api = desk.serve()
    runs = desk.runs(api, allow_paid=False)
    with pytest.raises(AgentRefused, match="costs money and was not allowed"):
        await runs.launch(desk.request())
    assert (api.requests, await runs.all()) == ([], ())


async def test_there_is_a_limit_of_launches_a_day(desk):
    api = desk.serve()
    runs = desk.runs(api, per_day=2)
    other = desk.runs(api, per_day=2, store=desk.other_store())
    await runs.launch(desk.request())
    await other.launch(desk.request())
    with pytest.raises(AgentRefused, match=r"2 runs were launched within a day.*possible in 24\.0 h"):
        await runs.launch(desk.request())


@pytest.mark.parametrize(
    ("fields", "said"), [({"prompt": " \n"}, "nothing to ask"), ({"prompt": "x" * 500}, "too large")]
)
async def test_a_request_that_makes_no_sense_is_not_sent(desk, fields, said):
    api = desk.serve()
    with pytest.raises(AgentRefused, match=said):
        await desk.runs(api, prompt_bytes=400).launch(desk.request(**fields))
    assert api.requests == []


async def test_what_cannot_be_written_down_is_not_started(desk, tmp_path):
    (tmp_path / "file").write_text("in the way")
    api = desk.serve()
    store = Store.open(tmp_path / "file")
    with pytest.raises(AgentRefused, match="cannot be written down"):
        await desk.runs(api, store=store).launch(desk.request())
    assert api.requests == []


async def test_a_service_that_is_down_for_a_while_delays_a_run_and_loses_nothing(desk):
    api = desk.serve(Script(("ACTIVE", "COMPLETE"), result="renamed"), faults=[Fault("get", 503, times=4)])
    runs = desk.runs(api)
    told = []
    runs.subscribe(lambda run: told.append((run.state.value, run.reason)))
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.READY
    assert any(state == "working" and "HTTP 503" in reason for state, reason in told)


async def test_a_token_that_expires_in_the_middle_is_told_and_waited_for(desk):
    api = desk.serve(Script(("ACTIVE", "COMPLETE")), faults=[Fault("get", 401, times=2)])
    runs = desk.runs(api)
    told = []
    runs.subscribe(lambda run: told.append((run.state.value, run.reason)))
    assert (await runs.wait((await runs.launch(desk.request())).id)).state is RunState.READY
    assert any(state == "working" and "does not accept the token" in reason for state, reason in told)


async def test_a_run_that_the_service_forgot_has_failed(desk):
    api = desk.serve(faults=[Fault("get", 404)])
    runs = desk.runs(api)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert (run.state, "does not know this run" in run.reason) == (RunState.FAILED, True)


async def test_a_run_that_never_ends_and_cannot_be_stopped_is_let_go_and_can_be_looked_at_again(desk):
    api = desk.serve(Script(("ACTIVE",)), faults=[Fault("ban", 403)])
    runs = desk.runs(api, watch=0.2)
    run = await runs.wait((await runs.launch(desk.request())).id)
    assert run.state is RunState.FAILED
    assert "no longer watched; it may go on at https://codegen.example/runs/1000" in run.reason
    api.runs[0].script = Script(("COMPLETE",), result="late")
    assert (await runs.look(run.id)).state is RunState.READY


async def test_a_clock_that_jumps_does_not_end_or_hold_up_a_run(desk):
    api = desk.serve(Script(("ACTIVE", "ACTIVE", "ACTIVE", "COMPLETE")))
    runs = desk.runs(api)
    times = iter([0.0, 1e9, 5.0, 1e12, -4.0] + [0.0] * 50)
    runs._steps._now = runs._now = lambda: next(times)
    assert (await runs.wait((await runs.launch(desk.request())).id)).state is RunState.READY


async def test_a_running_run_is_stopped_at_its_service(desk):
    api = desk.serve(Script(("ACTIVE",)))
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await until(lambda: api.asked("get"))
    cancelled = await runs.cancel(run.id)
    assert (cancelled.state, cancelled.reason) == (RunState.CANCELLED, "The service was asked to stop it.")
    assert api.asked("ban")[0].body == {"agent_run_id": 1000}
    looks = len(api.asked("get"))
    await asyncio.sleep(0.2)
    assert len(api.asked("get")) <= looks + 1
    assert (await runs.get(run.id)).state is RunState.CANCELLED


async def test_a_run_that_cannot_be_stopped_is_let_go_and_says_so(desk):
    api = desk.serve(Script(("ACTIVE",)), faults=[Fault("ban", 403)])
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await until(lambda: api.asked("get"))
    assert (await runs.cancel(run.id)).reason.startswith("It is no longer watched, but may go on: ")


async def test_cancelling_while_the_request_is_on_its_way_waits_for_its_answer(desk):
    api = desk.serve(Script(("ACTIVE",)), faults=[Fault("create", 200, acts=True, delay=0.3)])
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await until(lambda: api.created)
    assert (await runs.cancel(run.id)).reason == "The service was asked to stop it."
    assert len(api.asked("ban")) == 1


async def test_who_waits_may_go_without_ending_the_run(desk):
    api = desk.serve(Script(("ACTIVE", "ACTIVE", "COMPLETE")))
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    waiting = asyncio.create_task(runs.wait(run.id))
    await asyncio.sleep(0.01)
    waiting.cancel()
    assert (await runs.wait(run.id)).state is RunState.READY


async def test_logs_are_readable_while_it_runs(desk):
    lines = [
        {"message_type": "ACTION", "tool_name": "ripgrep", "thought": "look", "observation": {"found": 2}},
        {"message_type": "FINAL_ANSWER", "observation": "all renamed", "created_at": "2026-01-01T00:00:01Z"},
    ]
    api = desk.serve(Script(("ACTIVE",), logs=lines))
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await until(lambda: api.asked("get"))
    page = await runs.logs(run.id)
    assert [(line.kind, line.tool, line.thought, line.text) for line in page.lines] == [
        ("ACTION", "ripgrep", "look", '{"found": 2}'),
        ("FINAL_ANSWER", "", "", "all renamed"),
    ]
    newest = await runs.logs(run.id, limit=1, newest_first=True)
    assert (newest.lines[0].text, newest.total) == ("all renamed", 2)


async def test_ten_thousand_lines_of_log_are_read_page_by_page(desk):
    api = desk.serve(Script(("ACTIVE",), logs=[{"message_type": "ACTION", "thought": "x" * 200}] * 10_000))
    runs = desk.runs(api)
    run = await runs.launch(desk.request())
    await until(lambda: api.asked("get"))
    page = await runs.logs(run.id, skip=9_950)
    assert (len(page.lines), page.total) == (50, 10_000)


async def test_a_finished_run_is_gone_on_with_once(desk):
    api = desk.serve()
    runs = desk.runs(api)
    first = await runs.wait((await runs.launch(desk.request())).id)
    assert first.remote is not None
    more = await runs.launch(desk.request(prompt="And the tests", continues=first.remote.id))
    assert (await runs.wait(more.id)).state is RunState.READY
    assert api.asked("resume")[0].body == {"agent_run_id": 1000, "prompt": "And the tests"}
    assert len(api.runs) == 1


async def test_going_on_that_was_not_confirmed_is_asked_about(desk):
    api = desk.serve(faults=[Fault("resume", 500, acts=True)])
    runs = desk.runs(api)
    first = await runs.wait((await runs.launch(desk.request())).id)
    more = await runs.launch(desk.request(continues=first.remote.id))
    assert (await runs.wait(more.id)).state is RunState.UNKNOWN
    assert len(api.asked("resume")) == 1


async def test_a_listener_that_fails_does_not_stop_a_run(desk):
    api = desk.serve()
    runs = desk.runs(api)
    told = []

    def bad(_run):
        raise ValueError("bad")

    runs.subscribe(bad)
    end = runs.subscribe(lambda run: told.append(run.state))
    end()
    assert (await runs.wait((await runs.launch(desk.request())).id)).state is RunState.READY
    assert told == []


async def test_runs_keep_to_the_limits_of_the_api(desk):
    api = desk.serve(Script(("COMPLETE",)), limited=True)
    runs = desk.runs(api)
    launched = [await runs.launch(desk.request()) for _ in range(12)]
    async with asyncio.timeout(60):
        while (states := [one.state for one in await runs.all()]).count(RunState.READY) < 10:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert (states.count(RunState.READY), states.count(RunState.QUEUED)) == (10, 2)
    assert len(api.created) == 10
    assert (await runs.cancel(launched[-1].id)).reason == "It was not started."


async def test_a_look_that_was_under_way_does_not_undo_a_cancellation(desk):
    api = desk.serve(Script(("ACTIVE",)))
    runs = desk.runs(api, first_pause=0.01, longest_pause=0.01)
    run = await runs.launch(desk.request())
    await until(lambda: api.asked("get"))
    entry = runs._mine[run.id]
    looked = await runs._backend.look("1000")
    async with entry.stepping:
        seen = asyncio.ensure_future(runs._steps.seen(entry, looked, only_from=RunState.WORKING))
        cancelled = asyncio.ensure_future(runs.cancel(run.id))
        await asyncio.sleep(0.2)
    await asyncio.gather(seen, cancelled)
    await runs._steps.seen(entry, looked, only_from=RunState.WORKING)
    assert (await runs.get(run.id)).state is RunState.CANCELLED
