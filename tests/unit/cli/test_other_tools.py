"""The examples of docs/other-tools.md, run as they are printed; the one for Node is in tests/services."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.model_server import ModelServer, Reply
from support.pages import examples
from support.tools import SHAPES, run_example

PAGE = examples("other-tools.md")


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "shapes.py").write_text(SHAPES)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def run(project, name, model=None):
    program = [sys.executable, "-c"] if name == "python" else ["bash", "-c"]
    return run_example(program, PAGE[name], project, model)


def read(project, name):
    return [json.loads(line) for line in (project / name).read_text().splitlines()]


def test_a_shell_script(project):
    with ModelServer([Reply(text="```python\ndef area(w, h):\n    return w * h\n```")]) as model:
        run(project, "shell", model)
    (explained,) = read(project, "explained.json")
    assert explained["outcome"] == "explained"
    assert "+    return w * h" in (project / "change.patch").read_text()
    (tasks,) = read(project, "tasks.json")
    assert [task["state"] for task in tasks["tasks"]] == ["ready"]
    assert (project / "shapes.py").read_text() == SHAPES


def test_many_requests(project):
    area = Reply(text="```python\ndef area(w, h):\n    return w * h\n```", when="Write the area")
    with ModelServer([area, Reply(text="```python\nLIMIT = 3\n```")]) as model:
        run(project, "batch", model)
    first, second = read(project, "answers.jsonl")
    assert (first["outcome"], second["outcome"]) == ("proposed", "proposed")
    assert "return w * h" in first["code"]
    assert "limits.py" in second["diff"]


def test_context_for_another_model(project):
    run(project, "context")
    (answer,) = read(project, "context.jsonl")
    assert "error" not in answer
    assert answer["tokens"] <= 500
    assert {"items", "text"} <= set(answer)


def test_a_python_program_over_stdio(project):
    told = run(project, "python")
    assert told.startswith("## function `area`")


def test_the_examples_are_all_run():
    assert set(PAGE) == {"shell", "batch", "context", "python", "node"}
    assert "test_node" in {path.stem for path in (Path(__file__).parents[2] / "services").iterdir()}
