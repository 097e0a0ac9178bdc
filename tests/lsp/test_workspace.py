"""Roots, scanning with progress, and files that change outside the editor."""

import asyncio
import threading
import time
from contextlib import asynccontextmanager

import pytest

from support.editor import FULL, Editor
from support.waiting import until


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def known(editor):
    return {path.rsplit("/", 1)[-1] for path in editor.server.session.snapshot().index.paths()}


async def test_the_workspace_is_read_in_the_background_with_progress(tmp_path):
    write(tmp_path, a="x = 1\n", b="def f(): pass\n")
    async with Editor(tmp_path) as editor:
        assert known(editor) == {"a.py", "b.py"}
        kinds = [item["value"]["kind"] for item in editor.progress]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        assert (await editor.execute("contexten.status"))["index"] | {"symbols": 0} == {
            "files": 2,
            "symbols": 0,
            "pending": 0,
        }


async def test_several_roots_are_one_workspace(tmp_path):
    one, two = write(tmp_path / "one", a="x = 1\n"), write(tmp_path / "two", b="y = 1\n")
    async with Editor(tmp_path, folders=(one, two)) as editor:
        assert known(editor) == {"a.py", "b.py"}
        change = {"added": [], "removed": [{"uri": editor.uri(one), "name": "one"}]}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": change})
        await editor.settled()
        assert known(editor) == {"b.py"}
        change = {"added": [{"uri": editor.uri(one), "name": "one"}], "removed": []}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": change})
        await editor.settled()
        assert known(editor) == {"a.py", "b.py"}


@pytest.mark.parametrize("key", ["rootUri", "rootPath"])
async def test_older_ways_to_name_the_root_are_understood(tmp_path, key):
    write(tmp_path, a="x = 1\n")
    editor = Editor(tmp_path)
    value = editor.uri("") if key == "rootUri" else str(tmp_path)
    await editor.request("initialize", {"processId": None, "capabilities": {}, "workspaceFolders": None, key: value})
    editor.notify("initialized", {})
    await editor.settled()
    assert known(editor) == {"a.py"}
    await editor.server.aclose()


async def test_no_root_at_all_works(tmp_path):
    async with Editor(tmp_path, folders=()) as editor:
        uri = editor.open("a.py", "def f():\n    pass\n")
        assert await editor.actions(uri, editor.at(uri, "pass"))


async def test_files_that_change_on_disk_are_followed(tmp_path):
    write(tmp_path, a="x = 1\n")
    async with Editor(tmp_path) as editor:
        write(tmp_path, b="y = 1\n", a="def changed(): pass\n")
        events = [{"uri": editor.uri("b.py"), "type": 1}, {"uri": editor.uri("a.py"), "type": 2}]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": events})
        await editor.settled()
        assert known(editor) == {"a.py", "b.py"}
        assert editor.server.session.snapshot().index.definitions("changed")
        (tmp_path / "a.py").unlink()
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": editor.uri("a.py"), "type": 3}]})
        await editor.settled()
        assert known(editor) == {"b.py"}


async def test_a_storm_of_events_is_taken_as_one(tmp_path, monkeypatch):
    write(tmp_path, a="x = 1\n")
    async with Editor(tmp_path) as editor:
        workspace, calls = editor.server.session.workspace, []
        files_changed = workspace.files_changed

        def counted(*paths):
            calls.append(paths)
            files_changed(*paths)

        monkeypatch.setattr(workspace, "files_changed", counted)
        for number in range(200):
            write(tmp_path, **{f"m{number}": "x = 1\n"})
            editor.notify(
                "workspace/didChangeWatchedFiles", {"changes": [{"uri": editor.uri(f"m{number}.py"), "type": 1}]}
            )
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": editor.uri("m0.py"), "type": 3}]})
        (tmp_path / "m0.py").unlink()
        await editor.settled()
        assert len(calls) == 1
        assert len(known(editor)) == 200


async def test_a_new_ignore_file_takes_files_out(tmp_path):
    write(tmp_path, a="x = 1\n", b="y = 1\n")
    async with Editor(tmp_path) as editor:
        (tmp_path / ".contextenignore").write_text("b.py\n", encoding="utf-8")
        events = [{"uri": editor.uri(".contextenignore"), "type": 1}]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": events})
        await editor.settled()
        assert known(editor) == {"a.py"}


async def test_the_editor_is_usable_while_the_workspace_is_read(tmp_path, monkeypatch):
    from contexten.workspace.workspace import Workspace

    write(tmp_path, a="def f():\n    pass\n")
    scan = Workspace.scan
    answered = threading.Event()

    def slow(self, on_progress=None, *, workers=None):
        assert answered.wait(60), "nothing was answered before the scan was over"
        return scan(self, on_progress, workers=workers)

    monkeypatch.setattr(Workspace, "scan", slow)
    editor = Editor(tmp_path)
    await editor.request("initialize", {"processId": None, "capabilities": FULL, "rootUri": editor.uri("")})
    editor.notify("initialized", {})
    await until(lambda: editor.server.session.scanning)
    uri = editor.open("a.py")
    assert await editor.actions(uri, editor.at(uri, "pass"))
    assert editor.server.session.scanning
    answered.set()
    await editor.settled()
    await editor.server.aclose()


