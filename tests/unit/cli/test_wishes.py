"""The commands that ask a model, on a small project and a model over HTTP: what they print, write and keep."""

import json
import os

import pytest
from click.testing import CliRunner

from contexten.cli.main import main
from support.model_server import ModelServer, Reply
from support.shapes import SHAPES

STUB = 18
"""The line of `Tile.area`."""
EDGE = "def edge(w):\n    return 4 * w\n\n\nprint(edge(2))\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]\nname = 'p'\n")
    (folder / "shapes.py").write_text(SHAPES)
    (folder / "edge.py").write_text(EDGE)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def ask(project, monkeypatch):
    """Run a command with a model that gives these answers; the result, with the model's requests."""

    def run(*arguments, says=(), stdin=None):
        replies = [Reply(text=text, size=400) if isinstance(text, str) else text for text in says]
        with ModelServer(replies or [Reply(status=500)]) as model:
            monkeypatch.setenv("CONTEXTEN_MODEL", "scripted" if says else "")
            monkeypatch.setenv("CONTEXTEN_BASE_URL", model.base_url if says else "")
            result = CliRunner().invoke(main, [str(item) for item in arguments], input=stdin)
            result.asked = [item.json["messages"][-1]["content"] for item in model.requests]
        return result

    return run


def coded(text):
    return f"```python\n{text}\n```"


