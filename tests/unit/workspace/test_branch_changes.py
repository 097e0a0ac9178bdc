"""What a branch changes, read from git's objects alone."""

from __future__ import annotations

import os

import pytest

from contexten.workspace.branch_changes import Changed, Incomparable, Omitted, branch_changes
from contexten.workspace.remote_branch import Limits, fetch_branch
from support.git_remote import cloned, git

LOCAL = Limits(protocols=("file",))
LONG = "".join(f"LINE_{number} = {number}\n" for number in range(40))
FILES = {
    "prices.py": "NET = 1\n",
    "old.py": "OLD = 1\n",
    "long.py": LONG,
    "pkg/a.py": "A = 1\r\nB = 2\r\n",
    "logo.png": b"\x89PNG\0\0",
    "run.sh": "echo\n",
}


@pytest.fixture
def clone(tmp_path):
    return cloned(tmp_path, FILES)


def changes(clone, files=None, *, and_then=None, root=None):
    tip = clone.agent("work", files or {}, and_then=and_then)
    fetch_branch(str(clone.root), "run1", ["refs/heads/work"], LOCAL)
    before = clone.state()
    found = branch_changes(root or str(clone.root), tip)
    assert clone.state() == before
    return found


def test_changed_new_and_deleted_files(clone):
    found = changes(clone, {"prices.py": "NET = 2\n", "new/b.py": "B = 1", "old.py": None})
    assert found.omitted == ()
    assert found.files == (
        Changed("new/b.py", None, b"B = 1"),
        Changed("old.py", b"OLD = 1\n", None),
        Changed("prices.py", b"NET = 1\n", b"NET = 2\n"),
    )


def test_a_new_name_with_and_without_a_change(clone):
    found = changes(
        clone, {"long.py": None, "far/away.py": LONG + "MORE = 1\n", "old.py": None, "older.py": "OLD = 1\n"}
    )
    assert found.files == (
        Changed("far/away.py", LONG.encode(), f"{LONG}MORE = 1\n".encode(), "long.py"),
        Changed("older.py", b"OLD = 1\n", b"OLD = 1\n", "old.py"),
    )


def test_line_ends_and_a_missing_last_one_are_as_they_are(clone):
    found = changes(clone, {"pkg/a.py": "A = 1\r\nB = 3"})
    assert found.files == (Changed("pkg/a.py", b"A = 1\r\nB = 2\r\n", b"A = 1\r\nB = 3"),)


def test_it_is_compared_with_what_both_have_in_common(clone):
    """What the person committed meanwhile is not undone."""
    (clone.root / "mine.py").write_text("MINE = 1\n")
    git(clone.root, "add", "mine.py")
    git(clone.root, "-c", "user.name=P", "-c", "user.email=p@example.org", "commit", "-q", "-m", "mine")
    assert changes(clone, {"prices.py": "NET = 2\n"}).files == (Changed("prices.py", b"NET = 1\n", b"NET = 2\n"),)


def test_what_no_edit_of_text_can_make_is_named(clone):
    def more(work):
        (work / "run.sh").chmod(0o755)
        (work / "link.py").symlink_to("/etc/passwd")
        git(work, "update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",lib")
        (work / "lib").mkdir()

    found = changes(
        clone,
        {
            "logo.png": b"\x89PNG\0\1",
            "latin.py": "é = 1\n".encode("latin-1"),
            "model.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "prices.py": "NET = 2\n",
        },
        and_then=more,
    )
    assert [one.path for one in found.files] == ["prices.py"]
    assert sorted(found.omitted, key=lambda one: one.path) == [
        Omitted("latin.py", "it is binary, or no UTF-8"),
        Omitted("lib", "it is a submodule"),
        Omitted("link.py", "it is a link"),
        Omitted("logo.png", "it is binary, or no UTF-8"),
        Omitted("model.bin", "it is kept by git LFS"),
        Omitted("run.sh", "its mode becomes 100755, which you have to set yourself"),
    ]


def test_a_changed_program_keeps_its_text(clone):
    found = changes(clone, {"run.sh": "echo 2\n"}, and_then=lambda work: (work / "run.sh").chmod(0o755))
    assert found.files == (Changed("run.sh", b"echo\n", b"echo 2\n"),)
    assert [one.path for one in found.omitted] == ["run.sh"]


def test_a_workspace_that_is_a_folder_of_the_repository(clone):
    found = changes(clone, {"pkg/a.py": "A = 2\n", "prices.py": "NET = 2\n"}, root=str(clone.root / "pkg"))
    assert [one.path for one in found.files] == ["a.py"]
    assert found.omitted == (Omitted("prices.py", "it lies outside of the workspace folder"),)


def test_a_name_that_is_no_utf_8_is_named(clone):
    def more(work):
        with open(os.fsencode(work) + b"/caf\xe9.py", "wb") as file:
            file.write(b"A = 1\n")

    assert [one.reason for one in changes(clone, and_then=more).omitted] == ["its name is no UTF-8"]


def test_names_that_git_would_quote(clone):
    name = 'ä "b"\tc.py'
    assert [one.path for one in changes(clone, {name: "A = 1\n"}).files] == [name]


def test_a_file_that_is_too_large_is_named(clone):
    assert changes(clone, {"large.py": "x" * 10_000_001}).omitted == (
        Omitted("large.py", "it is too large, or git has no text of it here"),
    )


def test_a_clone_without_contents(clone, tmp_path):
    """A partial clone: the contents of the branch come along, the others are not asked for behind the back."""
    git(clone.remote, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{clone.remote}", "partial")
    tip = clone.agent("work", {"prices.py": "NET = 2\n", "new.py": "A = 1\n"})
    partial = str(tmp_path / "partial")
    assert fetch_branch(partial, "run1", ["refs/heads/work"], LOCAL).tip == tip
    found = branch_changes(partial, tip)
    assert found.files == (Changed("new.py", None, b"A = 1\n"), Changed("prices.py", b"NET = 1\n", b"NET = 2\n"))


def test_nothing_in_common(clone):
    git(clone.work, "checkout", "-q", "--orphan", "other")
    git(clone.work, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "other")
    git(clone.work, "push", "-q", "origin", "other")
    fetched = fetch_branch(str(clone.root), "run1", ["refs/heads/other"], LOCAL)
    assert isinstance(branch_changes(str(clone.root), fetched.tip), Incomparable)


def test_a_driver_for_differences_is_not_run(clone, tmp_path):
    mark = tmp_path / "driven"
    (clone.root / ".git/info").mkdir(exist_ok=True)
    (clone.root / ".git/info/attributes").write_text("* diff=bad filter=bad\n")
    for key in ("diff.bad.command", "diff.bad.textconv", "filter.bad.smudge", "diff.external", "core.pager"):
        git(clone.root, "config", key, f"touch {mark}")
    assert len(changes(clone, {"prices.py": "NET = 2\n"}).files) == 1
    assert not mark.exists()
