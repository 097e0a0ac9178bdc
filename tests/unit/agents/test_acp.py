"""A run of a local agent: what it is told, what it may do, and what comes of it."""

from __future__ import annotations

import asyncio
import os

import pytest

from contexten.agents.acp.model import Rules
from contexten.agents.model import FileChange, RunState
from contexten.errors import AgentRefused
from support.acp_desk import AcpDesk
from support.waiting import until

YES_NO = [["Allow", "allow_once"], ["Reject", "reject_once"]]


@pytest.fixture
async def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.fspath(os.path.join(os.path.dirname(__file__), "..", "..")))
    desk = AcpDesk(tmp_path)
    (desk.root / "shop.py").write_text("def total():\n    return 1\n", encoding="utf-8")
    yield desk
    await desk.close()


async def test_what_an_agent_writes_is_proposed_and_not_written(desk):
    path, new = desk.path("shop.py"), desk.path("new.py")
    edit = {"edit": path, "old": "total", "new": "sum_of"}
    runs = desk.runs({"say": "I rename it."}, edit, {"write": new, "text": "x = 1\n"}, {"say": "Do"}, {"say": "ne."})
    run = await desk.ended(runs)
    assert (run.state, run.reason) == (RunState.READY, "")
    assert run.remote.changes == (
        FileChange("shop.py", "def total():\n    return 1\n", "def sum_of():\n    return 1\n"),
        FileChange("new.py", None, "x = 1\n"),
    )
    assert run.remote.result == "I rename it.Done."
    assert (desk.root / "shop.py").read_text(encoding="utf-8") == "def total():\n    return 1\n"
    assert not (desk.root / "new.py").exists()
    assert (await runs.get(run.id)).remote == run.remote, "it is on the disk"


async def test_the_last_message_is_the_one_after_the_last_step(desk):
    steps = ({"say": "First I look."}, {"tool": "Look"}, {"say": "Here it is."}, {"say": "Bye", "messageId": "m2"})
    run = await desk.ended(desk.runs(*steps))
    assert run.remote.result == "Bye"


async def test_an_empty_piece_begins_no_message(desk):
    runs = desk.runs({"say": "Here it is."}, {"tool": "Look"}, {"say": ""}, {"tool": "Look again"}, {"think": ""})
    run = await desk.ended(runs)
    assert run.remote.result == "Here it is."
    assert [
        line.kind for line in await desk.lines(runs, run) if not line.text and not line.thought and not line.tool
    ] == []


async def test_what_an_agent_wrote_to_the_disk_by_itself_is_in_the_end_of_its_run(desk):
    desk.place.changed = tuple(f"a{number}.py" for number in range(7))
    run = await desk.ended(desk.runs({"say": "Done."}))
    assert (run.state, run.reason) == (
        RunState.READY,
        (
            "Changed on the disk since the run began, by the agent itself or by someone else: "
            "a0.py, a1.py, a2.py, a3.py, a4.py and 2 more."
        ),
    )
    run = await desk.ended(desk.runs({"stop": "refusal"}))
    assert run.reason.startswith("The agent refused the task. Changed on the disk since the run began")


async def test_the_agent_is_told_what_we_can_do_and_where_it_works(desk):
    run = await desk.ended(desk.runs(), prompt="Rename it", links=("shop.py",))
    assert run.state is RunState.READY
    (hello,) = desk.report("initialize")
    assert hello["clientCapabilities"]["fs"] == {"readTextFile": True, "writeTextFile": True}
    assert not hello["clientCapabilities"].get("terminal")
    assert desk.report("session") == [{"cwd": str(desk.root), "mcpServers": []}]
    (prompt,) = desk.report("prompt")
    assert prompt == [
        {"type": "text", "text": "Rename it"},
        {"type": "resource_link", "name": "shop.py", "uri": (desk.root / "shop.py").as_uri()},
    ]