async def test_cancelling_the_scan_ends_it_and_a_later_one_is_whole(tmp_path, monkeypatch):
    from contexten.workspace.workspace import Workspace

    write(tmp_path, **{f"m{number}": "x = 1\n" for number in range(30)})
    scan = Workspace.scan
    told_of_the_end, over = threading.Event(), threading.Event()

    def slow(self, on_progress=None, *, workers=None):
        def slowly(done, total):
            on_progress(done, total)
            told_of_the_end.wait(60)
            time.sleep(0.02)

        try:
            return scan(self, slowly, workers=workers)
        finally:
            time.sleep(0.2)
            on_progress(30, 30)
            over.set()

    monkeypatch.setattr(Workspace, "scan", slow)
    editor = Editor(tmp_path)
    await editor.request("initialize", {"processId": None, "capabilities": FULL, "rootUri": editor.uri("")})
    editor.notify("initialized", {})
    await until(lambda: editor.progress)
    editor.notify("window/workDoneProgress/cancel", {"token": editor.progress[0]["token"]})
    await until(lambda: editor.progress[-1]["value"]["kind"] == "end")
    told_of_the_end.set()
    await until(over.is_set)
    await editor.settled()
    kinds = [item["value"]["kind"] for item in editor.progress]
    assert (kinds.count("begin"), kinds[-1]) == (1, "end"), "a thread that is slow to stop says nothing after the end"
    monkeypatch.setattr(Workspace, "scan", scan)
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": []}})
    await editor.settled()
    assert len(known(editor)) == 30
    await editor.server.aclose()


@asynccontextmanager
async def reading(tmp_path, monkeypatch):
    """An editor whose workspace is being read until the event is set."""
    from contexten.workspace.workspace import Workspace

    scan, go_on = Workspace.scan, threading.Event()

    def slow(self, on_progress=None, *, workers=None):
        on_progress(0, 1)
        assert go_on.wait(60)
        return scan(self, on_progress, workers=workers)

    monkeypatch.setattr(Workspace, "scan", slow)
    editor = Editor(tmp_path)
    await editor.request("initialize", {"processId": None, "capabilities": FULL, "rootUri": editor.uri("")})
    editor.notify("initialized", {})
    await until(lambda: editor.progress)
    try:
        yield editor, go_on
    finally:
        go_on.set()
        await editor.settled()
        await editor.server.aclose()


def cancel_progress(editor):
    editor.notify("window/workDoneProgress/cancel", {"token": editor.progress[0]["token"]})


async def test_cancelling_a_scan_does_not_cancel_the_one_that_was_asked_for_meanwhile(tmp_path, monkeypatch):
    write(tmp_path, a="x = 1\n")
    other = tmp_path.parent / f"{tmp_path.name}-other"
    other.mkdir()
    write(other, b="y = 1\n")
    async with reading(tmp_path, monkeypatch) as (editor, go_on):
        added = [{"uri": editor.uri(other), "name": "other"}]
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": added, "removed": []}})
        await asyncio.sleep(0)
        cancel_progress(editor)
        go_on.set()
        await editor.settled()
        assert known(editor) == {"a.py", "b.py"}


async def test_cancelling_the_first_scan_leaves_runs_of_agents_watched(tmp_path, monkeypatch):
    picked_up = []

    async def pick_up(session):
        picked_up.append(session)

    monkeypatch.setattr("contexten.lsp.agents.pick_up_runs", pick_up)
    async with reading(tmp_path, monkeypatch) as (editor, go_on):
        cancel_progress(editor)
        await until(lambda: editor.progress[-1]["value"]["kind"] == "end")
        go_on.set()
        await editor.settled()
        assert picked_up == [editor.server.session]


async def test_at_most_one_error_a_minute_pops_up(tmp_path):
    async with Editor(tmp_path) as editor:
        save = {"textDocument": {"uri": editor.uri("a.py")}, "text": 5}
        editor.server.session.workspace.saved = None
        for _ in range(20):
            editor.notify("textDocument/didSave", {**save, "text": "x"})
        await editor.settled()
        assert len(editor.shown()) == 1


async def test_nobody_says_how_often_a_name_is_used_before_the_workspace_is_read(tmp_path, monkeypatch):
    write(tmp_path, a="def f():\n    return 1\n", b="from a import f\n\nf()\n")
    async with reading(tmp_path, monkeypatch) as (editor, go_on):
        uri = editor.open("a.py")
        where = {"textDocument": {"uri": uri}, "position": editor.at(uri, "f():")["start"]}
        early = await editor.request("textDocument/hover", where)
        assert "1 line of code" in early["contents"]["value"]
        assert "usage" not in early["contents"]["value"]
        go_on.set()
        await editor.settled()
        later = await editor.request("textDocument/hover", where)
        assert "1 usage in 1 file" in later["contents"]["value"]
