"""A run's branch over real TLS: what the person's own git settings give it, and each way in which a remote fails."""

from __future__ import annotations

import datetime as dt
import os
import threading

import psutil
import pytest

from contexten.workspace.remote_branch import REFS, Fetched, Limits, NotFetched, fetch_branch
from support.git_https import PASSWORD, USER, GitHttps
from support.git_remote import cloned, git
from support.waiting import until_now

LIMITS = Limits(seconds=120.0)
NOT_TRUSTED = NotFetched(
    "the remote's certificate is not trusted; where that is right, name who signed it: "
    "'git config --global http.sslCAInfo FILE'"
)
NOT_LET_IN = NotFetched("the remote does not let you in; run 'git fetch' once by hand")
WRONG_ADDRESS = "git remote set-url origin"


@pytest.fixture
def clone(tmp_path):
    clone = cloned(tmp_path, {"prices.py": "NET = 1\n"})
    clone.agent("brutto", {"prices.py": "GROSS = 1\n", "noise.bin": os.urandom(2_000_000)})
    return clone


@pytest.fixture
def server(tmp_path, clone):
    with GitHttps(tmp_path) as server:
        yield server


@pytest.fixture
def person(tmp_path, monkeypatch, server):
    person = Person(tmp_path / "person")
    monkeypatch.setenv("HOME", str(person.home))
    for name in ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    person.trusts(server.authority)
    person.knows(server.url(""), PASSWORD)
    return person


class Person:
    """A person's own configuration of git, with a credential helper that notes what it is asked."""

    def __init__(self, home):
        self.home = home
        home.mkdir()

    def trusts(self, authority):
        git(self.home, "config", "--file", ".gitconfig", "http.sslCAInfo", authority)

    def knows(self, url, password):
        helper = self.home / "helper"
        helper.write_text(
            f"#!/bin/sh\necho $1 >> {self.home}/asked\ntest $1 = get || exit 0\n"
            f"cat >> {self.home}/asked\nprintf 'username={USER}\\npassword={password}\\n'\n"
        )
        helper.chmod(0o700)
        git(self.home, "config", "--file", ".gitconfig", f"credential.{url.rstrip('/')}.helper", str(helper))

    def asked(self):
        told = self.home / "asked"
        return told.read_text().splitlines() if told.exists() else []


def fetch(clone, server, name="remote.git", limits=LIMITS, **more):
    git(clone.root, "remote", "set-url", "origin", server.url(name))
    return fetch_branch(str(clone.root), "run1", ["refs/heads/brutto"], limits, **more)


def left_of(clone):
    """What a fetch left in the clone, once no program runs for it any more; what was killed takes a moment to go."""
    until_now(lambda: not programs_of(clone))
    return list(clone.root.rglob("tmp_pack_*")) + list(clone.root.rglob("*.lock"))


def programs_of(clone):
    commands = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    return [command for command in commands if str(clone.root) in command]


def moved_to(url):
    return lambda handler: handler.said(302, ("Location", f"{url}/info/refs?service=git-upload-pack"))


@pytest.mark.usefixtures("person")
def test_the_password_comes_from_the_persons_own_helper_and_the_work_tree_is_as_it_was(clone, server):
    git(clone.root, "remote", "set-url", "origin", server.url("remote.git"))
    before = clone.state()
    tip = git(clone.work, "rev-parse", "HEAD").strip()
    assert fetch(clone, server) == Fetched(tip)
    assert clone.state() == before
    assert git(clone.root, "show", f"{REFS}run1:prices.py") == "GROSS = 1\n"
    assert {one.login for one in server.asked} == {"", f"{USER}:{PASSWORD}"}


@pytest.mark.usefixtures("person")
def test_a_branch_of_which_most_is_there_already_is_only_what_is_new(clone, server):
    fetch(clone, server)
    clone.agent("brutto", {"prices.py": "GROSS = 2\n"})
    assert fetch(clone, server, limits=Limits(seconds=120.0, most=100_000)).was_rewritten is True


def test_without_a_helper_nobody_is_asked_and_no_empty_password_is_tried(clone, server, person):
    (person.home / ".gitconfig").unlink()
    person.trusts(server.authority)
    assert fetch(clone, server) == NOT_LET_IN
    assert len(server.asked) == 1


def test_a_wrong_password_is_tried_once(clone, server, person):
    person.knows(server.url(""), "wrong")
    assert fetch(clone, server) == NOT_LET_IN
    assert [one.login for one in server.asked] == ["", f"{USER}:wrong"]


def test_a_certificate_that_nobody_trusted_gets_no_password(clone, server, person):
    (person.home / ".gitconfig").unlink()
    person.knows(server.url(""), PASSWORD)
    assert fetch(clone, server) == NOT_TRUSTED
    assert (server.asked, person.asked()) == ([], [])


