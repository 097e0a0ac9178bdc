"""`contexten agent` with an agent of this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from contexten.cli import agent_local
from contexten.cli.main import main

TESTS = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "prices.py").write_text("def gross(net):\n    return net\n", encoding="utf-8")
    script = tmp_path / "script.json"
    steps = [{"edit": str(folder / "prices.py"), "old": "gross", "new": "brutto"}, {"tool": "Look"}]
    steps += [{"permit": "Go on", "options": [["Yes", "allow_once"], ["No", "reject_once"]]}, {"say": "Renamed [b]."}]
    script.write_text(json.dumps({"steps": steps}), encoding="utf-8")
    command = f"{sys.executable} -m support.acp_agent {script} {tmp_path / 'report.jsonl'}"
    monkeypatch.setenv("CONTEXTEN_AGENTS", f"scripted={command}\nother=no-such-program-here")
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    monkeypatch.setenv("CONTEXTEN_AGENT_VARIABLES", "PYTHONPATH")
    monkeypatch.chdir(folder)
    return tmp_path


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, ["agent", *map(str, arguments)], input=stdin)


def test_a_local_agent_is_confirmed_waited_for_and_its_log_is_kept(project):
    result = run("launch", "Rename gross", "--agent", "scripted", "--file", "prices.py", stdin="y\n")
    assert result.exit_code == 0, result.stderr
    assert "Renamed [b]." in result.stdout
    assert "Start the agent scripted on this machine" in result.stderr
    (listed,) = json.loads(run("runs", "--json").stdout)["runs"]
    assert (listed["agent"], listed["state"]) == ("scripted", "ready")
    log = json.loads(run("logs", listed["id"], "--json").stdout)["lines"]
    assert "Look" in [line["tool"] for line in log]
    assert ("answer", "no answer") in [(line["kind"], line["text"]) for line in log], "nobody sits at a terminal"
    pulled = run("pull", listed["id"], "--diff")
    assert "-def gross(net):\n+def brutto(net):\n" in pulled.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--agent", "nobody", "--yes"), "known are codegen, scripted, other"),
        (("--agent", "scripted", "--yes", "--no-wait"), "leave it out"),
    ],
)
def test_a_launch_that_cannot_be_is_told(project, arguments, said):
    result = run("launch", "Rename gross", *arguments)
    assert result.exit_code != 0
    assert said in result.stderr


def test_a_program_that_is_not_there_is_told(project):
    result = run("launch", "Rename gross", "--agent", "other", "--yes")
    assert result.exit_code != 0
    assert "There is no program 'no-such-program-here'" in result.stdout


def test_without_a_yes_nothing_is_started(project):
    assert run("launch", "Rename gross", "--agent", "scripted", stdin="n\n").exit_code != 0
    assert not (project / "report.jsonl").exists()


@pytest.mark.parametrize(
    ("typed", "chosen"), [("2\n", "No"), ("0\n", None), ("\n", None), ("", None), ("9\n1\n", "Yes")]
)
def test_a_question_at_the_terminal_is_answered_by_a_number(monkeypatch, typed, chosen):
    found = []

    @agent_local.click.command()
    def ask():
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        found.append(agent_local._asked("Run \x1b[2J it?", ("Yes", "No")))

    result = CliRunner().invoke(ask, input=typed)
    assert found == [chosen]
    assert "\x1b" not in result.stderr
