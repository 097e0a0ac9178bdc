"""`contexten symbols`: questions to the index on the command line."""

import json

import pytest
from click.testing import CliRunner

from contexten.cli.main import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "edge.py").write_text('def edge(w):\n    """Four sides."""\n    return 4 * w\n')
    (tmp_path / "use.py").write_text("from edge import edge\n\n\ndef total():\n    return edge(2) + edge(3)\n")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["symbols", *arguments])


def test_a_definition_is_found_by_a_part_of_its_name(run):
    result = run("edg")
    assert result.exit_code == 0, result.stderr
    assert "edge.py:1" in result.stdout
    assert "def edge(w)" in result.stdout


def test_users_and_callers_are_listed_with_their_lines(run):
    answer = json.loads(run("edge", "--ask", "usages", "--json").stdout)
    assert [(item["path"], item["line"]) for item in answer["usages"]] == [("use.py", 1), ("use.py", 5), ("use.py", 5)]
    assert "function total" not in (table := run("edge", "--ask", "callers").stdout)
    assert "total" in table
    assert "return edge(2) + edge(3)" in table


def test_a_limit_says_how_many_there_are(run):
    assert run("edge", "--ask", "usages", "--limit", "1").stdout.rstrip().endswith("1 of 3")


def test_a_summary_is_of_a_definition_a_file_or_the_folder(run):
    assert "`edge` (Function)" in run("edge", "--ask", "summary").stdout
    assert "`use` (SourceFile)" in run("use.py", "--ask", "summary").stdout
    assert "- 2 files" in run("--ask", "summary").stdout


def test_an_unknown_name_is_one_sentence_with_what_is_near(run):
    result = run("edgy", "--ask", "callers")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Nothing in the workspace is called 'edgy'" in result.stderr
