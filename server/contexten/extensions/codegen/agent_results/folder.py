"""Which folder of the workspace a run is about: the one it was started for, or another clone of its repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contexten.agents.codegen.places import full_name
from contexten.edits.model import Refused
from contexten.workspace.git import origin_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.agents.model import PullRequest, Run

_PULL_PATH = re.compile(r"/([\w.-]+/[\w.-]+)/pull/(\d+)/?")


def folder_of_run(run: Run, roots: Sequence[str]) -> str | Refused:
    """The one of `roots` that the run changes. Blocks.

    It is a clone of the repository that the run's pull requests are in, the run's own folder first; a run that does not
    say what it is about is about the first of `roots`.
    """
    folder = run.request.folder
    if not roots:
        return Refused("There is no workspace folder that the run could change.")
    ordered = sorted(roots, key=lambda root: root != folder)
    if folder in roots and len(roots) == 1:
        return folder
    names = _repositories(run)
    clone = next((root for root in ordered if (full_name(origin_url(root)) or "").casefold() in names), None)
    if clone is not None:
        return clone
    if folder and folder not in roots:
        named = f" ({run.request.repository})" if run.request.repository else ""
        return Refused(f"The run is about {folder}{named}, which is no folder of this workspace: open it.")
    return ordered[0]


def repository_of_pull(pull: PullRequest) -> str:
    """`owner/name` of the repository that the pull request is in; empty where its address does not tell."""
    found = _PULL_PATH.fullmatch(urlsplit(pull.url).path)
    return found[1] if found else ""


def number_of_pull(pull: PullRequest) -> str:
    """Its number in that repository; empty where its address does not tell."""
    found = _PULL_PATH.fullmatch(urlsplit(pull.url).path)
    return found[2] if found else ""


def _repositories(run: Run) -> set[str]:
    """Where the run's changes are, in lower case."""
    if run.remote is not None and run.remote.changes:
        return set()
    pulls = run.remote.pulls if run.remote else ()
    names = {repository_of_pull(pull) for pull in pulls} - {""} or {run.request.repository}
    return {name.casefold() for name in names if name}
