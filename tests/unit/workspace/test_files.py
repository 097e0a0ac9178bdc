from __future__ import annotations

import gc
import os
import shutil
import weakref
from pathlib import Path

from contexten.store import Store
from contexten.workspace import Workspace, WorkspaceOptions
from support.workspaces import open_fixture

SOURCE = """
#- pkg/__init__.py
from .a import f
#- pkg/a.py
def f():
    pass
#- pkg/b.py
from pkg import f
f()
"""


def names(opened, name):
    return [opened.snapshot.relative(symbol.path) for symbol in opened.snapshot.index.definitions(name)]


def write(path: str, text: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)
    return path


def test_changed_created_and_deleted_files_are_followed(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    before = opened.snapshot
    opened.workspace.files_changed([write(opened.at("pkg/c.py"), "def g(): pass\n")], [])
    assert names(opened, "g") == ["pkg/c.py"]
    opened.workspace.files_changed([write(opened.at("pkg/a.py"), "def h(): pass\n")], [])
    assert names(opened, "f") == []
    assert names(opened, "h") == ["pkg/a.py"]
    Path(opened.at("pkg/a.py")).unlink()
    opened.workspace.files_changed([], [opened.at("pkg/a.py")])
    assert names(opened, "h") == []
    assert opened.snapshot.document(opened.at("pkg/a.py")) is None
    assert [symbol.name for symbol in before.index.definitions("f")] == ["f"]


def test_a_name_that_no_file_can_have_keeps_no_other_from_being_read(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    odd = [opened.at(name) for name in ("x" * 300, f"{'y' * 300}/a.py", "pkg/a\udcff.py", "pkg/a\0.py")]
    opened.workspace.files_changed([*odd, write(opened.at("pkg/c.py"), "def g(): pass\n")], odd)
    assert names(opened, "g") == ["pkg/c.py"]


def test_a_renamed_folder_moves_its_files(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    shutil.move(opened.at("pkg"), opened.at("moved"))
    opened.workspace.files_changed([opened.at("moved")], [opened.at("pkg")])
    assert names(opened, "f") == ["moved/a.py"]
    assert sorted(map(opened.snapshot.relative, opened.snapshot.index.paths())) == [
        "moved/__init__.py",
        "moved/a.py",
        "moved/b.py",
    ]


def test_an_event_for_an_ignored_private_or_foreign_file_changes_nothing(tmp_path):
    opened = open_fixture("#- .gitignore\nskip/\n#- a.py\nx = 1\n", tmp_path)
    outside = write(str(tmp_path / "outside.py"), "def g(): pass\n")
    opened.workspace.files_changed([write(opened.at("skip/c.py"), "def g(): pass\n"), outside], [])
    opened.workspace.files_changed([write(opened.at("node_modules/c.py"), "def g(): pass\n")], [])
    os.symlink(outside, opened.at("link.py"))
    opened.workspace.files_changed([opened.at("link.py")], [])
    assert names(opened, "g") == []


def test_the_open_buffer_wins_over_the_disk_until_it_is_closed(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    path = opened.open("pkg/a.py", "def typed(): pass\n")
    opened.workspace.files_changed([write(path, "def written(): pass\n")], [])
    assert names(opened, "typed") == ["pkg/a.py"]
    assert names(opened, "written") == names(opened, "f") == []
    opened.workspace.close(path)
    assert names(opened, "typed") == []
    assert names(opened, "written") == ["pkg/a.py"]


def test_closing_reads_the_file_again_also_without_an_event(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    path = opened.open("pkg/a.py", "def typed(): pass\n")
    write(path, "def written(): pass\n")
    opened.workspace.close(path)
    assert names(opened, "written") == ["pkg/a.py"]


def test_closing_a_buffer_without_a_file_forgets_it(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    opened.workspace.open(opened.at("new.py"), "python", "def g(): pass\n", 1)
    opened.workspace.open("untitled:Untitled-1", "python", "def g(): pass\n", 1)
    assert len(opened.snapshot.index.definitions("g")) == 2
    opened.workspace.close(opened.at("new.py"))
    opened.workspace.close("untitled:Untitled-1")
    assert names(opened, "g") == []


def test_a_saved_document_that_is_not_open_is_read(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    opened.workspace.saved(write(opened.at("pkg/a.py"), "def g(): pass\n"), None)
    assert names(opened, "g") == ["pkg/a.py"]


def test_a_document_outside_of_the_roots_works_while_it_is_open(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    path = write(str(tmp_path / "other" / "x.py"), "def g(): pass\n")
    assert [item.name for item in opened.snapshot.facts(path).definitions] == ["g"]
    assert names(opened, "g") == []
    opened.workspace.open(path, "python", "def g2(): pass\n", 1)
    assert [symbol.path for symbol in opened.snapshot.index.definitions("g2")] == [path]
    assert opened.snapshot.parsed(path).errors == 0
    assert opened.snapshot.root_of(path) is None
    assert opened.snapshot.relative(path) == path


def test_a_file_that_changed_without_an_event_is_not_shown_with_old_facts(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    path = opened.at("pkg/a.py")
    write(path, "def somewhere_else_entirely(): pass\n")
    assert opened.snapshot.document(path) is None
    assert opened.snapshot.document(path).text == "def somewhere_else_entirely(): pass\n"
    assert names(opened, "somewhere_else_entirely") == ["pkg/a.py"]


def test_very_many_changes_cause_a_scan(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    paths = [write(opened.at(f"many/m{number}.py"), f"def many{number}(): pass\n") for number in range(501)]
    opened.workspace.files_changed(paths, [])
    assert names(opened, "many500") == ["many/m500.py"]
    assert opened.snapshot.index.files == 504


def test_many_single_changes_are_merged_into_the_tables(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    workspace = Workspace([str(folder)], Store.open(None), options=WorkspaceOptions(compact_from=10))
    workspace.scan(workers=0)
    for number in range(35):
        workspace.files_changed([write(str(folder / f"m{number}.py"), f"def f(): return g{number}()\n")], [])
    workspace.wait()
    snapshot = workspace.snapshot()
    assert len(snapshot.index.definitions("f")) == 35
    assert len(snapshot.index.usages("g3")) == 1
    assert snapshot.index.symbols == 35
    assert len(workspace._disk) <= 10


def test_a_changed_project_file_changes_what_imports_mean(tmp_path):
    opened = open_fixture(
        """
        #- go.mod
        module example.com/old
        #- pkg/a.go
        package pkg
        #- main.go
        package main
        import "example.com/new/pkg"
        """,
        tmp_path,
    )
    opened.workspace.files_changed([write(opened.at("go.mod"), "module example.com/new\n")], [])
    assert opened.snapshot.index.project.go_modules == ((opened.root, "example.com/new"),)


def test_a_scan_keeps_what_changed_while_it_ran(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    path = opened.at("pkg/a.py")

    def change_meanwhile(done: int, total: int) -> None:
        if done == total:
            write(path, "def late(): pass\n")
            opened.workspace.files_changed([path], [])

    opened.workspace.scan(change_meanwhile, workers=0)
    assert names(opened, "late") == ["pkg/a.py"]
    assert names(opened, "f") == []
    assert opened.snapshot.document(path).text == "def late(): pass\n"


def test_the_index_is_usable_before_the_first_scan(tmp_path):
    workspace = Workspace([str(tmp_path)], Store.open(None))
    workspace.open(str(tmp_path / "a.py"), "python", "def f(): pass\n", 1)
    assert len(workspace.snapshot().index.definitions("f")) == 1


def test_missing_binary_large_and_strange_files_have_no_document(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    Path(opened.at("big.txt")).write_bytes(b"x" * 10_000_001)
    Path(opened.at("fits.txt")).write_bytes(b"x" * 10_000_000)
    Path(opened.at("nul.txt")).write_bytes(b"a\0b")
    Path(opened.at("latin.txt")).write_bytes(b"\xe9t\xe9")
    os.mkfifo(opened.at("pipe.txt"))
    snapshot = opened.snapshot
    for name in ("big.txt", "nul.txt", "latin.txt", "pipe.txt", "nothing.txt", "pkg"):
        assert snapshot.document(opened.at(name)) is None, name
    assert snapshot.document("untitled:Untitled-1") is None
    assert snapshot.document("/nul\0byte") is None
    assert len(snapshot.document(opened.at("fits.txt")).data) == 10_000_000


def test_old_snapshots_are_freed_at_once(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    gc.collect()
    gc.disable()
    try:
        view = opened.snapshot.index
        view.importers(opened.at("pkg/a.py"))
        view.callers(view.definitions("f")[0])
        gone = weakref.ref(view)
        del view
        opened.open("pkg/a.py")
        assert gone() is None
    finally:
        gc.enable()


def test_looking_at_many_files_without_changing_them_leaves_the_index_as_it_was(tmp_path):
    files = "".join(f"#- m{number}.py\ndef f{number}(): ...\n" for number in range(80))
    opened = open_fixture(files, tmp_path)
    base = opened.snapshot.index.atlas.count
    for number in range(80):
        opened.workspace.close(opened.open(f"m{number}.py"))
    opened.workspace.wait()
    assert opened.snapshot.index.atlas.count == base
    assert opened.snapshot.index.atlas.alive.all()