async def test_the_environment_is_minimal(desk, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "a key of ours")
    monkeypatch.setenv("CONTEXTEN_API_KEY", "a key of ours")
    monkeypatch.setenv("AGENT_KEY", "its own")
    monkeypatch.setenv("LC_TIME", "C")
    await desk.ended(desk.runs(rules=Rules(variables=("PYTHONPATH", "AGENT_KEY", "NOT_SET"))))
    (given,) = desk.report("environment")
    assert "a key of ours" not in given.values()
    assert (given["AGENT_KEY"], given["LC_TIME"], given["PATH"]) == ("its own", "C", os.environ["PATH"])
    assert set(given) <= {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "PYTHONPATH", "AGENT_KEY"),
        *("LC_TIME", "LC_CTYPE", "LC_ALL", "CONTEXTEN_AGENT_RUN"),
    }


async def test_unsaved_text_is_read_and_is_what_a_change_starts_from(desk):
    desk.place.unsaved["shop.py"] = "def total():\n    return 2  # unsaved\n"
    run = await desk.ended(desk.runs({"edit": desk.path("shop.py"), "old": "total", "new": "all_of"}))
    (change,) = run.remote.changes
    assert (change.before, "unsaved" in change.after) == (desk.place.unsaved["shop.py"], True)


async def test_what_the_person_typed_since_the_agent_read_is_not_in_the_base(desk):
    async def type_then_yes(_question, answers):
        desk.place.unsaved["shop.py"] = "typed meanwhile\n"
        return answers[0]

    desk.answer = type_then_yes
    path = desk.path("shop.py")
    run = await desk.ended(
        desk.runs({"read": path}, {"permit": "Write", "options": YES_NO}, {"write": path, "text": "mine\n"})
    )
    assert run.remote.changes == (FileChange("shop.py", "def total():\n    return 1\n", "mine\n"),)


async def test_an_agent_reads_back_what_it_wrote_in_lines(desk):
    path = desk.path("shop.py")
    text = "a\nb\nc\nd"
    steps = [{"write": path, "text": text}, {"read": path}, {"read": path, "line": 2, "limit": 2}]
    steps += [{"read": path, "line": 4}, {"read": path, "line": 9, "limit": 1}, {"read": path, "limit": 1}]
    await desk.ended(desk.runs(*steps))
    read = [answer["content"] for answer in desk.report("answer") if "content" in answer]
    assert read == [text, "b\nc\n", "d", "", "a\n"]


async def test_a_file_that_is_written_back_as_it_was_is_no_change(desk):
    path = desk.path("shop.py")
    original = (desk.root / "shop.py").read_text(encoding="utf-8")
    run = await desk.ended(desk.runs({"write": path, "text": "x"}, {"write": path, "text": original}))
    assert run.remote.changes == ()


async def test_a_secret_is_neither_read_nor_lost(desk):
    (desk.root / "shop.py").write_text('total = "hunter2"\n', encoding="utf-8")
    run = await desk.ended(desk.runs({"edit": desk.path("shop.py"), "old": "total", "new": "x"}))
    assert desk.report("answer")[0] == {"content": 'total = "<SECRET>"\n'}
    assert run.remote.changes[0].after == 'x = "hunter2"\n'


async def test_a_file_that_is_denied_is_an_error_for_the_agent_alone(desk):
    run = await desk.ended(desk.runs({"read": "/etc/passwd"}, {"write": "/etc/passwd", "text": ""}, {"say": "Well."}))
    assert (run.state, run.remote.changes) == (RunState.READY, ())
    said = [answer["error"]["message"] for answer in desk.report("answer")]
    assert said == [
        f"Contexten does not {what} this: it lies outside of the workspace folders." for what in ("read", "write")
    ]


