"""Local agents that crash, lie, hang or go on: each ends in a clear state, nothing is lost and nothing runs on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from contexten.agents.acp.model import Rules
from contexten.agents.acp.process import MARK, kill_marked
from contexten.agents.model import RunState
from support.acp_desk import AcpDesk, lives
from support.waiting import until

TESTS = Path(__file__).parents[2]


@pytest.fixture
async def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    desk = AcpDesk(tmp_path)
    yield desk
    await desk.close()


def proposes(desk):
    return {"write": desk.path("a.py"), "text": "x = 1\n"}


def assert_kept(run):
    assert [(change.path, change.after) for change in run.remote.changes] == [("a.py", "x = 1\n")]


async def started(desk, runs):
    """Launch, and wait until the agent works on the prompt."""
    run = await runs.launch(desk.request())
    await until(lambda: desk.report("prompt"))
    return run


async def written(runs, intent):
    """Wait until a change that the run proposes is in the store."""
    async with asyncio.timeout(60):
        while not ((run := await runs.get(intent)).remote and run.remote.changes):  # noqa: ASYNC110  another process writes
            await asyncio.sleep(0.05)


async def test_a_crash_keeps_what_was_done(desk):
    runs = desk.runs(proposes(desk), {"say": "Half"}, {"exit": 7})
    run = await desk.ended(runs)
    assert (run.state, "ended with code 7 in the middle of the run" in run.reason) == (RunState.FAILED, True)
    assert_kept(run)
    assert run.remote.result == "Half"
    assert ("error output", "out of paper") in [(line.kind, line.text) for line in run.remote.log]


async def test_an_agent_that_is_killed_is_a_crash(desk):
    runs = desk.runs(proposes(desk), {"sleep": 60})
    run = await started(desk, runs)
    await until(lambda: desk.report("answer"))
    os.kill(desk.report("pid")[0], signal.SIGKILL)
    run = await runs.wait(run.id)
    assert (run.state, "code -9" in run.reason) == (RunState.FAILED, True)
    assert_kept(run)


@pytest.mark.parametrize("code", [0, 1])
async def test_an_agent_that_ends_at_once_is_told(desk, code):
    run = await desk.ended(desk.runs_of((sys.executable, "-c", f"raise SystemExit({code})")))
    assert (run.state, f"ended with code {code}" in run.reason) == (RunState.FAILED, True)


async def test_lines_that_are_not_of_the_protocol_are_passed_over(desk):
    garbage = [
        "hello\n",
        "\n",
        "[1]\n",
        "5\n",
        '{"id": []}\n',
        '{"id": 1, "error": "no"}\n',
        '{"method": 4}\n',
        "\udcff\udcfe\n",
    ]
    garbage += ['{"jsonrpc": "2.0", "id": {}, "method": "x"}\n', "[" * 100_000 + "\n", '{"id": 99, "result": {}}\n']
    run = await desk.ended(desk.runs(*({"raw": text} for text in garbage), {"say": "Done."}))
    assert (run.state, run.remote.result) == (RunState.READY, "Done.")
    assert [line.text for line in run.remote.log if line.kind == "output"][:3] == ["hello", "[1]", "5"]


async def test_too_much_garbage_ends_the_run(desk):
    runs = desk.runs(proposes(desk), {"raw": "hello\n" * 150}, {"sleep": 60})
    run = await desk.ended(runs)
    assert (run.state, "more than 100 lines that are not of the protocol" in run.reason) == (RunState.FAILED, True)
    assert_kept(run)


async def test_a_huge_line_ends_the_run_in_bounded_memory(desk):
    runs = desk.runs(proposes(desk), {"huge": 3_000_000}, {"sleep": 60}, limits={"message": 1_000_000})
    run = await desk.ended(runs)
    assert (run.state, "a message of more than 976 kB" in run.reason) == (RunState.FAILED, True)
    assert_kept(run)


async def test_endless_output_ends_the_run(desk):
    run = await desk.ended(desk.runs({"lines": 100_000}, limits={"output": 200_000}))
    assert (run.state, "wrote more than" in run.reason) == (RunState.FAILED, True)


async def test_too_many_requests_at_once_end_the_run(desk):
    async def never(_question, _answers):
        await asyncio.sleep(3600)

    desk.answer = never
    options = [{"optionId": "go", "name": "Go", "kind": "allow_once"}]
    flood = {"flood": 300, "method": "session/request_permission", "options": options}
    run = await desk.ended(desk.runs(proposes(desk), flood, {"sleep": 60}, limits={"at_once": 10}))
    assert (run.state, "more than 10 things at once" in run.reason) == (RunState.FAILED, True)
    assert_kept(run)


async def test_many_requests_that_are_answered_at_once_do_no_harm(desk):
    run = await desk.ended(desk.runs({"flood": 300, "method": "terminal/nonsense"}, {"say": "Done."}))
    assert (run.state, run.remote.result) == (RunState.READY, "Done.")


async def test_halves_of_characters_do_not_break_the_store(desk):
    half = '{"jsonrpc": "2.0", "method": "session/update", "params": {"sessionId": "session-1", "update": '
    half += (
        '{"sessionUpdate": "agent_message_chunk", "content": {"type": "text", "text": "a\\ud800b \\ud83d\\ude00"}}}}\n'
    )
    run = await desk.ended(desk.runs({"raw": half}, {"write": desk.path("b.py"), "text": "\ud800"}))
    assert (run.state, run.remote.result) == (RunState.READY, "a�b 😀")
    assert run.remote.changes[0].after == "�"


async def test_messages_of_another_session_and_wrong_ones_are_refused(desk):
    wrong = [
        {"call": "fs/read_text_file", "params": {"path": 5}},
        {"call": "fs/read_text_file", "params": {"sessionId": "other", "path": desk.path("a.py")}},
        {"call": "fs/format_disk", "params": {}},
        {"call": "session/request_permission", "params": {"toolCall": 1}},
    ]
    run = await desk.ended(desk.runs(*wrong, {"say": "Done."}))
    assert (run.state, run.remote.result) == (RunState.READY, "Done.")
    assert [answer["error"]["code"] for answer in desk.report("answer")] == [-32602, -32602, -32601, -32602]


async def test_nothing_is_read_before_there_is_a_session(desk):
    early = '{"jsonrpc": "2.0", "id": "r", "method": "fs/read_text_file", "params": {"sessionId": "", "path": "/"}}'
    first = [{"raw": f"{early}\n"}]
    run = await desk.ended(desk.runs({"say": "Done."}, first=first))
    assert run.state is RunState.READY


async def test_an_agent_that_never_ends_is_stopped(desk):
    runs = desk.runs(proposes(desk), {"sleep": 600}, limits={"seconds": 12.0}, ignore=["TERM", "cancel", "eof"])
    run = await desk.ended(runs)
    assert (run.state, "did not end within 0.2 minutes" in run.reason) == (RunState.FAILED, True)
    assert_kept(run)
    assert not lives(desk.report("pid")[0])


async def test_an_agent_that_never_answers_is_stopped(desk):
    silent = (sys.executable, "-c", "import time; time.sleep(600)")
    run = await desk.ended(desk.runs_of(silent, limits={"setup": 0.5}))
    assert (run.state, "did not answer within 0.5 s" in run.reason) == (RunState.FAILED, True)


async def test_cancelling_tells_the_agent_first(desk):
    runs = desk.runs(proposes(desk), {"sleep": 600}, limits={"grace": 60.0})
    run = await started(desk, runs)
    await until(lambda: desk.report("answer"))
    ended = await runs.cancel(run.id)
    assert (ended.state, ended.reason) == (RunState.CANCELLED, "It was cancelled; what it had proposed is kept.")
    assert desk.report("cancelled") == [True]
    assert_kept(ended)
    assert_kept(await runs.get(run.id))
    assert not lives(desk.report("pid")[0])


async def test_cancelling_answers_a_question_that_waits(desk):
    async def never(_question, _answers):
        await asyncio.sleep(3600)

    desk.answer = never
    runs = desk.runs({"permit": "Run", "options": [["Go", "allow_once"]]}, ignore=["cancel"], limits={"grace": 60.0})
    run = await started(desk, runs)
    await until(lambda: desk.asked)
    await runs.cancel(run.id)
    assert desk.report("answer") == [{"outcome": {"outcome": "cancelled"}}]


async def test_an_agent_that_is_done_may_go_by_itself(desk):
    run = await desk.ended(desk.runs({"say": "Done."}, limits={"leave": 30.0}))
    assert run.state is RunState.READY
    assert desk.report("closed") == [True]


@pytest.mark.parametrize("escape", [False, True])
async def test_cancelling_kills_an_agent_that_will_not_go_and_all_that_it_started(desk, escape):
    spawn = {"spawn": 600, "escape": escape, "holds_pipes": True}
    runs = desk.runs({"spawn": 600}, spawn, {"sleep": 600}, ignore=["TERM", "cancel", "eof"])
    run = await started(desk, runs)
    await until(lambda: len(desk.report("pid")) == 3)
    ended = await runs.cancel(run.id)
    assert ended.state is RunState.CANCELLED
    await until(lambda: not any(lives(pid) for pid in desk.report("pid")))


async def test_what_a_finished_agent_left_running_is_killed_and_does_not_hold_the_run(desk):
    runs = desk.runs({"spawn": 600, "escape": True, "holds_pipes": True}, {"exit": 0})
    run = await desk.ended(runs)
    assert run.state is RunState.FAILED
    await until(lambda: not any(lives(pid) for pid in desk.report("pid")))


async def test_a_command_does_not_outlive_its_run(desk):
    rules = Rules(variables=("PYTHONPATH",), terminals=True)
    runs = desk.runs({"run": ["sh", "-c", f"echo $$ > {desk.path('pid')}; sleep 600"]}, rules=rules)
    run = await started(desk, runs)
    file = desk.root / "pid"
    await until(lambda: file.exists() and file.read_text(encoding="utf-8").strip())
    await runs.cancel(run.id)
    await until(lambda: not lives(int(file.read_text(encoding="utf-8"))))


async def test_closing_the_program_ends_its_runs_and_keeps_what_they_had(desk):
    runs = desk.runs(proposes(desk), {"sleep": 600}, ignore=["TERM", "cancel", "eof"])
    run = await started(desk, runs)
    await until(lambda: desk.report("answer"))
    await runs.aclose()
    assert not lives(desk.report("pid")[0])
    kept = await desk.runs().get(run.id)
    assert (kept.state, "ended with the program that ran it" in kept.reason) == (RunState.FAILED, True)
    assert_kept(kept)


async def test_another_process_sees_a_run_and_can_cancel_it(desk):
    runs = desk.runs(proposes(desk), {"say": "Half"}, {"sleep": 600})
    run = await started(desk, runs)
    other = desk.runs_of(("unused",), store=desk.other_store())
    await written(other, run.id)
    seen = await other.look(run.id)
    assert seen.state is RunState.WORKING
    assert_kept(seen)
    assert await other.pick_up() == (), "its process still lives"
    assert (await other.cancel(run.id)).state is RunState.CANCELLED
    await until(lambda: not lives(desk.report("pid")[0]))
    ended = await runs.wait(run.id)
    assert ended.state is RunState.CANCELLED
    assert_kept(await other.get(run.id))


CHILD = """
import asyncio, sys
from pathlib import Path
from support.acp_desk import AcpDesk

