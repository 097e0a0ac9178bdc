"""Which files change together, as git's history tells."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from contexten.store import Store
from contexten.workspace import Workspace
from contexten.workspace import cochange as cochange_module
from contexten.workspace.cochange import CoChange, read_cochange

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false")


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", folder, *IDENTITY, *arguments], check=True, capture_output=True, env=environment)


def commit(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as opened:
            opened.write(f"x{file.stat().st_size} = 1\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "change")


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def together(root: Path, name: str) -> dict[str, float]:
    found = read_cochange([str(root)]).of(f"{root}/{name}")
    return {os.path.relpath(path, root): share for path, share in found}


def test_what_changes_together_more_often_comes_first(repository):
    commit(repository, "a.py", "b.py")
    commit(repository, "a.py", "b.py")
    commit(repository, "a.py", "c.py")
    commit(repository, "d.py")
    found = together(repository, "a.py")
    assert list(found) == ["b.py", "c.py"]
    assert found == pytest.approx({"b.py": 1.0 / 2.0, "c.py": 0.5 / 2.0})
    assert together(repository, "d.py") == {}
    assert together(repository, "new.py") == {}


def test_a_commit_of_many_files_counts_less_and_one_of_very_many_not_at_all(repository):
    commit(repository, "a.py", "b.py")
    commit(repository, "a.py", "c.py", "d.py", "e.py")
    commit(repository, "a.py", *(f"all/{number}.py" for number in range(30)))
    found = together(repository, "a.py")
    assert set(found) == {"b.py", "c.py", "d.py", "e.py"}
    assert found["b.py"] == pytest.approx(2 * found["c.py"])


def test_names_of_any_kind_come_back_as_they_are(repository):
    odd = ["with space.py", "ümlaut.py", 'quo"te.py', "line\nbreak.py", "-n.py"]
    commit(repository, "a.py", *odd)
    assert set(together(repository, "a.py")) == set(odd)


def test_a_root_below_the_repository_sees_only_its_own_files(repository):
    commit(repository, "inner/a.py", "inner/b.py", "outer.py")
    assert set(together(repository / "inner", "a.py")) == {"b.py"}


def test_without_a_repository_nothing_is_known(tmp_path, monkeypatch):
    assert read_cochange([str(tmp_path), str(tmp_path / "missing")]) == CoChange()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_cochange([str(tmp_path)]) == CoChange()


def test_a_program_inside_of_the_root_is_not_started(repository, monkeypatch):
    commit(repository, "a.py", "b.py")
    fake = repository / "git"
    fake.write_text(f"#!/bin/sh\ntouch {repository}/ran\n")
    fake.chmod(0o755)
    for place in (str(repository), "."):
        monkeypatch.setenv("PATH", place)
        monkeypatch.chdir(repository)
        assert read_cochange([str(repository)]) == CoChange()
    assert not (repository / "ran").exists()


def test_nothing_that_a_repository_names_is_started_and_nothing_is_written(repository, tmp_path):
    commit(repository, "a.py", "b.py")
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    trap.chmod(0o755)
    (repository / ".gitattributes").write_text("*.py diff=trap\n")
    for key in ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "diff.trap.textconv", "core.editor"):
        git(repository, "config", key, str(trap))
    for key, value in (("log.showSignature", "true"), ("core.hooksPath", str(tmp_path)), ("color.ui", "always")):
        git(repository, "config", key, value)
    before = {path: path.stat().st_mtime_ns for path in sorted((repository / ".git").rglob("*"))}
    assert set(together(repository, "a.py")) == {"b.py"}
    assert not (tmp_path / "ran").exists()
    assert {path: path.stat().st_mtime_ns for path in sorted((repository / ".git").rglob("*"))} == before


def test_variables_of_git_do_not_point_it_elsewhere(repository, tmp_path, monkeypatch):
    commit(repository, "a.py", "b.py")
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    commit(other, "a.py", "secret.py")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert set(together(repository, "a.py")) == {"b.py"}


def test_output_that_is_too_long_is_cut_at_a_commit(repository, monkeypatch):
    for number in range(6):
        commit(repository, "a.py", f"file_number_{number}.py")
    monkeypatch.setattr(cochange_module, "MAX_BYTES", 70)
    assert set(together(repository, "a.py")) == {"file_number_5.py", "file_number_4.py"}


def test_a_git_that_hangs_is_ended(repository, tmp_path, monkeypatch):
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 50\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(cochange_module, "MAX_SECONDS", 0.2)
    found: list[CoChange] = []
    thread = threading.Thread(target=lambda: found.append(read_cochange([str(repository)])))
    thread.start()
    thread.join(30)
    assert found == [CoChange()]


def opened(repository: Path) -> Workspace:
    workspace = Workspace([str(repository)], Store.open(None))
    workspace.scan(workers=0)
    workspace.wait()
    return workspace


def test_a_workspace_reads_no_history_until_it_is_wanted(repository):
    commit(repository, "a.py", "b.py")
    workspace = opened(repository)
    assert workspace.snapshot().cochange is None
    workspace.use_history(True)
    workspace.wait()
    known = workspace.snapshot().cochange
    assert known is not None
    assert [path for path, _ in known.of(f"{repository}/a.py")] == [f"{repository}/b.py"]
    workspace.use_history(False)
    assert workspace.snapshot().cochange is None


def test_a_scan_reads_the_history_again_when_there_is_a_new_commit(repository):
    commit(repository, "a.py", "b.py")
    workspace = opened(repository)
    workspace.use_history(True)
    workspace.wait()
    first = workspace.snapshot().cochange
    workspace.scan(workers=0)
    workspace.wait()
    assert workspace.snapshot().cochange is first
    commit(repository, "a.py", "c.py")
    workspace.scan(workers=0)
    workspace.wait()
    known = workspace.snapshot().cochange
    assert known is not None
    assert len(known.of(f"{repository}/a.py")) == 2


def test_what_is_not_on_this_machine_is_not_fetched(repository, tmp_path):
    commit(repository, "a.py", "b.py")
    commit(repository, "a.py", "b.py")
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=tree:0", f"file://{repository}", "partial")
    partial, trap = tmp_path / "partial", tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    trap.chmod(0o755)
    objects = sorted((partial / ".git" / "objects").rglob("*"))
    assert together(partial, "a.py") == {}
    git(partial, "config", "remote.origin.uploadpack", str(trap))
    assert together(partial, "a.py") == {}
    assert sorted((partial / ".git" / "objects").rglob("*")) == objects
    assert not (tmp_path / "ran").exists()
