"""A run's branch over a real ssh: with the person's own keys, and without ever asking for anything."""

from __future__ import annotations

import os
import socket
import threading

import psutil
import pytest

from contexten.workspace.remote_branch import REFS, Fetched, Limits, NotFetched, fetch_branch
from services.ssh_server import SshServer
from support.git_remote import cloned, git
from support.waiting import until_now

NOT_LET_IN = NotFetched("the remote does not let you in; run 'git fetch' once by hand")


@pytest.fixture
def server(tmp_path):
    server = SshServer(tmp_path / "ssh")
    server.uses("mine")
    server.is_known_as("host")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def clone(tmp_path, server, monkeypatch):
    clone = cloned(tmp_path, {"prices.py": "NET = 1\n"})
    clone.agent("brutto", {"prices.py": "GROSS = 1\n", "noise.bin": os.urandom(2_000_000)})
    git(clone.root, "remote", "set-url", "origin", server.url(clone.remote))
    home = tmp_path / "person"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    git(home, "config", "--file", ".gitconfig", "core.sshCommand", server.client)
    return clone


def fetch(clone, limits=None, **more):
    return fetch_branch(str(clone.root), "run1", ["refs/heads/brutto"], limits or Limits(), **more)


def left_of(clone, server):
    """What a fetch left in the clone, once no program runs for it any more; what was killed takes a moment to go."""
    until_now(lambda: not programs_of(clone, server))
    return list(clone.root.rglob("tmp_pack_*")) + list(clone.root.rglob("*.lock"))


def programs_of(clone, server):
    marks = {str(clone.root), server.client.split()[-1]}
    commands = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    return [command for command in commands if marks & set(command)]


def test_the_branch_is_here_and_the_work_tree_is_as_it_was(clone, server):
    before = clone.state()
    assert fetch(clone) == Fetched(git(clone.work, "rev-parse", "HEAD").strip())
    assert clone.state() == before
    assert git(clone.root, "show", f"{REFS}run1:prices.py") == "GROSS = 1\n"
    assert left_of(clone, server) == []


def test_the_persons_environment_may_name_the_program(clone, server, tmp_path, monkeypatch):
    (tmp_path / "person/.gitconfig").unlink()
    monkeypatch.setenv("GIT_SSH_COMMAND", server.client)
    assert isinstance(fetch(clone), Fetched)


def test_a_host_that_is_not_known_is_not_taken_on_trust(clone, server, tmp_path):
    (tmp_path / "ssh/known").unlink()
    assert fetch(clone) == NotFetched(
        "the remote's host key is not known yet; run 'git fetch' once by hand and compare it"
    )
    assert not (tmp_path / "ssh/known").exists()


def test_a_host_with_another_key_than_before(clone, server):
    server.is_known_as("another_host")
    found = fetch(clone)
    assert isinstance(found, NotFetched)
    assert found.reason.startswith("the remote has another host key than before; find out why")


@pytest.mark.parametrize("key", ["stranger", "locked"])
def test_a_key_that_does_not_fit_or_is_locked_asks_for_nothing_and_tries_no_password(clone, server, key):
    server.uses(key)
    assert fetch(clone) == NOT_LET_IN
    assert "Failed password" not in server.log


def test_a_repository_that_is_gone(clone, server):
    git(clone.root, "remote", "set-url", "origin", server.url(clone.remote.with_name("gone.git")))
    assert fetch(clone) == NotFetched("there is no repository at the remote's address any more")


def test_a_branch_that_is_gone(clone):
    found = fetch_branch(str(clone.root), "run1", ["refs/heads/gone"])
    assert found == NotFetched("the remote has no such branch any more")


def test_a_server_that_is_down(clone, server):
    server.stop()
    assert fetch(clone) == NotFetched("the remote cannot be reached; try again later")


def test_a_protocol_has_to_be_allowed(clone, server):
    found = fetch(clone, Limits(protocols=("https",)))
    assert found == NotFetched("the remote is reached by 'ssh', which 'contexten.agent.protocols' does not allow")
    assert "Connection from" not in server.log


def test_a_huge_branch_is_not_taken_however_fast_it_comes(clone, server):
    assert fetch(clone, Limits(most=100_000)) == NotFetched("it is larger than 0.1 MB")
    assert left_of(clone, server) == []
    assert git(clone.root, "for-each-ref", REFS) == ""


@pytest.fixture
def silent(clone):
    """What takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        git(clone.root, "remote", "set-url", "origin", f"ssh://person@localhost:{silent.getsockname()[1]}/a.git")
        yield silent


@pytest.mark.usefixtures("silent")
def test_a_server_that_never_answers_is_let_go(clone, server):
    assert fetch(clone, Limits(seconds=1.0)) == NotFetched("the remote did not send it within 1 s")
    assert left_of(clone, server) == []


def test_cancelling_ends_it_in_the_middle(clone, server, silent):
    cancelled, over = threading.Event(), threading.Event()

    def reached():
        connection, _ = silent.accept()
        with connection:
            cancelled.set()
            over.wait()

    waiting = threading.Thread(target=reached)
    waiting.start()
    assert fetch(clone, is_cancelled=cancelled.is_set) == NotFetched("it was cancelled")
    over.set()
    waiting.join()
    assert left_of(clone, server) == []