@pytest.mark.parametrize(
    ("steps", "limits", "said"),
    [
        ([{"text": "x" * 2000}], {"file_bytes": 1000}, "more than 0 kB"),
        ([{"text": "a\0b"}], {}, "no text"),
        ([{"text": "1"}, {"text": "2"}, {"text": "3"}], {"files": 2}, "may change 2 files"),
        ([{"text": "x" * 600}, {"text": "y" * 600}], {"changed_bytes": 1000}, "together"),
    ],
)
async def test_there_are_limits_to_what_is_proposed(desk, steps, limits, said):
    writes = [{"write": desk.path(f"{number}.py"), **step} for number, step in enumerate(steps)]
    run = await desk.ended(desk.runs(*writes, limits=limits))
    assert run.state is RunState.READY
    assert len(run.remote.changes) == len(steps) - 1
    assert said in desk.report("answer")[-1]["error"]["message"]


async def test_a_permission_is_a_question_to_the_person(desk):
    desk.answer = "Allow"
    step = {"permit": "Run the tests", "options": YES_NO, "kind": "execute", "rawInput": {"command": ["pytest", "-q"]}}
    run = await desk.ended(desk.runs(step))
    assert desk.asked == [
        ("The agent scripted asks for permission: Run the tests (execute). Command: pytest -q.", ("Allow", "Reject"))
    ]
    assert desk.report("answer") == [{"outcome": {"outcome": "selected", "optionId": "allow_once"}}]
    kinds = [(line.kind, line.text) for line in run.remote.log]
    assert ("question", "Run the tests") in kinds
    assert ("answer", "Allow") in kinds


@pytest.mark.parametrize("answer", [None, "Reject", "something else"])
async def test_no_answer_is_a_no(desk, answer):
    desk.answer = answer
    await desk.ended(desk.runs({"permit": "Run", "options": YES_NO}))
    assert desk.report("answer") == [{"outcome": {"outcome": "selected", "optionId": "reject_once"}}]


@pytest.mark.parametrize("options", [[], [["Go", "allow_once"], ["Always", "allow_always"]]])
async def test_where_there_is_no_option_to_refuse_no_answer_is_a_cancellation(desk, options):
    await desk.ended(desk.runs({"permit": "Run", "options": options}))
    assert desk.report("answer") == [{"outcome": {"outcome": "cancelled"}}]


async def test_what_lasts_is_offered_last_and_options_of_one_name_can_be_told_apart(desk):
    desk.answer = "Go (2)"
    options = [["Always", "allow_always"], ["Go", "reject_once"], ["Go", "allow_once"]]
    await desk.ended(desk.runs({"permit": "Run", "options": options}))
    assert desk.asked[0][1] == ("Go", "Go (2)", "Always")
    assert desk.report("answer")[0]["outcome"]["optionId"] == "reject_once"


async def test_too_many_questions_at_once_are_not_asked(desk):
    async def never(_question, _answers):
        await asyncio.sleep(3600)

    desk.answer = never
    options = [{"optionId": "go", "name": "Go", "kind": "allow_once"}]
    runs = desk.runs(
        {"flood": 5, "method": "session/request_permission", "options": options}, {"sleep": 60}, limits={"questions": 2}
    )
    run = await runs.launch(desk.request())
    await until(lambda: len(desk.asked))
    log = await runs.logs(run.id)
    while sum(line.kind == "answer" for line in log.lines) < 3:
        await asyncio.sleep(0.05)
        log = await runs.logs(run.id)
    await runs.cancel(run.id)
    assert [question for question, _ in desk.asked] == ["The agent scripted asks for permission: t0."]