def test_an_authority_may_be_named_in_the_environment_as_for_git(clone, server, person, monkeypatch):
    (person.home / ".gitconfig").unlink()
    person.knows(server.url(""), PASSWORD)
    monkeypatch.setenv("GIT_SSL_CAINFO", server.authority)
    assert isinstance(fetch(clone, server), Fetched)


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("host", "until", "says"),
    [
        ("other.example", None, "the remote's certificate is for another host"),
        ("localhost", dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "the remote's certificate is not trusted"),
    ],
)
def test_a_certificate_of_another_host_or_of_another_time(clone, tmp_path, server, host, until, says):
    with GitHttps(tmp_path, host=host, until=until, signer=server.signer) as other:
        found = fetch(clone, other)
        assert isinstance(found, NotFetched)
        assert (found.reason.startswith(says), other.asked) == (True, [])


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("key", ["http.sslVerify", "http.https://localhost.sslVerify", "http.sslCAInfo"])
def test_the_repositorys_own_configuration_does_not_say_whom_to_trust(clone, server, key):
    git(clone.root, "config", key, "false")
    found = fetch(clone, server)
    assert isinstance(found, NotFetched)
    assert "says whom to trust" in found.reason
    assert "git config --global" in found.reason
    assert server.asked == []


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda handler: handler.said(404), "there is no repository at the remote's address any more"),
        (lambda handler: handler.said(403), "the remote does not let you in; run 'git fetch' once by hand"),
        (lambda handler: handler.said(429), "the remote answers with an error of its own (429); try again later"),
        (lambda handler: handler.said(503), "the remote answers with an error of its own (503); try again later"),
        (lambda handler: handler.wfile.write(b"SMTP"), "what answers at the remote's address is no git server"),
        (lambda handler: handler.from_git(most=9_000), "the connection broke off in the middle; try again"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none(clone, server, answer, says):
    server.answer = answer
    found = fetch(clone, server)
    assert isinstance(found, NotFetched)
    assert found.reason.startswith(says)
    assert left_of(clone) == []
    assert git(clone.root, "for-each-ref", REFS) == ""


@pytest.mark.usefixtures("person")
def test_a_repository_that_got_another_name_is_followed(clone, server):
    def answer(handler):
        if handler.path.startswith("/old.git"):
            moved_to(server.url("remote.git"))(handler)
        elif handler.headers.get("Authorization"):
            handler.from_git()
        else:
            handler.said(401, ("WWW-Authenticate", 'Basic realm="git"'))

    server.answer = answer
    assert isinstance(fetch(clone, server, "old.git"), Fetched)


def test_another_host_than_the_remotes_gets_no_password(clone, tmp_path, server, person):
    def answer(handler):
        if handler.headers.get("Authorization"):
            moved_to(other.url("remote.git"))(handler)
        else:
            handler.said(401, ("WWW-Authenticate", 'Basic realm="git"'))

    server.answer = answer
    with GitHttps(tmp_path, signer=server.signer) as other:
        assert fetch(clone, server) == NOT_LET_IN
        assert {one.login for one in other.asked} == {""}
    assert f"{USER}:{PASSWORD}" in {one.login for one in server.asked}
    assert person.asked().count("get") == 1


@pytest.mark.usefixtures("person")
def test_an_address_without_tls_is_not_followed(clone, tmp_path, server):
    with GitHttps(tmp_path, tls=False) as open_one:
        server.answer = moved_to(open_one.url("remote.git"))
        found = fetch(clone, server)
        assert found == NotFetched(
            "the remote sends on to an address of 'http', which 'contexten.agent.protocols' does not allow"
        )
        assert open_one.asked == []


@pytest.mark.usefixtures("person")
def test_an_address_that_sends_on_to_itself(clone, server):
    server.answer = moved_to(server.url("remote.git"))
    found = fetch(clone, server)
    assert isinstance(found, NotFetched)
    assert WRONG_ADDRESS in found.reason


@pytest.mark.usefixtures("person")
def test_a_protocol_has_to_be_allowed(clone, tmp_path, server):
    for protocols in (("ssh",), ("http", "ssh")):
        found = fetch(clone, server, limits=Limits(protocols=protocols))
        assert found == NotFetched("the remote is reached by 'https', which 'contexten.agent.protocols' does not allow")
    with GitHttps(tmp_path, tls=False, is_private=False) as open_one:
        assert "is reached by 'http'" in fetch(clone, open_one).reason
        assert isinstance(fetch(clone, open_one, limits=Limits(protocols=("http",))), Fetched)


@pytest.mark.usefixtures("person")
def test_a_server_that_never_answers_is_let_go(clone, server):
    server.answer = lambda _: server.is_over.wait(300)
    found = fetch(clone, server, limits=Limits(seconds=1.0))
    assert found == NotFetched("the remote did not send it within 1 s")
    assert left_of(clone) == []


def stops_in_the_middle(handler):
    """Sends a part of the pack, and then nothing more."""
    handler.from_git(most=1_500_000)
    if handler.path.endswith("git-upload-pack"):
        handler.git.is_over.wait(300)


@pytest.mark.usefixtures("person")
def test_a_server_that_stops_in_the_middle_leaves_no_half_pack(clone, server):
    server.answer = stops_in_the_middle
    found = fetch(clone, server, limits=Limits(seconds=5.0))
    assert found == NotFetched("the remote did not send it within 5 s")
    assert left_of(clone) == []


@pytest.mark.usefixtures("person")
def test_a_huge_branch_is_broken_off_while_it_comes_and_leaves_nothing(clone, server):
    server.answer = stops_in_the_middle
    assert fetch(clone, server, limits=Limits(seconds=120.0, most=100_000)) == NotFetched("it is larger than 0.1 MB")
    assert left_of(clone) == []


@pytest.mark.usefixtures("person")
def test_what_someone_else_fetches_at_the_same_time_is_not_removed(clone, server):
    packs = clone.root / ".git/objects/pack"
    packs.mkdir(exist_ok=True)
    mine = []

    def answer(handler):
        mine.append((packs / f"tmp_pack_{len(mine)}").open("wb"))
        handler.said(503)

    server.answer = answer
    fetch(clone, server)
    assert [path.name for path in packs.glob("tmp_pack_*")] == ["tmp_pack_0"]
    mine[0].close()


@pytest.mark.usefixtures("person")
def test_cancelling_ends_it_in_the_middle(clone, server):
    server.answer = lambda _: server.is_over.wait(300)
    cancelled = threading.Event()
    threading.Thread(target=lambda: server.is_reached.wait(300) and cancelled.set()).start()
    assert fetch(clone, server, is_cancelled=cancelled.is_set) == NotFetched("it was cancelled")
    assert left_of(clone) == []
