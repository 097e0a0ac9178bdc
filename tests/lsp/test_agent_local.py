"""Local agents from an editor: asked about, shown, answered, and their changes kept."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from contexten.lsp.agents import SEE
from contexten.lsp.commands.agent_launch import START
from support.acp_desk import lives
from support.editor import Editor, ServerError
from support.waiting import until

TESTS = Path(__file__).parents[1]
SOURCE = "def gross(net: float) -> float:\n    return net\n"
YES_NO = [["Allow it", "allow_once"], ["No", "reject_once"]]


class Stage:
    """A workspace, a script for the agent, and what the agent reported."""

    def __init__(self, tmp_path):
        self.root = tmp_path / "root"
        self.root.mkdir()
        (self.root / "prices.py").write_text(SOURCE, encoding="utf-8")
        self.script = tmp_path / "script.json"
        self.report_path = tmp_path / "report.jsonl"
        self.play()

    def play(self, *steps, **script):
        self.script.write_text(json.dumps({"steps": steps, **script}), encoding="utf-8")

    def path(self, name):
        return str(self.root / name)

    @property
    def settings(self):
        command = f"{sys.executable} -m support.acp_agent {self.script} {self.report_path}"
        return {"agent": {"local": {"agents": [f"scripted={command}"], "environment": ["PYTHONPATH"]}}}

    def report(self, key):
        if not self.report_path.exists():
            return []
        lines = map(json.loads, self.report_path.read_text(encoding="utf-8").splitlines())
        return [line[key] for line in lines if key in line]


@pytest.fixture
def stage(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    return Stage(tmp_path)


def answering(**answers):
    """A person who starts the agent, and answers other questions by what stands in them; else not at all."""

    def answer(params):
        message = params["message"]
        if message.startswith("Start the agent"):
            return START
        return next((said for word, said in answers.items() if word in message), None)

    return answer


async def launch(editor, **more):
    return await editor.execute("contexten.agent.launch", {"instruction": "Rename gross", "agent": "scripted", **more})


async def test_from_the_launch_over_a_question_to_proposed_changes(stage):
    edit = {"edit": stage.path("prices.py"), "old": "gross", "new": "brutto"}
    stage.play({"permit": "Edit prices.py", "options": YES_NO}, edit, {"say": "Renamed."})
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering(Edit="Allow it")
        uri = editor.open("prices.py")
        editor.type(uri, "return", "# unsaved\n    ")
        result = await launch(editor, uri=uri)
        assert (result["outcome"], result["text"]) == ("ready", "Renamed.")
        asked = [question["message"] for question in editor.questions]
        assert "on this machine" in asked[0]
        assert f"-m support.acp_agent {stage.script}" in asked[0]
        assert asked[1] == "The agent scripted asks for permission: Edit prices.py."
        assert [item["title"] for item in editor.questions[1]["actions"]] == ["Allow it", "No"]
        assert stage.report("answer")[1]["content"].count("# unsaved") == 1
        run = await editor.server.session.integration.agents.kept_run(result["run"])
        (change,) = run.remote.changes
        assert (change.path, change.before) == ("prices.py", editor.buffers[uri].text)
        assert change.after == editor.buffers[uri].text.replace("gross", "brutto")
        assert editor.edits == [], "nothing is applied unasked"
        told = [item["value"].get("message", "") for item in editor.progress]
        assert any("scripted: " in message for message in told)
    assert (stage.root / "prices.py").read_text(encoding="utf-8") == SOURCE


async def test_the_changes_become_an_edit_over_what_was_typed_meanwhile(stage):
    edit = {"edit": stage.path("prices.py"), "old": "gross", "new": "brutto"}
    stage.play(edit, {"write": stage.path("new.py"), "text": "x = 1\n"}, {"say": "Renamed."})
    async with Editor(stage.root, options=stage.settings) as editor:
        uri = editor.open("prices.py")

        def answer(params):
            titles = [action["title"] for action in params["actions"]]
            if SEE in titles:
                editor.type(uri, "    return", "    # typed meanwhile\n")
            return titles[0]

        editor.person.answer = answer
        await launch(editor)
        await until(lambda: "brutto" in editor.buffers[uri].text)
        assert editor.buffers[uri].text == SOURCE.replace("gross", "brutto").replace(
            "    r", "    # typed meanwhile\n    r"
        )
        await until((stage.root / "new.py").exists)
        assert (stage.root / "new.py").read_text(encoding="utf-8") == "x = 1\n"


async def test_the_prompt_carries_what_was_chosen_and_links(stage):
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering()
        await launch(editor, uri=editor.open("prices.py"))
    (prompt,) = stage.report("prompt")
    assert "# prices.py (the file at hand)" in prompt[0]["text"]
    assert prompt[0]["text"].endswith("Task: Rename gross")
    assert prompt[1] == {"type": "resource_link", "name": "prices.py", "uri": (stage.root / "prices.py").as_uri()}
    assert stage.report("session")[0]["cwd"] == str(stage.root)


@pytest.mark.parametrize("answer", [None, "Not now"])
async def test_without_a_yes_no_program_is_started(stage, answer):
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answer
        result = await launch(editor)
        assert result["outcome"] == "refused"
        assert (await editor.execute("contexten.agent.runs"))["runs"] == []
    assert stage.report("initialize") == []


async def test_a_question_that_is_not_answered_is_a_no(stage):
    stage.play({"permit": "Delete all", "options": YES_NO}, {"say": "Then not."})
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering()
        result = await launch(editor)
        assert result["text"] == "Then not."
    assert stage.report("answer") == [{"outcome": {"outcome": "selected", "optionId": "reject_once"}}]


async def test_secrets_of_the_workspace_are_not_given(stage):
    (stage.root / ".env").write_text("KEY=1\n", encoding="utf-8")
    stage.play({"read": stage.path(".env")}, {"write": stage.path(".env"), "text": "KEY=2\n"})
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering()
        result = await launch(editor)
        assert result["outcome"] == "ready"
    messages = [answer["error"]["message"] for answer in stage.report("answer")]
    assert all("files of this name hold secrets" in message for message in messages)
    assert len(messages) == 2


async def test_runs_logs_and_cancel_work_while_it_runs(stage):
    stage.play({"tool": "Look around"}, {"write": stage.path("new.py"), "text": "x = 1\n"}, {"sleep": 600})
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering()
        run = (await launch(editor, wait=False))["run"]
        await until(lambda: stage.report("answer"))
        (listed,) = (await editor.execute("contexten.agent.runs"))["runs"]
        assert (listed["id"], listed["agent"], listed["state"]) == (run, "scripted", "working")
        log = await editor.execute("contexten.agent.logs", {"run": run})
        assert ("tool", "Look around") in [(line["kind"], line["tool"]) for line in log["lines"]]
        (ended,) = (await editor.execute("contexten.agent.runs", {"run": run, "action": "cancel"}))["runs"]
        assert (ended["state"], "what it had proposed is kept" in ended["reason"]) == ("cancelled", True)
        kept = await editor.server.session.integration.agents.kept_run(run)
        assert [change.path for change in kept.remote.changes] == ["new.py"]
    assert not lives(stage.report("pid")[0])


async def test_cancelling_the_request_ends_the_agent(stage):
    stage.play({"sleep": 600}, ignore=["TERM", "eof"])
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering()
        ids = []
        arguments = {"instruction": "Rename gross", "agent": "scripted"}
        work = asyncio.create_task(editor.execute("contexten.agent.launch", arguments, on_id=ids.append))
        await until(lambda: stage.report("prompt"))
        editor.cancel(ids[0])
        with pytest.raises(ServerError):
            await work
        await until(lambda: not lives(stage.report("pid")[0]))


async def test_a_closed_editor_ends_the_agent_and_the_next_one_says_so(stage):
    stage.play({"write": stage.path("new.py"), "text": "x = 1\n"}, {"sleep": 600}, ignore=["TERM", "eof", "cancel"])
    async with Editor(stage.root, options=stage.settings) as editor:
        editor.person.answer = answering()
        run = (await launch(editor, wait=False))["run"]
        await until(lambda: stage.report("answer"))
    assert not lives(stage.report("pid")[0])
    async with Editor(stage.root, options=stage.settings) as editor:
        (listed,) = (await editor.execute("contexten.agent.runs"))["runs"]
        assert (listed["id"], listed["state"]) == (run, "failed")
        assert "ended with the program that ran it" in listed["reason"]
        kept = await editor.server.session.integration.agents.kept_run(run)
        assert [change.path for change in kept.remote.changes] == ["new.py"]
        log = await editor.execute("contexten.agent.logs", {"run": run})
        assert log["lines"][-1]["kind"] == "end"


async def test_an_agent_that_no_setting_names_is_refused(stage):
    async with Editor(stage.root, options=stage.settings) as editor:
        result = await launch(editor, agent="other")
        assert (result["outcome"], "known are codegen, scripted" in result["reason"]) == ("refused", True)
        assert editor.questions == []


async def test_the_default_agent_is_the_one_that_settings_name(stage):
    stage.play({"say": "Hello."})
    settings = {"agent": {**stage.settings["agent"], "default": "scripted"}}
    async with Editor(stage.root, options=settings) as editor:
        editor.person.answer = answering()
        assert (await launch(editor, agent=""))["text"] == "Hello."


@pytest.mark.parametrize(
    "agents", [["no command"], ["codegen=x"], ["a=b", "a=c"], ["a='b"], ["a="], ["a=" + "x" * 500]]
)
async def test_a_setting_that_makes_no_sense_is_told_and_ignored(stage, agents):
    async with Editor(stage.root, options={"agent": {"local": {"agents": agents}}}) as editor:
        await editor.execute("contexten.status")
        assert any("local agent" in text for text in editor.shown())
        assert editor.server.session.integration.agents.local.agents == {}