async def test_plan_thoughts_and_steps_are_progress_and_lines_of_the_log(desk):
    runs = desk.runs(
        {"plan": [["Look", "completed"], ["Rename", "in_progress"]]},
        {"think": "hmm, "},
        {"think": "yes"},
        {"tool": "Edit shop.py", "kind": "edit", "locations": [{"path": "/x/shop.py"}]},
        {"tool_done": "completed", "content": [{"type": "content", "content": {"type": "text", "text": "ok"}}]},
        {
            "update": {
                "sessionUpdate": "usage_update",
                "used": 5,
                "size": 10,
                "cost": {"amount": 0.25, "currency": "USD"},
            }
        },
        {"update": {"sessionUpdate": "of_the_future", "x": 1}},
    )
    told = []
    runs.subscribe(lambda run: told.append(run.remote.status if run.remote else ""))
    run = await desk.ended(runs)
    lines = [(line.kind, line.tool, line.thought, line.text) for line in run.remote.log]
    assert lines[:4] == [
        ("plan", "", "", "[completed] Look\n[in_progress] Rename"),
        ("thought", "", "hmm, yes", ""),
        ("tool", "Edit shop.py", "", "/x/shop.py"),
        ("tool completed", "Edit shop.py", "", "ok"),
    ]
    assert [line[0] for line in lines[4:]] == ["unknown", "end"]
    assert run.remote.summary == "It says it cost 0.25 USD."
    assert "starting" in told
    assert (await desk.lines(runs, run))[-1].kind == "end"


async def test_ten_thousand_lines_are_readable(desk):
    runs = desk.runs({"lines": 10_000})
    run = await desk.ended(runs)
    assert run.state is RunState.READY
    page = await runs.logs(run.id, skip=0, limit=100, newest_first=False)
    assert (page.total, page.lines[5].tool) == (10_001, "step 5")
    newest = await runs.logs(run.id, skip=1, limit=100, newest_first=True)
    assert newest.lines[0].tool == "step 9999"
    assert len(run.remote.log) == 200


@pytest.mark.parametrize(
    ("stop", "state", "said"),
    [
        ("max_tokens", RunState.FAILED, "limit of tokens"),
        ("max_turn_requests", RunState.FAILED, "limit of steps"),
        ("refusal", RunState.FAILED, "refused the task"),
        ("cancelled", RunState.CANCELLED, "ended it"),
        ("bored", RunState.FAILED, "not of the protocol"),
    ],
)
async def test_other_ends_say_what_they_are_and_keep_what_was_proposed(desk, stop, state, said):
    run = await desk.ended(desk.runs({"write": desk.path("a.py"), "text": "1\n"}, {"stop": stop}))
    assert (run.state, said in run.reason) == (state, True)
    assert [change.path for change in run.remote.changes] == ["a.py"]


async def test_an_error_of_the_agent_is_told(desk):
    run = await desk.ended(desk.runs({"error": "quota exceeded"}))
    assert (run.state, run.reason) == (RunState.FAILED, "The agent answered with an error: quota exceeded.")


async def test_an_agent_of_another_version_is_not_talked_to(desk):
    run = await desk.ended(desk.runs(version=2))
    assert (run.state, "speaks version 2" in run.reason) == (RunState.FAILED, True)


ENV = {"type": "env_var", "id": "key", "name": "A key", "vars": [{"name": "AGENT_KEY"}]}
BROWSER = {"id": "browser", "name": "In the browser"}


async def test_a_sign_in_whose_variable_the_agent_has_is_done_without_a_question(desk, monkeypatch):
    monkeypatch.setenv("AGENT_KEY", "its own")
    runs = desk.runs({"say": "in"}, sign_in=[BROWSER, ENV], rules=Rules(variables=("PYTHONPATH", "AGENT_KEY")))
    run = await desk.ended(runs)
    assert (run.state, desk.asked) == (RunState.READY, [])
    assert desk.report("authenticate") == [{"methodId": "key"}]


async def test_else_the_person_is_asked_how_to_sign_in(desk):
    desk.answer = "In the browser"
    run = await desk.ended(desk.runs({"say": "in"}, sign_in=[ENV, BROWSER]))
    assert run.state is RunState.READY
    assert desk.asked == [("The agent scripted wants you to sign in. How?", ("In the browser", "Not now"))]
    assert desk.report("authenticate") == [{"methodId": "browser"}]


