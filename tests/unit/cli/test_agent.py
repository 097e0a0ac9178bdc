"""`contexten agent` on a small project, against a scripted API."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from contexten.cli.main import main
from support.codegen_api import Fault, Script, serving


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'p'\n")
    (tmp_path / "prices.py").write_text("def gross(net: float) -> float:\n    raise NotImplementedError\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def serve(monkeypatch):
    with serving(monkeypatch) as serve:
        yield serve


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, ["agent", *map(str, arguments)], input=stdin)


def test_a_run_is_confirmed_waited_for_and_listed(project, serve):
    pull = {"id": 3, "url": "https://example.org/pull/3", "title": "Rename"}
    api = serve(Script(("ACTIVE", "COMPLETE"), result="renamed [bold]", pulls=[pull], logs=[{"thought": "look"}]))
    result = run("launch", "Rename gross to brutto", "--model", "gpt-x", "--file", "prices.py", stdin="y\n")
    assert result.exit_code == 0, result.stderr
    assert "renamed [bold]\nPull request: https://example.org/pull/3 Rename\n" in result.stdout
    assert "Model: gpt-x" in result.stderr
    assert "# prices.py (the file at hand)" in api.created[0].body["prompt"]
    (listed,) = json.loads(run("runs", "--json").stdout)["runs"]
    assert (listed["state"], listed["title"]) == ("ready", "Rename gross to brutto")
    assert listed["id"] in run("runs").stdout
    assert "look" in run("logs", listed["id"]).stdout
    assert "ready (COMPLETE)." in run("look", listed["id"]).stdout


def test_without_a_yes_nothing_is_started(project, serve):
    api = serve()
    for answer in ("n\n", ""):
        assert run("launch", "Rename gross", stdin=answer).exit_code != 0
    assert api.created == []


def test_no_wait_ends_when_the_run_is_started_and_the_next_command_picks_it_up(project, serve):
    serve(Script(("ACTIVE", "ACTIVE", "COMPLETE"), result="renamed"))
    started = json.loads(run("launch", "Rename gross", "--yes", "--no-wait", "--json").stdout)
    assert started["outcome"] == "working"
    assert "cancelled" in run("cancel", started["run"]).stdout


def test_an_unknown_run_ends_with_its_own_code_and_is_named_or_started_again(project, serve):
    api = serve(Script(metadata=False), faults=[Fault("create", None, acts=True, times=2)])
    first = run("launch", "Rename gross", "--yes", "--json")
    assert (first.exit_code, json.loads(first.stdout)["outcome"]) == (3, "unknown")
    second = json.loads(run("launch", "Rename gross", "--yes", "--json").stdout)
    named = run("name", json.loads(first.stdout)["run"], "1000")
    assert named.exit_code == 0, named.stderr
    assert run("again", second["run"], stdin="n\n").exit_code == 1
    assert len(api.created) == 2
    assert "ready" in run("again", second["run"], "--yes").stdout
    assert len(api.created) == 3


def test_a_run_that_ended_is_gone_on_with(project, serve):
    api = serve()
    first = json.loads(run("launch", "Rename gross", "--yes", "--json").stdout)["run"]
    result = run("launch", "And the tests", "--continue", first, stdin="n\n")
    assert (result.exit_code, "Go on with the agent run 'Rename gross'" in result.stderr) == (1, True)
    assert run("launch", "And the tests", "--continue", first, "--yes", "--no-context").exit_code == 0
    assert [one.body["agent_run_id"] for one in api.asked("resume")] == [1000]
    assert run("launch", "And the tests", "--continue", "nothing", "--yes").exit_code == 3


@pytest.mark.parametrize(("status", "said"), [(401, "does not accept the token"), (402, "no agent runs left")])
def test_a_refusal_is_one_sentence(project, serve, status, said):
    serve(faults=[Fault("create", status)])
    result = run("launch", "Rename gross", "--yes")
    assert result.exit_code == 3
    assert said in result.stdout


def test_without_a_token_it_says_how_to_get_one(project, monkeypatch):
    monkeypatch.delenv("CODEGEN_API_TOKEN", raising=False)
    result = run("launch", "Rename gross", "--yes")
    assert (result.exit_code, "CODEGEN_API_TOKEN" in result.stderr) == (3, True)
