"""The door of a running server for other tools of the same person."""

import asyncio
import json
import os
import socket
import stat
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contexten import __version__
from contexten.errors import ClientError, EditorGone
from contexten.llm.scripted import Scripted
from contexten.lsp import attach as door
from contexten.lsp import editor as door_editor
from contexten.lsp.alone import Nobody
from contexten.lsp.commands import NAMES
from contexten.lsp.messages import Code
from contexten.mcp import desk as desks
from contexten.mcp import wire
from contexten.mcp.attached import Attached, attach
from contexten.mcp.commands import COMMANDS
from contexten.mcp.desk import Desk
from contexten.mcp.tools.table import TOOLS
from support.editor import FULL, Editor
from support.sums import STUB, expected, model, written
from support.waiting import until


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


@pytest.fixture
def cache():
    return Path(os.environ["CONTEXTEN_CACHE_DIR"])


def ignore(_message, _percentage):
    pass


@asynccontextmanager
async def tool(root, cache):
    """A tool that is attached to the one server of `root`."""
    (path,) = wire.sockets_of(str(root), cache)
    attached = await attach(path)
    assert isinstance(attached, Attached)
    try:
        yield attached
    finally:
        await attached.aclose()


async def test_a_tool_sees_and_changes_the_text_in_the_editor(root, cache):
    async with Editor(root, provider=model()) as editor, tool(root, cache) as attached:
        uri = editor.open("sums.py", (root / "sums.py").read_text() + "\n\ndef unsaved():\n    return add(1, 2)\n")
        found = await attached.run("contexten.symbols", {"ask": "callers", "name": "add"}, ignore)
        assert {use["by"] for use in found["usages"]} == {"sums.py:twice", "sums.py:unsaved"}
        where = {"uri": uri, "position": editor.at(uri, STUB)["start"]}
        assert (await attached.run("contexten.generate", where, ignore))["outcome"] == "applied"
        assert editor.buffers[uri].text.startswith(expected())
        editor.undo(uri)
        assert STUB in editor.buffers[uri].text
        proposed = await attached.run("contexten.generate", where | {"apply": False}, ignore)
        assert proposed["edit"]["documentChanges"][0]["textDocument"]["uri"] == uri


async def test_both_the_editor_and_the_tool_are_told_how_far_it_is(root, cache):
    news = []
    answer = Scripted("return a + b", size=3, delay=0.06)
    async with Editor(root, provider=model(answer)) as editor, tool(root, cache) as attached:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": {"line": 4}, "apply": False}
        await attached.run("contexten.generate", where, lambda message, _percentage: news.append(message))
        assert news
        shown = [item["value"] for item in editor.progress if "implement 'add'" in item["value"].get("title", "")]
        assert [value["kind"] for value in shown] == ["begin"]


async def test_the_tool_runs_no_commands_but_those_of_the_tools(root, cache):
    assert {command for item in TOOLS for command in item.commands} == COMMANDS < set(NAMES)
    assert not [name for name in COMMANDS if "agent" in name or "cache" in name]
    async with Editor(root) as editor, tool(root, cache) as attached:
        for command in (*sorted(set(NAMES) - COMMANDS), "contexten.nothing"):
            with pytest.raises(ClientError, match="not run for tools that are attached"):
                await attached.run(command, {}, ignore)
        with pytest.raises(ClientError, match="does not know the key 'tsk'"):
            await attached.run("contexten.tasks", {"tsk": ""}, ignore)
        with pytest.raises(ClientError, match="for the person at the editor"):
            await attached.run("contexten.task.apply", {"task": "x", "confirmed": True}, ignore)
        assert editor.questions == []


async def test_an_endpoint_that_was_not_approved_is_asked_about_in_the_editor(root, cache):
    settings = {"contexten": {"model": {"name": "m", "baseUrl": "https://example.invalid/v1"}}}
    async with Editor(root, settings=settings) as editor, tool(root, cache) as attached:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": {"line": 4}, "apply": False}
        await attached.run("contexten.generate", where, ignore)
        (question,) = editor.questions
        assert "https://example.invalid" in question["message"]


@pytest.mark.parametrize("how", ["cancels", "goes away"])
async def test_work_ends_with_the_tool_that_wanted_it(root, cache, how):
    slow = Scripted("return a + b", delay=60.0)
    async with Editor(root, provider=model(slow)) as editor:
        async with tool(root, cache) as attached:
            uri = editor.open("sums.py")
            where = {"uri": uri, "position": {"line": 4}}
            work = asyncio.ensure_future(attached.run("contexten.generate", where, ignore))
            await until(
                lambda: [task.state.value for task in editor.server.session.integration.tasks.all()] == ["working"]
            )
            if how == "cancels":
                work.cancel()
            else:
                await attached.aclose()
            with pytest.raises(EditorGone if how == "goes away" else asyncio.CancelledError):
                await work
        await editor.settled()
        assert [task["state"] for task in (await editor.execute("contexten.tasks"))["tasks"]] == ["cancelled"]


