"""A run's result goes to the folder that the run is about, or to another clone of its repository."""

from __future__ import annotations

import pytest

from contexten.agents.model import FileChange, PullRequest, Remote, Run, RunRequest, RunState
from contexten.edits.model import Refused
from contexten.extensions.codegen.agent_results.folder import folder_of_run
from support.git_remote import git


@pytest.fixture
def clones(tmp_path):
    """Folders that are clones of `acme/<name>`; `plain` is no repository."""
    for name in ("shop", "bank"):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "-q")
        git(tmp_path / name, "remote", "add", "origin", f"git@git.example:acme/{name}.git")
    (tmp_path / "plain").mkdir()
    return lambda *names: tuple(str(tmp_path / name) for name in names)


def run(folder="", repository="", pull="", changes=()):
    pulls = (PullRequest(3, f"https://git.example/{pull}/pull/3"),) if pull else ()
    request = RunRequest("p", folder=folder, repository=repository)
    return Run(
        "r",
        "Codegen",
        request,
        RunState.READY,
        "me",
        0.0,
        0.0,
        Remote("1", RunState.READY, pulls=pulls, changes=changes),
    )


@pytest.mark.parametrize(
    ("about", "repository", "pull", "opened", "expected"),
    [
        ("bank", "acme/bank", "acme/bank", ("shop", "bank"), "bank"),
        ("bank", "acme/bank", "", ("shop", "bank"), "bank"),
        ("plain", "", "", ("shop", "plain"), "plain"),
        # It was started for one and made its pull request in another, which is open, too.
        ("shop", "acme/shop", "Acme/Bank", ("shop", "bank"), "bank"),
        # The folder was moved, or the clone is another one.
        ("moved", "acme/bank", "", ("shop", "bank"), "bank"),
        ("moved", "", "acme/bank", ("shop", "bank"), "bank"),
        # A run of an older version tells nothing.
        ("", "", "", ("shop", "bank"), "shop"),
        ("", "", "acme/bank", ("shop", "bank"), "bank"),
        ("", "", "acme/other", ("shop",), "shop"),
    ],
)
def test_the_folder_of_a_run(clones, about, repository, pull, opened, expected):
    found = run(*clones(about) if about else ("",), repository, pull)
    assert (folder_of_run(found, clones(*opened)),) == clones(expected)


def test_a_run_about_another_folder_changes_none_of_these(clones):
    (moved,) = clones("moved")
    found = folder_of_run(run(moved, "acme/other"), clones("shop", "bank"))
    assert found == Refused(f"The run is about {moved} (acme/other), which is no folder of this workspace: open it.")
    assert folder_of_run(run(), ()) == Refused("There is no workspace folder that the run could change.")


def test_what_an_agent_on_this_machine_wrote_goes_to_no_other_clone(clones):
    (moved,) = clones("moved")
    local = run(moved, "acme/shop", changes=(FileChange("a.py", None, "A = 1\n"),))
    assert isinstance(folder_of_run(local, clones("shop")), Refused)
