"""`contexten agent pull` in a clone, with a branch that an agent pushed."""

from __future__ import annotations

import asyncio
import json
import subprocess

import pytest
from click.testing import CliRunner

from contexten.cli.main import main
from support.codegen_api import Script, serving
from support.editor import Editor
from support.git_remote import cloned

FILES = {"prices.py": "def gross(net):\n    return net * 1.19\n", "old.py": "OLD = 1\n", "run.py": "A = 1\n"}
BRUTTO = FILES["prices.py"].replace("gross", "brutto")


@pytest.fixture
def clone(tmp_path, monkeypatch):
    clone = cloned(tmp_path, FILES)
    monkeypatch.chdir(clone.root)
    monkeypatch.setenv("CODEGEN_REPO_ID", "1")
    return clone


@pytest.fixture
def finished(clone, monkeypatch):
    """A run that ended with a branch of these files; its id."""
    with serving(monkeypatch) as serve:

        def finish(files, **script):
            clone.agent("brutto", files)
            pull = {"id": 3, "url": "", "title": "Rename", "head_branch_name": "brutto"}
            serve(Script(("COMPLETE",), **{"result": "renamed", "pulls": [pull], **script}))
            ended = run("launch", "Rename gross to brutto", "--yes", "--json")
            assert f"contexten agent pull {json.loads(ended.stdout)['run']}" in ended.stderr
            return json.loads(ended.stdout)["run"]

        yield finish


def run(*arguments):
    return CliRunner().invoke(main, ["agent", *map(str, arguments)])


CHANGES = {"prices.py": BRUTTO, "old.py": None, "run.py": None, "bin/run.py": "A = 1\n", "logo": b"\0"}


def test_it_is_shown_and_nothing_is_written(clone, finished):
    made, before = finished(CHANGES), clone.state()
    shown = run("pull", made, "--protocol", "file")
    assert shown.exit_code == 0, shown.stderr
    assert "+def brutto(net):" in shown.stdout
    assert "rename from run.py" in shown.stdout
    assert "Left out: logo: it is binary, or no UTF-8." in shown.stderr
    assert "3 files shown; --apply writes them. From: branch brutto at " in shown.stderr
    assert clone.state() == before


def test_the_patch_alone_is_one_that_git_takes(clone, finished):
    patch = run("pull", finished(CHANGES), "--protocol", "file", "--diff").stdout
    subprocess.run(["git", "apply", "-"], cwd=clone.root, input=patch, text=True, check=True)
    assert (clone.root / "prices.py").read_text() == BRUTTO
    assert (clone.root / "bin/run.py").read_text() == "A = 1\n"
    assert not (clone.root / "old.py").exists()


def test_applying_writes_the_files_merged_with_what_is_there(clone, finished):
    (clone.root / "prices.py").write_text(FILES["prices.py"] + "\n\nMINE = 1\n")
    (clone.root / "run.py").chmod(0o755)
    applied = run("pull", finished(CHANGES), "--protocol", "file", "--apply")
    assert applied.exit_code == 0, applied.stderr
    assert (clone.root / "prices.py").read_text() == BRUTTO + "\n\nMINE = 1\n"
    assert (clone.root / "bin/run.py").stat().st_mode & 0o777 == 0o755
    assert [(clone.root / name).exists() for name in ("old.py", "run.py")] == [False, False]


def test_a_conflict_writes_nothing(clone, finished):
    made = finished(CHANGES)
    (clone.root / "prices.py").write_text("def total(net):\n    return net * 1.19\n")
    before = clone.state()
    applied = run("pull", made, "--protocol", "file", "--apply")
    assert applied.exit_code == 1
    assert (
        "'prices.py' cannot take the edit: the same lines were changed meanwhile. Nothing is written" in applied.stderr
    )
    assert clone.state() == before


def test_without_leave_a_folder_as_the_remote_is_not_fetched_from(clone, finished):
    shown = run("pull", finished(CHANGES))
    assert shown.exit_code == 1
    assert "is reached by 'file', which 'contexten.agent.protocols' does not allow" in shown.stderr


def test_machine_output(clone, finished):
    told = json.loads(run("pull", finished(CHANGES), "--protocol", "file", "--json").stdout)
    assert [one["path"] for one in told["files"]] == ["bin/run.py", "old.py", "prices.py"]
    assert (told["outcome"], told["leftOut"][0]["path"]) == ("proposed", "logo")
    assert told["diff"].startswith("diff --git a/run.py b/bin/run.py\nrename from run.py\n")


def test_a_result_that_an_editor_kept_is_written_from_the_shell(clone, finished):
    """`contexten tasks apply` on a Task of an agent: what was typed since stays, files come and go."""

    async def kept(made):
        async with Editor(clone.root, options={"agent": {"protocols": ["file"]}}) as editor:
            return (await editor.execute("contexten.agent.pull", {"run": made}))["task"]

    task = asyncio.run(kept(finished({**CHANGES, "notes.txt": "new\n"})))
    (clone.root / "prices.py").write_text(FILES["prices.py"] + "\n\nMINE = 1\n")
    shown = CliRunner().invoke(main, ["tasks", "show", task, "--diff"])
    assert "rename to bin/run.py" in shown.stdout
    applied = CliRunner().invoke(main, ["tasks", "apply", task])
    assert applied.exit_code == 0, applied.stderr
    assert (clone.root / "prices.py").read_text() == BRUTTO + "\n\nMINE = 1\n"
    assert (clone.root / "notes.txt").read_text() == "new\n"
    assert (clone.root / "bin/run.py").read_text() == "A = 1\n"
    assert [(clone.root / name).exists() for name in ("old.py", "run.py")] == [False, False]


def test_a_run_that_is_not_there(clone):
    shown = run("pull", "nothing")
    assert shown.exit_code != 0
    assert "There is no run 'nothing'" in shown.stderr