async def test_whatever_is_said_is_answered_and_the_next_message_is_heard(root, cache):
    async with Editor(root) as editor:
        (path,) = wire.sockets_of(str(root), cache)
        reader, writer = await asyncio.open_unix_connection(str(path))
        hello = json.loads(await reader.readline())
        assert hello["params"] == {"version": __version__, "root": str(root)}
        lines = [b"nonsense", b"[]", b"{}", b'{"jsonrpc":"2.0","id":1,"method":"initialize"}']
        lines += [b'{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":7}']
        broken = {"command": "contexten.status", "arguments": 5}
        lines += [
            json.dumps({"jsonrpc": "2.0", "id": 4, "method": "workspace/executeCommand", "params": broken}).encode()
        ]
        for line in lines:
            writer.write(b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":[1]}}\n')
            writer.write(line + b"\n")
            error = json.loads(await reader.readline())["error"]
            assert error["message"]
            assert error["code"] != Code.INTERNAL_ERROR
        status = {"command": "contexten.status", "arguments": [{}]}
        writer.write(wire.line_of({"id": 3, "method": "workspace/executeCommand", "params": status}))
        assert json.loads(await reader.readline())["result"]["roots"] == [editor.uri(root)]
        writer.close()
        await writer.wait_closed()
        await editor.settled()


async def test_a_process_of_another_user_is_sent_away_by_both_sides(root, cache, monkeypatch):
    here, there = socket.socketpair()
    with here, there:
        assert wire.is_own(here)
        with monkeypatch.context() as other:
            other.setattr(os, "getuid", lambda: 12345)
            assert not wire.is_own(here)
    async with Editor(root) as editor:
        (path,) = wire.sockets_of(str(root), cache)
        with monkeypatch.context() as other:
            other.setattr(door, "is_own", lambda _socket: False)
            assert await attach(path) == ""
        monkeypatch.setattr("contexten.mcp.attached.is_own", lambda _socket: False)
        assert "another user" in await attach(path)
        await editor.settled()


async def test_what_a_killed_server_left_behind_is_removed_and_a_living_one_is_left_alone(root, cache):
    async with Editor(root) as editor:
        (mine,) = wire.sockets_of(str(root), cache)
        left = mine.with_name(f"{mine.name.partition('-')[0]}-1.sock")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(left))
        assert set(wire.sockets_of(str(root), cache)) == {mine, left}
        assert stat.S_ISSOCK(left.stat().st_mode)
        await door._clear_up(str(root), cache)
        assert wire.sockets_of(str(root), cache) == [mine]
        assert await attach(left) == ""
        await editor.settled()


class Nothing:
    """A Door for a desk that needs none."""

    seen = "disk"

    async def aclose(self):
        pass


async def test_another_version_is_not_worked_with_and_that_is_said_once(root, cache, monkeypatch):
    async with Editor(root) as editor:
        monkeypatch.setattr("contexten.mcp.attached.__version__", "99.0")
        desk = Desk(str(root), cache, Nothing)
        assert (await desk.door()).seen == "disk"
        assert f"The editor runs Contexten {__version__}, this is 99.0; restart the editor." in desk.take_note()
        await desk.door()
        assert desk.take_note() == ""
        await editor.settled()


async def test_where_there_are_no_sockets_it_works_alone_and_says_so(root, cache, monkeypatch):
    monkeypatch.setattr(desks, "is_possible", lambda: False)
    async with Editor(root):
        desk = Desk(str(root), cache, Nothing)
        assert (await desk.door()).seen == "disk"
        assert "cannot attach to a running editor" in desk.take_note()


async def test_every_root_has_its_own_socket_and_any_way_to_write_it_finds_it(tmp_path, cache):
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        folder.mkdir()
        written(folder)
    (tmp_path / "link").symlink_to(folders[1])
    async with Editor(tmp_path, folders=folders, capabilities=FULL):
        assert len({*wire.sockets_of(str(folders[0]), cache), *wire.sockets_of(str(folders[1]), cache)}) == 2
        async with tool(tmp_path / "link", cache) as attached:
            assert attached.root == str(folders[1])
        assert wire.sockets_of(str(tmp_path), cache) == []


async def test_a_folder_that_comes_later_has_a_door_and_one_that_goes_has_none(tmp_path, cache):
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        folder.mkdir()
        written(folder)
    one, two = ({"uri": folder.as_uri(), "name": folder.name} for folder in folders)
    async with Editor(tmp_path, folders=folders[:1], capabilities=FULL) as editor:
        (first,) = wire.sockets_of(str(folders[0]), cache)
        for added, removed in (([two], []), ([two], [one])):
            editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": added, "removed": removed}})
            await until(lambda: wire.sockets_of(str(folders[1]), cache))
            await editor.settled()
            async with tool(folders[1], cache) as attached:
                assert attached.root == str(folders[1])
            assert first.exists() is not bool(removed)
    assert wire.sockets_of(str(folders[1]), cache) == []


def test_a_folder_of_sockets_that_others_may_enter_is_not_looked_into(tmp_path):
    path = wire.new_socket("/work", tmp_path)
    path.touch()
    assert wire.sockets_of("/work", tmp_path) == [path]
    path.parent.chmod(0o755)
    assert wire.sockets_of("/work", tmp_path) == []


@pytest.mark.parametrize("length", [10, 200])
def test_the_path_of_a_socket_is_never_too_long(tmp_path, length, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/tmp")  # noqa: S108 - where it is by default; nothing is written
    path = wire._folder(Path("/") / ("c" * length))
    assert len(os.fsencode(path)) + len("/0123456789abcdef0123-4194304.sock") < 104


async def test_a_folder_of_somebody_else_keeps_the_door_shut_and_the_editor_working(root, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "attach").symlink_to(elsewhere)
    monkeypatch.setattr(wire, "_folder", lambda _cache: tmp_path / "attach")
    async with Editor(root) as editor:
        assert list(elsewhere.iterdir()) == []
        assert (await editor.execute("contexten.status"))["index"]["files"] == 1


def test_nothing_of_an_editor_that_is_not_there_reaches_a_client():
    public = {name for name, item in vars(door_editor.Editor).items() if callable(item) and not name.startswith("_")}
    assert public <= set(vars(Nobody))
