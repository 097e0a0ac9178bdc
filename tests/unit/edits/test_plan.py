"""Which paths may be written, what needs confirmation, and how large an answer may be."""

from __future__ import annotations

import os

import pytest

from contexten.edits.model import Change, EditPlan, FileEdit, Refused
from contexten.edits.plan import FileSummary, excessive, is_protected, permitted, summary, with_protection
from contexten.text import Document, Patch, Span


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "a.py").write_text("x = 1\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.py").write_text("")
    return folder


@pytest.mark.parametrize("name", ["pkg/a.py", "pkg/new.py", "new/deep/er/c.py", "top.py", "pkg/ü ä.py", "..a.py"])
def test_plain_paths_inside_may_be_written(root, name):
    assert permitted(f"{root}/{name}", [str(root)]) is None


@pytest.mark.parametrize(
    "name",
    [
        "a\ud800.py", "x" * 300 + ".py", "é" * 200, "y" * 300 + "/a.py",
        "../outside/b.py", "pkg/../../outside/b.py", "./a.py", "pkg/..", "pkg/", "pkg", "a\0.py", "a\n.py", "c:\\x.py",
        "pkg\\a.py", "a.py:stream", "nul", "CON.txt", "aux.py", "a.py ", "a.py.", "pkg/A.py", ".git/hooks/pre-commit",
    ],
)  # fmt: skip
def test_hostile_paths_inside_are_refused(root, name):
    assert permitted(f"{root}/{name}", [str(root)])


@pytest.mark.parametrize(
    "path",
    [
        "a.py",
        "",
        "/",
        "//server/share/a.py",
        "file:///a.py",
        "https://x/a.py",
        "untitled:a",
        "C:/a.py",
        "~/.bashrc",
        "/etc/passwd",
    ],
)
def test_other_forms_of_paths_are_refused(root, path):
    assert permitted(path, [str(root)])


def test_a_folder_with_the_same_beginning_is_outside(root):
    sibling = root.parent / "work-other"
    sibling.mkdir()
    assert permitted(f"{sibling}/a.py", [str(root)])


def test_links_are_refused_at_the_file_and_above_it(root):
    (root / "link.py").symlink_to(root / "pkg" / "a.py")
    (root / "away").symlink_to(root.parent / "outside")
    (root / "dangling.py").symlink_to(root.parent / "nowhere.py")
    assert permitted(f"{root}/link.py", [str(root)]) == "it is a link"
    assert permitted(f"{root}/dangling.py", [str(root)]) == "it is a link"
    assert permitted(f"{root}/away/b.py", [str(root)])
    assert permitted(f"{root}/away/new/c.py", [str(root)])


def test_a_root_that_is_itself_a_link_is_followed(root):
    alias = root.parent / "alias"
    alias.symlink_to(root)
    assert permitted(f"{alias}/pkg/a.py", [str(alias)]) is None
    assert permitted(f"{alias}/new.py", [str(alias)]) is None


def test_a_pipe_is_no_file(root):
    os.mkfifo(root / "pipe")
    assert permitted(f"{root}/pipe", [str(root)]) == "it is no regular file"


@pytest.mark.parametrize(
    "path",
    [
        "/w/.vscode/settings.json", "/w/.github/workflows/ci.yml", "/w/a.code-workspace", "/w/conftest.py",
        "/w/x/x.pth",
        "/w/Makefile", "/w/AGENTS.md", "/w/CLAUDE.md", "/w/.cursor/rules/a.md", "/w/package.json", "/w/uv.lock",
        "/w/sub/sitecustomize.py", "/w/.git/config", "/w/.idea/x.xml", "/w/setup.py",
    ],
)  # fmt: skip
def test_files_that_can_run_or_steer_tools_are_protected(path):
    assert is_protected(path)


@pytest.mark.parametrize(
    "path", ["/w/src/a.py", "/w/make.py", "/w/github/a.py", "/w/package.py", "/w/docs/agents/x.md"]
)
def test_other_files_are_not_protected(path):
    assert not is_protected(path)


def plan_for(path, before, after):
    base = Document.of(before)
    return EditPlan((FileEdit(path, base, (Change(Patch(Span(0, len(base.data)), after.encode()), "generated"),)),))


def test_changes_of_protected_files_need_confirmation():
    protected = with_protection(plan_for("/w/conftest.py", "a\n", "b\n"))
    free = with_protection(plan_for("/w/a.py", "a\n", "b\n"))
    assert [change.needs_confirmation for change in protected.files[0].changes] == [True]
    assert [change.needs_confirmation for change in free.files[0].changes] == [False]


def test_the_summary_counts_lines():
    assert summary(plan_for("/w/a.py", "a\nb\nc\n", "a\nx\ny\nc\n")) == (FileSummary("/w/a.py", 2, 1, created=False),)


def test_answers_have_limits():
    assert excessive(plan_for("/w/a.py", "", "x\n")) is None
    assert isinstance(excessive(plan_for("/w/a.py", "", "x" * 300_000)), Refused)
    assert isinstance(excessive(plan_for("/w/a.py", "", "x\n" * 6_000)), Refused)
    assert isinstance(excessive(EditPlan(plan_for("/w/a.py", "", "x\n").files * 21)), Refused)
