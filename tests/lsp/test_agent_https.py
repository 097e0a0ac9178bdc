"""A run's branch arrives over real TLS, in the folder that the run is about; a cancelled request ends git."""

from __future__ import annotations

import asyncio

import psutil
import pytest

from contexten.lsp.commands.agent_launch import START
from support.codegen_api import Script, serving
from support.editor import Editor, ServerError
from support.git_https import PASSWORD, USER, GitHttps
from support.git_remote import cloned, git
from support.waiting import until

FILES = {"prices.py": "NET = 1\n"}
CHANGED = {"prices.py": "GROSS = 1\n"}


@pytest.fixture
def remote(tmp_path, monkeypatch):
    """A git server that the person trusts and whose password git knows."""
    for name in ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "person"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    with GitHttps(tmp_path) as remote:
        login = f"!printf 'username={USER}\\npassword={PASSWORD}\\n' #"
        git(home, "config", "--file", ".gitconfig", "http.sslCAInfo", remote.authority)
        git(home, "config", "--file", ".gitconfig", "credential.helper", login)
        yield remote


@pytest.fixture
def clone_of(tmp_path, remote):
    """A clone of `acme/<name>`, with the agent's work on a branch of it."""

    def made(name):
        (tmp_path / name).mkdir()
        clone = cloned(tmp_path / name, FILES)
        clone.agent("agent/work", CHANGED)
        served = tmp_path / "acme" / f"{name}.git"
        served.parent.mkdir(exist_ok=True)
        served.symlink_to(clone.remote)
        git(clone.root, "remote", "set-url", "origin", remote.url(f"acme/{name}.git"))
        return clone

    return made


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.delenv("CODEGEN_REPO_ID", raising=False)
    with serving(monkeypatch) as serve:
        yield lambda script: serve(script, repositories=("acme/shop", "acme/bank"))


def ending_with(repository):
    pull = {"id": 3, "url": f"https://git.example/{repository}/pull/3", "title": "", "head_branch_name": "agent/work"}
    return Script(("COMPLETE",), result="renamed", pulls=[pull])


async def finished(editor, **about):
    editor.person.answer = lambda asked: START if asked["message"].startswith("Start") else None
    result = await editor.execute("contexten.agent.launch", {"instruction": "Rename NET to GROSS", **about})
    assert result["outcome"] == "ready", result
    await editor.settled()
    return result["run"]


async def test_a_run_goes_to_the_repository_of_its_file_and_its_result_to_that_folder(clone_of, serve):
    api, shop, bank = serve(ending_with("acme/bank")), clone_of("shop"), clone_of("bank")
    async with Editor(shop.root, folders=(shop.root, bank.root)) as editor:
        uri = editor.open(str(bank.root / "prices.py"))
        run = await finished(editor, uri=uri)
        assert "In: acme/bank, organisation" in editor.questions[0]["message"]
        assert api.created[0].body["repo_id"] == 2
        editor.person.answer = "Apply"
        result = await editor.execute("contexten.agent.pull", {"run": run})
        assert (result["outcome"], editor.buffers[uri].text) == ("applied", CHANGED["prices.py"])
        assert (shop.root / "prices.py").read_text() == FILES["prices.py"]


async def test_a_run_without_a_file_is_about_the_first_folder(clone_of, serve):
    api, shop, bank = serve(ending_with("acme/shop")), clone_of("shop"), clone_of("bank")
    async with Editor(bank.root, folders=(shop.root, bank.root)) as editor:
        run = await finished(editor)
        assert api.created[0].body["repo_id"] == 1
        result = await editor.execute("contexten.agent.pull", {"run": run, "apply": False})
        assert [one["path"] for one in result["files"]] == ["prices.py"]
        assert str(shop.root) in str(result["edit"])


async def test_a_result_goes_to_no_folder_of_another_repository(clone_of, serve):
    serve(ending_with("acme/bank"))
    shop, bank = clone_of("shop"), clone_of("bank")
    async with Editor(bank.root) as editor:
        run = await finished(editor)
    async with Editor(shop.root) as editor:
        result = await editor.execute("contexten.agent.pull", {"run": run})
        assert (result["outcome"], "(acme/bank), which is no folder of this workspace" in result["reason"]) == (
            "refused",
            True,
        )


async def test_cancelling_the_request_ends_git(clone_of, serve, remote):
    serve(ending_with("acme/shop"))
    shop = clone_of("shop")
    async with Editor(shop.root) as editor:
        run = await finished(editor)
        remote.answer = lambda _: remote.is_over.wait(300)
        ids = []
        asked = asyncio.create_task(editor.execute("contexten.agent.pull", {"run": run}, on_id=ids.append))
        await until(remote.is_reached.is_set)
        editor.cancel(ids[0])
        with pytest.raises(ServerError):
            await asked
        await until(lambda: not programs_of(shop))
        assert (editor.edits, list(shop.root.rglob("*.lock"))) == ([], [])


def programs_of(clone):
    commands = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    return [command for command in commands if str(clone.root) in command]