async def main():
    desk = object.__new__(AcpDesk)
    folder = Path(sys.argv[1])
    real_mkdir = Path.mkdir
    Path.mkdir = lambda self, *a, **k: real_mkdir(self, *a, **{**k, "exist_ok": True})
    AcpDesk.__init__(desk, folder)
    write = {"write": desk.path("a.py"), "text": "x = 1\\n"}
    runs = desk.runs(write, {"sleep": 600}, ignore=["TERM", "cancel", "eof"])
    run = await runs.launch(desk.request())
    print(run.id, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def killed(desk, tmp_path, moment):
    """Kill a program that runs an agent, at a moment of the run; the run's id, and what another process has to see."""
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    child = await asyncio.to_thread(subprocess.Popen, command, stdout=subprocess.PIPE, text=True)
    intent = (await asyncio.to_thread(child.stdout.readline)).strip()
    runs = desk.runs_of(("unused",))
    await moment(desk, runs, intent)
    child.kill()
    child.wait()
    child.stdout.close()
    return intent, runs


async def test_a_killed_program_leaves_a_failed_run_with_what_it_had_and_no_agent(desk, tmp_path):
    async def moment(_desk, runs, intent):
        await written(runs, intent)

    intent, runs = await killed(desk, tmp_path, moment)
    assert lives(desk.report("pid")[0]), "nobody could stop it"
    (run,) = await runs.pick_up()
    assert (run.id, run.state) == (intent, RunState.FAILED)
    assert_kept(run)
    await until(lambda: not lives(desk.report("pid")[0]))


async def launched(_desk, _runs, _intent):
    pass


async def begun(desk, _runs, _intent):
    await until(lambda: desk.report("pid"))


async def prompted(desk, _runs, _intent):
    await until(lambda: desk.report("prompt"))


@pytest.mark.parametrize("moment", [launched, begun, prompted])
async def test_wherever_the_program_is_killed_the_run_has_an_end_and_no_agent_goes_on(desk, tmp_path, moment):
    intent, runs = await killed(desk, tmp_path, moment)
    (run,) = await runs.pick_up()
    assert (run.id, run.state in {RunState.FAILED, RunState.CANCELLED}, bool(run.reason)) == (intent, True, True)
    await until(lambda: not marked(intent))
    assert await desk.runs_of(("unused",)).pick_up() == ()
    assert (await runs.get(intent)).state is run.state
    assert list(desk.root.iterdir()) == [], "nothing of it was written"


def marked(intent):
    """Processes of the run."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == intent and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def test_only_what_carries_the_mark_is_killed():
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    marked = subprocess.Popen(sleep, env={MARK: "run-1"})
    other = subprocess.Popen(sleep, env={MARK: "run-11"})
    try:
        end = time.monotonic() + 60
        while kill_marked("run-1") == 0 and time.monotonic() < end:
            time.sleep(0.01)
        assert marked.wait(60) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        for process in (marked, other):
            process.kill()
            process.wait()