async def test_an_agent_may_want_the_sign_in_later(desk):
    desk.answer = "In the browser"
    run = await desk.ended(desk.runs({"say": "in"}, sign_in=[BROWSER], asks_at="session/prompt"))
    assert (run.state, run.remote.result) == (RunState.READY, "in")
    assert desk.report("authenticate") == [{"methodId": "browser"}]


async def test_a_sign_in_that_does_not_work_says_what_the_agent_says(desk):
    desk.answer = "Log in"
    login = {"id": "login", "name": "Log in", "description": "Run `agent /login` in the terminal"}
    run = await desk.ended(desk.runs(sign_in=[login], asks_at="session/prompt", no_sign_in=True))
    said = "The agent scripted wants you to sign in first. It says: Run `agent /login` in the terminal."
    assert (run.state, run.reason) == (RunState.FAILED, said)


@pytest.mark.parametrize(("methods", "said"), [([ENV], "set AGENT_KEY"), ([BROWSER], "Start it once in a terminal")])
async def test_without_a_sign_in_the_run_says_what_to_do(desk, methods, said):
    run = await desk.ended(desk.runs(sign_in=methods))
    assert (run.state, said in run.reason) == (RunState.FAILED, True)
    assert desk.report("prompt") == []


async def test_terminals_are_not_there_unless_the_person_allows_them(desk):
    await desk.ended(desk.runs({"run": ["echo", "hello"]}))
    assert desk.report("answer")[0]["error"]["code"] == -32601


async def test_allowed_terminals_run_in_the_folder_and_are_read(desk):
    rules = Rules(variables=("PYTHONPATH",), terminals=True)
    run_it = {"run": ["sh", "-c", "pwd; echo $A; printf ÄÄÄÄ; exit 3"], "env": [{"name": "A", "value": "b"}]}
    outside = {"run": ["pwd"], "cwd": "/"}
    missing = {"run": ["no-such-program"]}
    run = await desk.ended(desk.runs(run_it, {**run_it, "outputByteLimit": 5}, outside, missing, rules=rules))
    assert run.state is RunState.READY
    assert desk.report("initialize")[0]["clientCapabilities"]["terminal"] is True
    answers = desk.report("answer")
    exits = [answer for answer in answers if "exitCode" in answer]
    outputs = [(answer["output"], answer["truncated"]) for answer in answers if "output" in answer]
    assert exits == [{"exitCode": 3}, {"exitCode": 3}]
    assert outputs == [(f"{desk.root}\nb\nÄÄÄÄ", False), ("ÄÄ", True)]
    said = [answer["error"]["message"] for answer in answers if "error" in answer]
    assert ["outside" in said[0], "cannot be started" in said[1]] == [True, True]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("no-such-agent-here",), "There is no program"),
        (("./agent",), "absolute path"),
        (("bin/agent",), "absolute path"),
    ],
)
async def test_a_program_that_is_not_there_is_told(desk, command, said):
    run = await desk.ended(desk.runs_of(command))
    assert (run.state, said in run.reason) == (RunState.FAILED, True)


async def test_a_program_of_the_workspace_itself_is_not_started(desk, monkeypatch):
    program = desk.root / "agent"
    program.write_text("#!/bin/sh\ntouch started\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{desk.root}{os.pathsep}{os.environ['PATH']}")
    for command in ("agent", str(program)):
        run = await desk.ended(desk.runs_of((command,)))
        assert (run.state, "lies in the workspace itself" in run.reason) == (RunState.FAILED, True)
    assert not (desk.root / "started").exists()


async def test_an_agent_that_no_setting_names_is_not_started(desk):
    run = await desk.ended(desk.runs(), agent_type="other")
    assert (run.state, "in the settings are: scripted" in run.reason) == (RunState.FAILED, True)


async def test_runs_are_not_paid_and_still_need_an_instruction(desk):
    with pytest.raises(AgentRefused, match="nothing to ask"):
        await desk.runs().launch(desk.request(prompt=" "))