ROUNDED = coded("def edge(w):\n    return round(4 * w)")
EDITS = {
    "refactor": (("refactor", "edge.py:2", "-i", "round it"), "Rewrite the marked code."),
    "fix": (("fix", "edge.py:2", "--problem", "w may be a float"), "Problem: w may be a float"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_shown_first_and_written_on_request(ask, project, name):
    arguments, told = EDITS[name]
    shown = ask(*arguments, says=[ROUNDED])
    assert shown.exit_code == 0, shown.stderr
    assert told in shown.asked[0]
    assert "+    return round(4 * w)" in shown.stdout
    assert (project / "edge.py").read_text() == EDGE
    written = ask(*arguments, "--apply", says=[ROUNDED])
    assert written.exit_code == 0, written.stderr
    assert (project / "edge.py").read_text() == EDGE.replace("4 * w", "round(4 * w)")


def test_documentation_and_a_test_are_written_in_their_places(ask, project):
    assert ask("document", "edge.py:1", "--apply", says=['"""Four times the width."""']).exit_code == 0
    assert '"""Four times the width."""' in (project / "edge.py").read_text()
    test = coded("from edge import edge\n\n\ndef test_edge():\n    assert edge(2) == 8")
    assert ask("test", "edge.py:1", "--apply", says=[test]).exit_code == 0
    assert "assert edge(2) == 8" in (project / "tests" / "test_edge.py").read_text()


def test_an_instruction_comes_from_standard_input(ask):
    result = ask("refactor", "edge.py:2", "--instruction", "-", "--diff", says=[ROUNDED], stdin="round it, please\n")
    assert "Instruction: round it, please" in result.asked[0]
    assert result.stdout.startswith("--- a/edge.py")


def test_what_is_not_written_waits_as_a_task(ask, project):
    result = ask("refactor", "edge.py:2", "-i", "round it", "--json", says=[ROUNDED])
    task = json.loads(result.stdout)["task"]
    (project / "edge.py").write_text("# new first line\n" + EDGE)
    assert [item["id"] for item in json.loads(ask("tasks", "--json").stdout)["tasks"]] == [task]
    assert "rewrite 'edge' in edge.py" in ask("tasks").stdout
    assert "+    return round(4 * w)" in ask("tasks", "show", task).stdout
    applied = ask("tasks", "apply", task, "--json")
    assert json.loads(applied.stdout)["outcome"] == "applied"
    assert (project / "edge.py").read_text() == "# new first line\n" + EDGE.replace("4 * w", "round(4 * w)")
    assert ask("tasks").stdout == "No result waits.\n"


def test_a_result_that_was_written_at_once_does_not_wait(ask):
    ask("refactor", "edge.py:2", "-i", "round it", "--apply", says=[ROUNDED])
    assert json.loads(ask("tasks", "--json").stdout) == {"tasks": []}


def test_a_task_whose_place_changed_is_not_written_and_stays(ask, project):
    ask("refactor", "edge.py:2", "-i", "round it", says=[ROUNDED])
    (task,) = json.loads(ask("tasks", "--json").stdout)["tasks"]
    mine = EDGE.replace("4 * w", "5 * w")
    (project / "edge.py").write_text(mine)
    result = ask("tasks", "apply", task["id"])
    assert (result.exit_code, (project / "edge.py").read_text()) == (2, mine)
    assert "cannot take the edit" in result.stderr
    assert len(json.loads(ask("tasks", "--json").stdout)["tasks"]) == 1
    assert ask("tasks", "discard", task["id"], "none").exit_code == 2
    assert ask("tasks").stdout == "No result waits.\n"


def test_an_unknown_task_is_one_sentence(ask):
    for verb in ("show", "apply", "discard"):
        result = ask("tasks", verb, "none")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "There is no task none" in result.stderr


def test_an_explanation_is_words_on_standard_output_and_nothing_else(ask, project):
    result = ask("explain", "edge.py:2", "-i", "why 4?", "--problem", "odd", says=["A square has **4** sides."])
    assert (result.exit_code, result.stdout) == (0, "A square has **4** sides.\n")
    assert "Instruction: why 4?" in result.asked[0]
    assert "Problem: odd" in result.asked[0]
    assert (project / "edge.py").read_text() == EDGE
    assert ask("tasks").stdout == "No result waits.\n"


def test_without_a_model_the_explanation_is_what_the_index_knows(ask):
    result = ask("explain", "edge.py:2")
    assert result.exit_code == 0
    assert result.stdout.startswith("## function `edge`\n\nedge.py:1-2")
    assert "what the index knows" in result.stderr
    told = json.loads(ask("explain", "edge.py:2", "--json").stdout)
    assert (told["outcome"], told["origin"]) == ("explained", "facts")
    assert told["text"] == result.stdout


def test_an_explanation_is_no_intent_of_generate(ask):
    assert ask("generate", "edge.py:2", "--intent", "explain").exit_code == 2


def test_a_new_file_is_shown_and_then_written(ask, project):
    made = coded("LIMIT = 3")
    arguments = ("module", "limits.py", "--name", "LIMIT", "--used-by", "edge.py", "-i", "limits of sizes")
    shown = ask(*arguments, says=[made])
    assert shown.exit_code == 0, shown.stderr
    assert "It must define: LIMIT. It is needed by edge.py" in shown.asked[0]
    assert "print(edge(2))" in shown.asked[0]
    assert "+LIMIT = 3" in shown.stdout
    assert not (project / "limits.py").exists()
    assert ask(*arguments, "--apply", says=[made]).exit_code == 0
    assert (project / "limits.py").read_text() == "LIMIT = 3\n"


NOT_MADE = {
    "a file with text": (("edge.py", "-i", "x"), "exists and is not empty"),
    "nothing is asked for": (("new.py",), "give an instruction"),
    "no language": (("new.xyz", "-i", "x"), "shows no language"),
    "outside": (("../new.py", "-i", "x", "--root", "."), "outside of the workspace"),
}


@pytest.mark.parametrize("name", NOT_MADE)
def test_a_file_that_cannot_be_made_is_refused_before_a_model_is_asked(ask, project, name):
    arguments, reason = NOT_MADE[name]
    result = ask("module", *arguments, "--apply", says=[coded("x = 1")])
    assert (result.exit_code, result.asked) == (1, [])
    assert reason in result.stderr
    assert (project / "edge.py").read_text() == EDGE


def batch(*requests):
    return "\n".join(json.dumps(request) for request in requests) + "\n"


def test_a_batch_is_answered_line_by_line_in_order(ask, project):
    lines = batch(
        {"prompt": "Write the area", "codebase_context": {"target_file": "shapes.py", "line": STUB}},
        "A limit",
        {"prompt": "Write the area", "codebase_context": {"target_file": "shapes.py", "line": STUB}},
    )
    area = Reply(text=coded("return self.edge**2"), when="Write the area")
    result = ask("batch", "--json", says=[area, coded("LIMIT = 3")], stdin=lines)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [item["outcome"] for item in answers] == ["proposed"] * 3, result.stderr
    assert "return self.edge**2" in answers[0]["diff"]
    assert answers[1]["code"] == "LIMIT = 3\n"
    assert answers[0]["task"] == answers[2]["task"], "the same request runs once"
    assert (result.exit_code, len(result.asked)) == (0, 2)
    assert (project / "shapes.py").read_text() == SHAPES


def test_a_batch_that_is_applied_writes_one_after_the_other_on_what_is_there(ask, project):
    lines = batch(
        {"prompt": "first", "codebase_context": {"target_file": "edge.py", "line": 2}},
        {"prompt": "second", "codebase_context": {"target_file": "edge.py"}},
    )
    first = Reply(text=ROUNDED, when="Instruction: first")
    second = Reply(text=coded("def side(w):\n    return w"), when="Instruction: second")
    result = ask("batch", "--apply", says=[first, second], stdin=lines)
    assert result.exit_code == 0, result.output
    text = (project / "edge.py").read_text()
    assert "return round(4 * w)" in text
    assert "def side(w):" in text
    assert ask("tasks").stdout == "No result waits.\n"


def test_one_bad_answer_does_not_spoil_the_batch(ask):
    lines = batch("good", "bad")
    result = ask("batch", says=[Reply(text=coded("x = 1"), when="good"), Reply(text="I cannot.")], stdin=lines)
    assert result.exit_code == 1
    assert "proposed" in result.stdout
    assert "refused" in result.stdout
    assert "1 of 2 requests came to no edit" in result.stderr


WRONG_LINES = {
    "nothing": ("", "holds 1 to 200 requests, not 0"),
    "no JSON": ("nonsense\n", "Line 1 is no JSON"),
    "a number": (batch("good", 3), "Line 2 is no JSON text and no JSON object"),
    "an unknown key": (batch({"prompt": "x", "file": "a.py"}), "Line 1: A request has no key 'file'"),
    "an unknown key of the context": (
        batch({"prompt": "x", "codebase_context": {"target_fiel": "a.py"}}),
        "Did you mean 'target_file'?",
    ),
    "no UTF-8": (b'"caf\xe9"\n', "are no UTF-8 text"),
    "a deep line": ("[" * 100_000, "Line 1 is no JSON"),
    "half a character": ('"a \\ud800 b"\n', "Line 1: The prompt of a request holds half a character"),
    "a name that no file has": (
        batch({"prompt": "x", "codebase_context": {"target_file": "a\0.py"}}),
        "Line 1: 'target_file' of the codebase context has a character that no name can have",
    ),
    "an agent": (batch({"prompt": "x", "use_codegen_agent": True}), "an agent costs money"),
}


@pytest.mark.parametrize("name", WRONG_LINES)
def test_a_wrong_line_is_named_and_nothing_is_asked(ask, name):
    lines, reason = WRONG_LINES[name]
    result = ask("batch", says=[coded("x = 1")], stdin=lines)
    assert (result.exit_code, result.asked, result.stdout) == (2, [], "")
    assert reason in result.stderr


@pytest.mark.parametrize("command", ["generate", "context", "explain"])
@pytest.mark.parametrize("place", ["x" * 300 + ".py:1", f"{'y' * 300}/a.py:1", "a.py:" + "9" * 5000])
def test_a_place_that_cannot_be_is_one_sentence(ask, command, place):
    result = ask(command, place, says=[coded("x = 1")])
    assert (result.exit_code, result.asked, result.stdout) == (2, [], "")
    assert result.stderr.startswith("contexten: ")
    assert result.stderr.count("\n") == 1


def test_a_batch_is_read_from_a_file_too(ask, project):
    (project / "wishes.jsonl").write_text(batch("A limit"))
    result = ask("batch", "wishes.jsonl", "--dry-run", "--json", says=[coded("x = 1")])
    (answer,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (answer["outcome"], result.asked) == ("previewed", [])
    assert "Instruction: A limit" in answer["prompt"][-1]["text"]


def test_the_tasks_are_those_of_the_persons_own_cache_folder(ask, tmp_path, monkeypatch):
    ask("refactor", "edge.py:2", "-i", "round it", says=[ROUNDED])
    assert os.environ["CONTEXTEN_CACHE_DIR"]
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(tmp_path / "other"))
    assert ask("tasks").stdout == "No result waits.\n"
