"""What a run of an agent came to becomes one checked plan, whatever form it has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contexten.agents.model import FileChange, PullRequest, Remote, Run, RunRequest, RunState
from contexten.edits.model import Refused
from contexten.extensions.codegen.agent_results import Hands, Pulled, has_changes, pull
from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.current import Conflicted, files_on
from contexten.extensions.codegen.tasks import Tasks, TaskState
from contexten.store import Store
from contexten.workspace.workspace import Workspace
from support.git_remote import cloned, git, written

FILES = {
    "prices.py": "def gross(net):\n    return net * 1.19\n\n\nRATE = 19\n",
    "old.py": "OLD = 1\n",
    "win.py": "A = 1\r\nB = 2\r\n",
    "bare.py": "A = 1\nB = 2",
    "notes.md": "# Notes\n",
    "broken.py": "def f(:\n",
}
RENAMED = FILES["prices.py"].replace("gross", "brutto")
CONFIG = CodegenAutogenConfig(agent_protocols=("file",))


class Desk:
    """A clone, what an editor has open in it, and the Tasks."""

    def __init__(self, folder):
        self.clone = cloned(folder, FILES)
        self.root = str(self.clone.root)
        self.store = Store.open(None)
        self.workspace = Workspace([self.root], self.store)
        self.workspace.scan(workers=0)
        self.tasks = Tasks(self.store)

    def open(self, name, text):
        self.workspace.open(f"{self.root}/{name}", "python", text, 1)

    async def pull(self, run, *, branch="", hands=None, config=CONFIG):
        return await pull(run, self.workspace.snapshot(), self.tasks, config, branch=branch, hands=hands or Hands())

    async def texts(self, run, **how):
        """What the files would be after pulling: by path; None is deleted. Or the sentence why not."""
        pulled = await self.pull(run, **how)
        if isinstance(pulled, Refused):
            return pulled.reason
        files = files_on(self.workspace.snapshot(), pulled.plan)
        if isinstance(files, Conflicted):
            return files.reason
        relative = self.workspace.snapshot().relative
        return {relative(file.target or file.path): None if file.delete else file.result.text for file in files}

    def branch(self, files, name="work", **more):
        self.clone.agent(name, files, **more)
        return run(pulls=(PullRequest(3, "https://git.example/pulls/3", "Rename", name),))


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


def run(state=RunState.READY, **remote):
    request = RunRequest("p", title="Rename gross")
    return Run("run1", "Codegen", request, state, "me", 0.0, 0.0, Remote("1000", state, **remote))


def proposed(*changes):
    return run(changes=tuple(FileChange(*change) for change in changes))


def left_out(pulled):
    return {one.path: one.reason for one in pulled.left_out}


PATCH = """Done.
```diff
--- a/prices.py
+++ b/prices.py
@@ -1,2 +1,2 @@
-def gross(net):
+def brutto(net):
     return net * 1.19
--- a/old.py
+++ /dev/null
@@ -1 +0,0 @@
-OLD = 1
--- /dev/null
+++ b/new.py
@@ -0,0 +1 @@
+NEW = 1
```"""


@pytest.mark.parametrize("form", ["branch", "patch", "changes"])
async def test_three_forms_of_a_result_are_one_edit(desk, form):
    runs = {
        "branch": lambda: desk.branch({"prices.py": RENAMED, "old.py": None, "new.py": "NEW = 1\n"}),
        "patch": lambda: run(result=PATCH),
        "changes": lambda: proposed(
            ("prices.py", FILES["prices.py"], RENAMED), ("old.py", "OLD = 1\n", None), ("new.py", None, "NEW = 1\n")
        ),
    }
    made = runs[form]()
    assert has_changes(made)
    before = desk.clone.state()
    pulled = await desk.pull(made)
    assert isinstance(pulled, Pulled), pulled
    assert await desk.texts(made) == {"prices.py": RENAMED, "old.py": None, "new.py": "NEW = 1\n"}
    assert desk.clone.state() == before
    assert pulled.left_out == ()
    assert {(one["path"], one["kind"]) for one in pulled.described()["files"]} == {
        ("prices.py", "changed"),
        ("old.py", "deleted"),
        ("new.py", "new"),
    }


async def test_the_result_is_a_task_that_waits_and_pulling_again_replaces_it(desk):
    made = desk.branch({"prices.py": RENAMED})
    first, second = await desk.pull(made), await desk.pull(made)
    (task,) = desk.tasks.all()
    assert first.task != second.task == task.id
    assert (task.state, task.title) == (TaskState.READY, "Rename gross")
    assert task.source.startswith("agent run run1: branch work at ")
    (kept,) = Tasks(desk.store).all()
    assert kept.plan is not None
    assert all(change.needs_confirmation for file in kept.plan.files for change in file.changes)
    assert all(file.confirm for file in kept.plan.files)


async def test_what_was_typed_meanwhile_is_merged_with_it(desk):
    desk.open("prices.py", FILES["prices.py"].replace("RATE = 19", "RATE = 20"))
    written(desk.clone.root, {"notes.md": "# Notes\nmine\n"})
    made = desk.branch({"prices.py": RENAMED, "notes.md": "# The notes\n"})
    assert await desk.texts(made) == {
        "prices.py": RENAMED.replace("RATE = 19", "RATE = 20"),
        "notes.md": "# The notes\nmine\n",
    }


async def test_a_conflict_with_an_unsaved_buffer_holds_back_everything(desk):
    desk.open("prices.py", FILES["prices.py"].replace("gross", "total"))
    made = desk.branch({"prices.py": RENAMED, "new.py": "NEW = 1\n"})
    assert await desk.texts(made) == "'prices.py' cannot take the edit: the same lines were changed meanwhile."


async def test_a_file_that_was_changed_is_not_deleted(desk):
    desk.open("old.py", "OLD = 2\n")
    said = await desk.texts(desk.branch({"old.py": None}))
    assert said == "'old.py' cannot take the edit: it has changed, so it is not deleted."


async def test_a_file_that_was_made_meanwhile_is_not_overwritten(desk):
    written(desk.clone.root, {"new.py": "MINE = 1\n"})
    assert await desk.texts(desk.branch({"new.py": "NEW = 1\n"})) == "'new.py' was created meanwhile."


async def test_what_is_there_already_is_dropped(desk):
    written(desk.clone.root, {"prices.py": RENAMED, "new.py": "NEW = 1\n"})
    (desk.clone.root / "old.py").unlink()
    made = desk.branch({"prices.py": RENAMED, "new.py": "NEW = 1\n", "old.py": None})
    assert await desk.texts(made) == "The workspace has all that the run changes already."


async def test_a_new_name_follows_to_the_file_as_it_is_now(desk):
    desk.open("prices.py", FILES["prices.py"] + "MINE = 1\n")
    made = desk.branch({"prices.py": None, "shop/prices.py": RENAMED})
    assert await desk.texts(made) == {"shop/prices.py": RENAMED + "MINE = 1\n"}
    (told,) = (await desk.pull(made)).described()["files"]
    assert (told["path"], told["was"]) == ("shop/prices.py", "prices.py")


async def test_without_renaming_it_is_a_new_file_and_one_that_goes(desk):
    made = desk.branch({"old.py": None, "older.py": "OLD = 1\n"})
    assert await desk.texts(made, hands=Hands(rename=False)) == {"older.py": "OLD = 1\n", "old.py": None}
    pulled = await desk.pull(made, hands=Hands(rename=False, delete=False))
    assert left_out(pulled) == {"old.py": "the editor cannot delete files for a server; delete it yourself"}


async def test_line_ends_are_those_of_the_file_here(desk):
    r"""git gives `\n`, the work tree may have `\r\n`; a missing last line end stays missing."""
    written(desk.clone.root, {"old.py": b"OLD = 1\r\n"})
    made = desk.branch({"old.py": "OLD = 2\n", "win.py": "A = 1\r\nB = 3\r\n", "bare.py": "A = 1\nB = 3"})
    assert await desk.texts(made) == {
        "old.py": "OLD = 2\r\n",
        "win.py": "A = 1\r\nB = 3\r\n",
        "bare.py": "A = 1\nB = 3",
    }


async def test_a_file_with_a_new_syntax_error_or_a_hidden_sign_is_left_out(desk):
    made = desk.branch(
        {"prices.py": "def brutto(:\n", "old.py": "OLD = '\u202e'\n", "broken.py": "def g(:\n", "new.py": "NEW = 1\n"}
    )
    pulled = await desk.pull(made)
    assert left_out(pulled) == {
        "prices.py": "it brings a syntax error",
        "old.py": "the answer contains the invisible character U+202E",
    }
    assert await desk.texts(made) == {"broken.py": "def g(:\n", "new.py": "NEW = 1\n"}


HOSTILE = [
    "../outside.py",
    "/etc/cron.d/x",
    "a/../../outside.py",
    ".git/hooks/post-checkout",
    "sub/.git/config",
    "C:\\x.py",
    "con.py",
    ".env",
    "deploy/id_rsa",
    "ignored/x.py",
    "link/x.py",
    "a\nb.py",
    "",
    "pkg/",
]


@pytest.mark.parametrize("path", HOSTILE)
async def test_what_lies_outside_or_is_protected_is_left_out(desk, tmp_path, path):
    written(desk.clone.root, {".gitignore": "ignored/\n"})
    (desk.clone.root / "link").symlink_to(tmp_path)
    desk.workspace.scan(workers=0)
    pulled = await desk.pull(proposed((path, None, "X = 1\n"), ("ok.py", None, "X = 1\n")))
    assert list(left_out(pulled)) == [path]
    assert await desk.texts(proposed(("ok.py", None, "X = 1\n"))) == {"ok.py": "X = 1\n"}


@pytest.mark.parametrize("path", [path for path in HOSTILE if "\n" not in path and path])
async def test_a_patch_cannot_reach_there_either(desk, tmp_path, path):
    (desk.clone.root / "link").symlink_to(tmp_path)
    patch = f"```diff\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+X = 1\n```"
    if path == "ignored/x.py":
        written(desk.clone.root, {".gitignore": "ignored/\n"})
        desk.workspace.scan(workers=0)
    said = await desk.texts(run(result=patch))
    assert said.startswith("Nothing of the run can be taken over: "), said


async def test_a_patch_does_not_read_a_secret_either(desk):
    written(desk.clone.root, {".env": "KEY=1\n"})
    patch = "```diff\n--- a/.env\n+++ b/copy.txt\n@@ -1 +1 @@\n-KEY=1\n+KEY=2\n```"
    assert (await desk.texts(run(result=patch))).startswith("Nothing of the run can be taken over: ")


async def test_a_link_in_the_way_is_not_written_through(desk, tmp_path):
    (tmp_path / "target.py").write_text("SECRET = 1\n")
    (desk.clone.root / "linked.py").symlink_to(tmp_path / "target.py")
    pulled = await desk.pull(proposed(("linked.py", "SECRET = 1\n", "X = 1\n"), ("ok.py", None, "X = 1\n")))
    assert left_out(pulled) == {"linked.py": "it is a link"}


async def test_binary_files_links_and_modes_are_named(desk):
    def more(work):
        (work / "link.py").symlink_to("/etc/passwd")
        (work / "notes.md").chmod(0o755)

    pulled = await desk.pull(desk.branch({"logo.png": b"\0\1", "prices.py": RENAMED}, and_then=more))
    assert left_out(pulled) == {
        "logo.png": "it is binary, or no UTF-8",
        "link.py": "it is a link",
        "notes.md": "its mode becomes 100755, which you have to set yourself",
    }


async def test_more_files_than_allowed_are_no_edit_but_stay_to_be_seen(desk):
    made = desk.branch({f"new{number}.py": "X = 1\n" for number in range(21)})
    said = await desk.texts(made)
    assert said == (
        "The run changes 21 files; at most 20 are allowed at once; see it with "
        "'git diff HEAD...refs/contexten/runs/run1'."
    )
    assert "new20.py" in git(desk.clone.root, "diff", "--name-only", "HEAD...refs/contexten/runs/run1")
    assert len(await desk.texts(made, config=CodegenAutogenConfig(agent_protocols=("file",), agent_max_files=21))) == 21


async def test_several_branches_are_not_guessed_among(desk):
    desk.clone.agent("one", {"prices.py": RENAMED})
    desk.clone.agent("two", {"old.py": "OLD = 2\n"})
    made = run(pulls=(PullRequest(1, "", "", "one"), PullRequest(2, "", "", "two")))
    assert await desk.texts(made) == "The run made several branches: name the one you want with 'branch': one, two."
    assert await desk.texts(made, branch="two") == {"old.py": "OLD = 2\n"}
    assert await desk.texts(made, branch="three") == "The run made no branch 'three', but these: one, two."


async def test_a_pull_request_of_another_repository_is_not_taken(desk):
    git(desk.clone.root, "remote", "set-url", "origin", "https://github.com/acme/shop.git")
    made = run(pulls=(PullRequest(3, "https://github.com/evil/shop/pull/3", "", "work"),))
    assert await desk.texts(made) == "The pull request is in 'evil/shop', and the folder is a clone of 'acme/shop'."


async def test_a_pull_request_of_a_fork_or_of_a_branch_that_is_gone_is_taken_by_its_number(desk):
    tip = desk.clone.agent("work", {"prices.py": RENAMED})
    git(desk.clone.remote, "update-ref", "refs/pull/3/head", tip)
    git(desk.clone.remote, "update-ref", "-d", "refs/heads/work")
    made = run(pulls=(PullRequest(77, "https://github.com/acme/shop/pull/3", "", "work"),))
    assert await desk.texts(made) == {"prices.py": RENAMED}


async def test_where_the_branch_is_gone_the_patch_in_the_text_is_taken_and_that_is_said(desk):
    made = run(pulls=(PullRequest(1, "", "", "gone"),), result=PATCH)
    pulled = await desk.pull(made)
    assert pulled.notes == (
        (
            "The agent's branch 'gone' cannot be fetched: the remote has no such branch any more. "
            "The patch in its text was taken instead."
        ),
    )


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.SENDING, RunState.WORKING])
async def test_a_run_that_is_not_done_has_no_result(desk, state):
    made = run(state, changes=(FileChange("new.py", None, "X = 1\n"),))
    assert not has_changes(made)
    assert await desk.texts(made) == f"The run is {state.value}: there is no result yet."


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.CANCELLED])
async def test_what_an_unfinished_run_had_done_can_be_taken(desk, state):
    made = run(state, changes=(FileChange("new.py", None, "X = 1\n"),))
    assert await desk.texts(made) == {"new.py": "X = 1\n"}


async def test_a_run_that_only_talks_has_no_changes(desk):
    made = run(result="It is all fine.")
    assert not has_changes(made)
    assert await desk.texts(made) == "The run changes no files; it says: It is all fine."


async def test_a_run_that_wrote_to_the_disk_by_itself_is_not_said_to_change_nothing(desk):
    made = replace(run(result="Done."), reason="Changed on the disk by the agent: a.py.")
    assert await desk.texts(made) == "The run proposes no changes. Changed on the disk by the agent: a.py."
