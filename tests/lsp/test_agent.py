"""Runs of agents from an editor: asked about, shown, listed, stopped."""

from __future__ import annotations

import asyncio

import pytest

from contexten.agents.model import RunState
from contexten.lsp.commands.agent_launch import START
from support.codegen_api import Fault, Script, serving
from support.editor import Editor, ServerError
from support.waiting import until

SOURCE = "def gross(net: float) -> float:\n    raise NotImplementedError\n"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "prices.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def serve(monkeypatch):
    with serving(monkeypatch) as serve:
        yield serve


async def launch(editor, **more):
    editor.person.answer = START
    return await editor.execute("contexten.agent.launch", {"instruction": "Rename gross to brutto", **more})


async def test_a_person_confirms_and_the_result_is_shown(root, serve):
    pull = {"id": 3, "url": "https://example.org/pull/3", "title": "Rename", "head_branch_name": "brutto"}
    api = serve(Script(("ACTIVE", "COMPLETE"), result="renamed", pulls=[pull]))
    async with Editor(root) as editor:
        result = await launch(editor, model="gpt-x", uri=editor.uri("prices.py"))
        question = editor.questions[0]["message"]
        assert "Rename gross to brutto" in question
        assert "Model: gpt-x" in question
        assert "organisation 11" in question
        assert "At most 50 runs are launched in 24 hours" in question
        assert (result["outcome"], result["text"]) == ("ready", "renamed")
        assert result["pulls"] == [{"url": "https://example.org/pull/3", "title": "Rename", "branch": "brutto"}]
        assert any(item["value"].get("title") == "Contexten: agent" for item in editor.progress)
        asked = api.created[0].body
        assert asked["model"] == "gpt-x"
        assert "# prices.py (the file at hand)" in asked["prompt"]


@pytest.mark.parametrize("answer", [None, "Not now"])
async def test_without_a_yes_nothing_is_started_whatever_the_settings_say(root, serve, answer):
    api = serve()
    async with Editor(root, options={"agent": {"allowPaid": True}}) as editor:
        editor.person.answer = answer
        result = await editor.execute("contexten.agent.launch", {"instruction": "Rename gross"})
        assert result["outcome"] == "refused"
        assert "nothing was started" in result["reason"]
        assert api.created == []


async def test_unsaved_text_is_what_the_agent_is_told(root, serve):
    api = serve(Script(("COMPLETE",)))
    async with Editor(root) as editor:
        uri = editor.open("prices.py")
        editor.type(uri, "raise", "pass  # unsaved\n    ")
        await launch(editor, uri=uri)
        assert "pass  # unsaved" in api.created[0].body["prompt"]


async def test_a_refusal_is_told(root, serve):
    serve(faults=[Fault("create", 402)])
    async with Editor(root) as editor:
        result = await launch(editor)
        assert (result["outcome"], "no agent runs left" in result["reason"]) == ("failed", True)


async def test_without_a_token_nobody_is_asked(root):
    async with Editor(root) as editor:
        result = await launch(editor)
        assert (result["outcome"], "CODEGEN_API_TOKEN" in result["reason"]) == ("refused", True)
        assert editor.questions == []


async def test_a_run_goes_on_beside_the_editor_and_its_log_is_readable(root, serve):
    serve(Script(("ACTIVE",), logs=[{"message_type": "ACTION", "thought": f"step {n}"} for n in range(3)]))
    async with Editor(root) as editor:
        started = await launch(editor, wait=False)
        run = started["run"]
        await _until_state(editor, run, RunState.WORKING)
        log = await editor.execute("contexten.agent.logs", {"run": run, "limit": 2, "newestFirst": True})
        assert ([line["thought"] for line in log["lines"]], log["total"]) == (["step 2", "step 1"], 3)
        (listed,) = (await editor.execute("contexten.agent.runs"))["runs"]
        assert (listed["id"], listed["state"], listed["status"]) == (run, "working", "ACTIVE")
        (ended,) = (await editor.execute("contexten.agent.runs", {"run": run, "action": "cancel"}))["runs"]
        assert ended["state"] == "cancelled"


async def test_the_end_of_a_run_that_nobody_waits_for_is_told(root, serve):
    serve(Script(("ACTIVE", "COMPLETE")))
    async with Editor(root) as editor:
        await launch(editor, wait=False)
        await until(lambda: any("Rename gross to brutto' is ready" in text for text in editor.shown()))


async def test_a_run_of_an_earlier_session_is_picked_up_and_its_end_is_told(root, serve):
    api = serve(Script(("ACTIVE",), result="renamed"))
    async with Editor(root) as editor:
        run = (await launch(editor, wait=False))["run"]
        await _until_state(editor, run, RunState.WORKING)
    api.runs[0].script = Script(("COMPLETE",), result="renamed")
    async with Editor(root) as editor:
        await until(lambda: any("Rename gross to brutto' is ready" in text for text in editor.shown()))
        (listed,) = (await editor.execute("contexten.agent.runs"))["runs"]
        assert (listed["id"], listed["text"]) == (run, "renamed")
    assert len(api.created) == 1


async def test_without_unfinished_runs_a_start_asks_nobody(root, serve):
    api = serve(Script(("COMPLETE",)))
    async with Editor(root) as editor:
        await launch(editor)
    asked = len(api.requests)
    async with Editor(root) as editor:
        await editor.settled()
        await editor.execute("contexten.status")
    assert len(api.requests) == asked


