from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from contexten.store import Store
from contexten.store.database import FILE_NAME
from contexten.workspace import Workspace
from contexten.workspace import files as files_module
from contexten.workspace import scan as scan_module

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "root"
    for number in range(60):
        file = folder / f"p{number % 7}" / f"m{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"from p0 import m0\nclass C{number}:\n    def f(self): return g{number}(self)\n")
        past(file)
    return folder


def past(file: Path, seconds: float = 60.0) -> None:
    when = time.time() - seconds
    os.utime(file, (when, when))


def scanned(root: Path, store: Store, workers: int = 0):
    workspace = Workspace([str(root)], store)
    return workspace, workspace.scan(workers=workers)


def answers(workspace: Workspace):
    index = workspace.snapshot().index
    return (
        sorted(index.paths()),
        [index.facts(path) for path in sorted(index.paths())],
        [index.definitions(f"C{number}") for number in range(60)],
        [index.usages(f"g{number}") for number in range(60)],
        [index.importers(path) for path in sorted(index.paths())],
    )


def test_a_second_run_reads_no_file(root, tmp_path, monkeypatch):
    store = Store.open(tmp_path / "cache")
    first, report = scanned(root, store)
    assert (report.files, report.parsed, report.reused) == (60, 60, 0)
    expected = answers(first)
    store.close()
    store = Store.open(tmp_path / "cache")
    read: list[str] = []
    original = files_module.read_text
    monkeypatch.setattr(scan_module, "read_text", lambda path, **more: read.append(path) or original(path, **more))
    second, report = scanned(root, store)
    assert (report.files, report.parsed, report.reused) == (60, 0, 60)
    assert read == []
    assert answers(second) == expected
    store.close()


