"""A branch of the remote comes into a private ref, and nothing else of the repository changes."""

from __future__ import annotations

import os
import shutil

import psutil
import pytest

from contexten.workspace.remote_branch import REFS, Fetched, Limits, NotFetched, fetch_branch
from support.git_remote import cloned, git

LOCAL = Limits(protocols=("file",), seconds=60.0)


@pytest.fixture
def clone(tmp_path):
    return cloned(tmp_path, {"prices.py": "NET = 1\n"})


def fetch(clone, *branches, run="run1", limits=LOCAL):
    return fetch_branch(str(clone.root), run, [f"refs/heads/{branch}" for branch in branches], limits)


def test_the_branch_is_here_and_the_work_tree_index_and_head_are_as_they_were(clone):
    tip = clone.agent("feature/brutto", {"prices.py": "GROSS = 1\n"})
    (clone.root / "prices.py").write_text("NET = 2  # not committed\n")
    (clone.root / "untracked.txt").write_text("mine")
    git(clone.root, "add", "prices.py")
    before = clone.state()
    assert fetch(clone, "feature/brutto") == Fetched(tip)
    assert clone.state() == before
    assert git(clone.root, "rev-parse", f"{REFS}run1").strip() == tip
    assert git(clone.root, "branch", "-a", "--format=%(refname)").split() == [
        "refs/heads/main",
        "refs/remotes/origin/main",
    ]


def test_a_branch_that_was_rewritten_is_taken_and_said_to_be(clone):
    clone.agent("brutto", {"prices.py": "GROSS = 1\n"})
    assert fetch(clone, "brutto").was_rewritten is False
    tip = clone.agent("brutto", {"prices.py": "GROSS = 2\n"})
    assert fetch(clone, "brutto") == Fetched(tip, was_rewritten=True)


def test_the_second_name_is_tried_where_the_first_is_gone(clone):
    tip = clone.agent("there", {"prices.py": "GROSS = 1\n"})
    assert fetch(clone, "gone", "there") == Fetched(tip)


def test_a_branch_that_is_gone(clone):
    assert fetch(clone, "gone") == NotFetched("the remote has no such branch any more")


def test_a_remote_that_vanished(clone):
    shutil.rmtree(clone.remote)
    assert fetch(clone, "main") == NotFetched("there is no repository at the remote's address any more")


def test_a_folder_without_a_remote(tmp_path):
    git(tmp_path, "init", "-q")
    found = fetch_branch(str(tmp_path), "run1", ["refs/heads/main"], LOCAL)
    assert found == NotFetched("the folder is no git repository with a remote 'origin'")


def test_a_protocol_that_is_not_allowed_is_not_spoken(clone):
    clone.agent("brutto", {"prices.py": "GROSS = 1\n"})
    for protocols in (("https", "ssh"), ()):
        found = fetch(clone, "brutto", limits=Limits(protocols=protocols))
        assert found == NotFetched("the remote is reached by 'file', which 'contexten.agent.protocols' does not allow")


def test_a_program_as_a_protocol_is_never_started(clone, tmp_path):
    mark = tmp_path / "started"
    git(clone.root, "remote", "set-url", "origin", f"ext::touch {mark}")
    found = fetch(clone, "main", limits=Limits(protocols=("ext", "file")))
    assert (type(found), mark.exists()) == (NotFetched, False)


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch x",
        "-x",
        "+main",
        "main:refs/heads/main",
        "../../config",
        "a..b",
        "a b",
        "a\nb",
        "a\0b",
        "refs/heads/*",
        "*",
        "a~1",
        "a^",
        "@{-1}",
        "a.lock",
        "/main",
        "main/",
        "",
        "x" * 300,
        "$(touch x)\\",
    ],
)
def test_a_hostile_name_of_a_branch_asks_the_remote_for_nothing(clone, name):
    shutil.rmtree(clone.remote)
    found = fetch(clone, name)
    assert isinstance(found, NotFetched)
    assert "cannot be the name of a branch" in found.reason
    assert list(clone.root.rglob("x")) == []