async def test_cancelling_the_request_stops_the_run(root, serve):
    api = serve(Script(("ACTIVE",)))
    async with Editor(root) as editor:
        ids = []
        editor.person.answer = START
        work = asyncio.create_task(
            editor.execute("contexten.agent.launch", {"instruction": "Rename gross"}, on_id=ids.append)
        )
        await until(lambda: api.asked("get"))
        editor.cancel(ids[0])
        with pytest.raises(ServerError):
            await work
        await until(lambda: api.asked("ban"))


async def test_a_run_that_ended_is_gone_on_with_after_a_question(root, serve):
    api = serve(Script(("COMPLETE",), result="renamed"))
    async with Editor(root) as editor:
        first = (await launch(editor))["run"]
        editor.person.answer = START
        more = {"instruction": "And the tests", "continues": first, "context": False}
        result = await editor.execute("contexten.agent.launch", more)
        assert (result["outcome"], result["run"] != first) == ("ready", True)
        question = editor.questions[-1]["message"]
        assert question.startswith(
            "Go on with the agent run 'Rename gross to brutto' at Codegen? It is paid for. Task: And the tests."
        )
        (asked,) = api.asked("resume")
        assert (asked.body["agent_run_id"], asked.body["prompt"].endswith("And the tests")) == (1000, True)
        assert len(api.created) == 1


@pytest.mark.parametrize(
    ("script", "more", "said"),
    [
        (Script(("COMPLETE",)), {"model": "other"}, "by its own agent and model"),
        (Script(("COMPLETE",)), {"agent": "codegen"}, "by its own agent and model"),
        (Script(("ACTIVE",)), {}, "The run is working: only one that ran and ended can be gone on with."),
    ],
)
async def test_a_run_that_cannot_be_gone_on_with_is_told(root, serve, script, more, said):
    api = serve(script)
    async with Editor(root) as editor:
        editor.person.answer = START
        first = (await editor.execute("contexten.agent.launch", {"instruction": "Rename gross", "wait": False}))["run"]
        if script.statuses[0] == "COMPLETE":
            await editor.settled()
        await until(lambda: api.asked("create"))
        result = await editor.execute(
            "contexten.agent.launch", {"instruction": "And the tests", "continues": first, **more}
        )
        assert (result["outcome"], said in result["reason"], api.asked("resume")) == ("refused", True, [])
        await editor.execute("contexten.agent.runs", {"run": first, "action": "cancel"})


async def test_an_unknown_run_is_named_or_started_again_by_a_person(root, serve):
    api = serve(Script(metadata=False), faults=[Fault("create", None, acts=True, times=2)])
    async with Editor(root) as editor:
        first, second = (await launch(editor))["run"], (await launch(editor))["run"]
        (named,) = (await editor.execute("contexten.agent.runs", {"run": first, "action": "name", "remote": "1000"}))[
            "runs"
        ]
        assert named["state"] in {"working", "ready"}
        editor.person.answer = None
        assert (await editor.execute("contexten.agent.runs", {"run": second, "action": "again"}))["runs"] == []
        assert len(api.created) == 2
        editor.person.answer = START
        (again,) = (await editor.execute("contexten.agent.runs", {"run": second, "action": "again"}))["runs"]
        assert again["id"] != second
        await until(lambda: len(api.created) == 3)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("launch", {"instruction": "  "}),
        ("launch", {"instruction": "x", "uri": "https://example.org/prices.py"}),
        ("runs", {"action": "cancel"}),
        ("runs", {"run": "1", "action": "explode"}),
        ("logs", {}),
        ("logs", {"run": "1", "limit": 101}),
    ],
)
async def test_a_request_that_makes_no_sense_is_an_error(root, serve, command, arguments):
    serve()
    async with Editor(root) as editor:
        with pytest.raises(ServerError):
            await editor.execute(f"contexten.agent.{command}", arguments)


async def test_a_run_that_is_not_there_is_an_error(root, serve):
    serve()
    async with Editor(root) as editor:
        with pytest.raises(ServerError, match="There is no run 'nothing'"):
            await editor.execute("contexten.agent.logs", {"run": "nothing"})


async def _until_state(editor, run, state):
    async with asyncio.timeout(60):
        while (await editor.execute("contexten.agent.runs"))["runs"][0]["state"] != state.value:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


WIDE = "# ai: rename gross to brutto everywhere\n"


async def test_an_agent_is_the_second_choice_for_a_wish_that_reaches_far(root, serve):
    """Offered without a model too; choosing it asks before anything is started."""
    api = serve(Script(("COMPLETE",)))
    async with Editor(root) as editor:
        uri = editor.open("prices.py", WIDE + SOURCE)
        found = await editor.actions(uri, editor.at(uri, "rename"))
        (action,) = [action for action in found if action["title"].startswith("Ask an agent")]
        assert action["title"] == "Ask an agent: rename gross to brutto everywhere"
        editor.person.answer = None
        assert (await editor.run(action))["outcome"] == "refused"
        assert (len(editor.questions), api.created) == (1, [])
        editor.person.answer = START
        assert (await editor.run(action))["outcome"] == "ready"
        assert "rename gross to brutto everywhere" in api.created[0].body["prompt"]
        assert "# prices.py (the file at hand)" in api.created[0].body["prompt"]


async def test_a_command_says_that_an_agent_may_do_it_better_and_starts_none(root, serve):
    api = serve()
    async with Editor(root) as editor:
        uri = editor.open("prices.py")
        place = {"uri": uri, "position": {"line": 0, "character": 4}, "apply": False}
        wide = await editor.execute("contexten.generate", {**place, "instruction": "implement it, and in all callers"})
        assert wide["agent"] == {"reason": "it is about many places", "command": "contexten.agent.launch"}
        narrow = await editor.execute("contexten.generate", {**place, "instruction": "implement it"})
        assert "agent" not in narrow
    assert api.requests == []