def test_only_changed_files_are_parsed_again(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    changed, touched, gone = root / "p1" / "m1.py", root / "p2" / "m2.py", root / "p3" / "m3.py"
    changed.write_text("def fresh(): pass\n")
    past(changed, 50)
    past(touched, 40)
    gone.unlink()
    workspace, report = scanned(root, store)
    assert (report.files, report.parsed, report.reused) == (59, 1, 58)
    assert [symbol.path for symbol in workspace.snapshot().index.definitions("fresh")] == [str(changed)]
    assert answers(workspace) == answers(scanned(root, Store.open(None))[0])
    store.close()


def test_a_file_changed_within_one_tick_of_the_clock_is_noticed(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    file = root / "p1" / "m1.py"
    file.write_text("def a(): pass\n")
    seen = file.stat()
    scanned(root, store)
    file.write_text("def b(): pass\n")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    workspace, _ = scanned(root, store)
    assert len(workspace.snapshot().index.definitions("b")) == 1
    assert workspace.snapshot().index.definitions("a") == ()
    store.close()


def test_workers_and_this_process_give_the_same_index(root):
    alone, _ = scanned(root, Store.open(None))
    shared, report = scanned(root, Store.open(None), workers=2)
    assert report.parsed == 60
    assert answers(shared) == answers(alone)


def test_a_damaged_store_costs_time_only(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    expected = answers(scanned(root, store)[0])
    store.close()
    Store.open(tmp_path / "cache").images.clear()
    file = tmp_path / "cache" / FILE_NAME
    data = bytearray(file.read_bytes())
    for place in range(5_000, len(data), 9_000):
        data[place : place + 16] = os.urandom(16)
    file.write_bytes(data)
    store = Store.open(tmp_path / "cache")
    workspace, report = scanned(root, store)
    assert report.parsed > 0
    assert answers(workspace) == expected
    store.close()


def test_a_store_of_nonsense_values_costs_time_only(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    expected = answers(scanned(root, store)[0])
    keys = [row[0] for row in store._database._connection.execute("SELECT key FROM blobs")]
    store.blobs.put_many(dict.fromkeys(keys, b"\x93nonsense"))
    store.images.clear()
    workspace, report = scanned(root, store)
    assert report.parsed == 60
    assert answers(workspace) == expected
    store.manifests.put(str(root), b"nonsense")
    store.images.clear()
    workspace, report = scanned(root, store)
    assert report.parsed == 0
    assert answers(workspace) == expected
    store.close()


def test_progress_grows_to_the_number_of_files(root):
    seen: list[tuple[int, int]] = []
    Workspace([str(root)], Store.open(None)).scan(lambda done, total: seen.append((done, total)), workers=0)
    assert [total for _, total in seen] == [60] * len(seen)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (60, 60)


def test_files_without_facts_are_named_with_the_reason(root):
    (root / "binary.py").write_bytes(b"\0\1\2")
    _, report = scanned(root, Store.open(None))
    assert report.skipped == ((str(root / "binary.py"), "it is no text"),)
    assert report.files == 60


def test_a_failing_parser_skips_the_file(root, monkeypatch):
    original = scan_module.entry_of_text

    def failing(data, language):
        if b"C7:" in data:
            raise RuntimeError("no")
        return original(data, language)

    monkeypatch.setattr(scan_module, "entry_of_text", failing)
    workspace, report = scanned(root, Store.open(None))
    assert report.skipped == ((str(root / "p0" / "m7.py"), "the parser failed"),)
    assert workspace.snapshot().index.definitions("C7") == ()
    assert len(workspace.snapshot().index.definitions("C8")) == 1


def test_a_stopped_scan_ends_and_keeps_what_it_has(root):
    workspace = Workspace([str(root)], Store.open(None))
    report = workspace.scan(lambda done, _: workspace.stop() if done > 10 else None, workers=0)
    assert report.stopped
    assert 0 < report.files < 60
    workspace.open(str(root / "new.py"), "python", "def new(): pass\n", 1)
    assert len(workspace.snapshot().index.definitions("new")) == 1


def test_a_stopped_scan_forgets_nothing(root):
    workspace, _ = scanned(root, Store.open(None))
    expected = answers(workspace)
    workspace._store = Store.open(None)
    report = workspace.scan(lambda done, _: workspace.stop() if done > 10 else None, workers=0)
    assert report.stopped
    assert answers(workspace) == expected
    assert workspace.snapshot().document(str(root / "p1" / "m1.py")) is not None
    assert not workspace.scan(workers=0).stopped


def test_very_many_files_stop_at_the_limit(root):
    from contexten.workspace import WorkspaceOptions

    workspace = Workspace([str(root)], Store.open(None), options=WorkspaceOptions(max_files=25))
    assert workspace.scan(workers=0).files == 25


def test_of_two_scans_at_once_the_later_one_is_right(root):
    """A checkout while the workspace is read: the first scan has seen the old texts and may not have the last word."""
    workspace = Workspace([str(root)], Store.open(None))
    has_read, go_on = threading.Event(), threading.Event()

    def wait(done, total):
        if done == total:
            has_read.set()
            assert go_on.wait(60)

    first = threading.Thread(target=lambda: workspace.scan(wait, workers=0))
    first.start()
    assert has_read.wait(60)
    (root / "p0" / "m0.py").write_text("def newer():\n    pass\n")
    second = threading.Thread(target=lambda: workspace.scan(workers=0))
    second.start()
    second.join(1.0)
    go_on.set()
    first.join()
    second.join()
    assert workspace.snapshot().index.definitions("newer")


def test_stopping_ends_also_the_scan_that_waits(root):
    workspace = Workspace([str(root)], Store.open(None))
    reports = []
    waiting = threading.Thread(target=lambda: reports.append(workspace.scan(workers=0)))

    def stop(_done, _total):
        if not waiting.is_alive():
            waiting.start()
            while len(workspace._stops) < 2:
                time.sleep(0.001)
            workspace.stop()

    reports.append(workspace.scan(stop, workers=0))
    waiting.join()
    assert [report.stopped for report in reports] == [True, True]
    assert not workspace.scan(workers=0).stopped
    assert workspace.snapshot().index.files == 60