def test_a_name_with_shell_signs_is_only_a_name(clone, tmp_path):
    tip = clone.agent("a;touch${IFS}x&&b'\"`id`", {"prices.py": "GROSS = 1\n"})
    assert fetch(clone, "a;touch${IFS}x&&b'\"`id`") == Fetched(tip)
    assert [path for path in tmp_path.rglob("x") if path.is_file()] == []


@pytest.mark.parametrize("run", ["../../heads/main", "a b", "", "x" * 65, "run1\n"])
def test_a_run_that_is_no_name_writes_no_ref(clone, run):
    before = git(clone.root, "for-each-ref")
    assert isinstance(fetch(clone, "main", run=run), NotFetched)
    assert git(clone.root, "for-each-ref") == before


@pytest.mark.parametrize(
    "key",
    ["core.sshCommand", "core.gitProxy", "core.askPass", "credential.helper", "remote.origin.uploadpack",
     "credential.https://example.org.helper", "remote.origin.vcs"],
)  # fmt: skip
def test_a_program_that_the_repository_names_is_not_run(clone, tmp_path, key):
    mark = tmp_path / "started"
    git(clone.root, "config", key, f"touch {mark}; false")
    found = fetch(clone, "main")
    assert isinstance(found, NotFetched)
    assert f"names a program ('{key.lower() if key.count('.') == 1 else key}'" in found.reason
    assert not mark.exists()


def test_an_included_file_names_no_program_either(clone, tmp_path):
    (tmp_path / "more").write_text("[core]\n\tsshCommand = touch x\n")
    git(clone.root, "config", "include.path", str(tmp_path / "more"))
    assert "names a program" in fetch(clone, "main").reason


def test_no_hook_runs(clone, tmp_path):
    mark = tmp_path / "hooked"
    for name in ("post-checkout", "reference-transaction", "post-merge", "pre-auto-gc"):
        hook = clone.root / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    clone.agent("brutto", {"prices.py": "GROSS = 1\n"})
    assert isinstance(fetch(clone, "brutto"), Fetched)
    assert not mark.exists()


def test_what_is_larger_than_allowed_is_broken_off(clone):
    clone.agent("large", {"noise.bin": os.urandom(30_000_000)})
    found = fetch(clone, "large", limits=Limits(protocols=("file",), most=100_000))
    assert found == NotFetched("it is larger than 0.1 MB")
    assert git(clone.root, "for-each-ref", REFS) == ""


def test_a_remote_that_never_answers_is_let_go(clone, tmp_path, monkeypatch):
    """A program of the person's own configuration that hangs, with a child that would outlive it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.gitconfig").write_text("[core]\n\tsshCommand = sleep 612 & sleep 612; true\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    git(clone.root, "remote", "set-url", "origin", "ssh://nobody@localhost/x.git")
    assert fetch(clone, "main", limits=Limits(seconds=0.5)) == NotFetched("the remote did not send it within 0.5 s")
    left = [process for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"] == ["sleep", "612"]]
    assert left == []


def test_only_the_latest_branches_are_kept(clone):
    clone.agent("brutto", {"prices.py": "GROSS = 1\n"})
    for number in range(53):
        git(clone.root, "update-ref", f"{REFS}old{number}", "HEAD")
    fetch(clone, "brutto")
    kept = git(clone.root, "for-each-ref", "--format=%(refname)", REFS).split()
    assert (len(kept), f"{REFS}run1" in kept) == (51, True)


def test_passwords_in_addresses_are_not_told(clone):
    secret = "pass" + "word1"
    git(clone.root, "remote", "set-url", "origin", f"file://user:{secret}@localhost{clone.remote}.gone")
    found = fetch(clone, "main")
    assert isinstance(found, NotFetched)
    assert secret not in found.reason
