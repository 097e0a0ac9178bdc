"""The image of the last scan: what a start reads; whatever happens to it, the answers stay right."""

from __future__ import annotations

import errno
import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from contexten.index.atlas import image as image_module
from contexten.store import Store
from contexten.store.images import Images
from contexten.workspace import Workspace, WorkspaceOptions
from support.atlas import atlas_answers

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["A0", "A1", "m", "f3", "go", "item", "Item"]


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "root"
    (folder / "pkg").mkdir(parents=True)
    for number in range(12):
        head = f"from pkg.m{(number + 1) % 12} import *\nclass A{number}(Item):\n"
        text = f"{head}    def m(self): return f{number}(self.x)\n"
        put(folder / f"pkg/m{number}.py", text)
    return folder


def put(file: Path, text: str) -> str:
    file.write_text(text)
    when = time.time() - 60
    os.utime(file, (when, when))
    return str(file)


def scanned(root: Path, store: Store, **options):
    workspace = Workspace([str(root)], store, options=WorkspaceOptions(**options))
    return workspace, workspace.scan(workers=0)


def answers(workspace: Workspace):
    view = workspace.snapshot().index
    facts = [(path, view.facts(path)) for path in sorted(view.paths())]
    return facts, [view.usages(name) for name in NAMES], atlas_answers(view, NAMES)


def fresh(root: Path):
    return answers(scanned(root, Store.open(None))[0])


def image_of(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "cache/images").glob("*.image")
    return found


def is_stored(workspace: Workspace) -> bool:
    return type(workspace._tables.entries).__name__ == "_Stored"


def test_a_second_start_reads_the_image_alone(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    store.blobs.clear()
    store.manifests.clear()
    workspace, report = scanned(root, store)
    assert (report.files, report.parsed, report.symbols) == (12, 0, 24)
    assert is_stored(workspace)
    assert answers(workspace) == fresh(root)


def test_few_changes_since_lie_over_the_image_and_many_make_a_new_one(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    written = image_of(tmp_path).stat().st_ino
    put(root / "pkg/m1.py", "class A1: pass\n")
    (root / "pkg/m2.py").unlink()
    put(root / "pkg/new.py", "def go(item): pass\n")
    workspace, report = scanned(root, store)
    assert (report.files, report.parsed, report.symbols) == (12, 2, 22)
    assert image_of(tmp_path).stat().st_ino == written
    assert answers(workspace) == fresh(root)
    workspace, report = scanned(root, store, compact_from=2)
    assert (report.files, report.parsed) == (12, 0)
    assert image_of(tmp_path).stat().st_ino != written
    assert answers(workspace) == fresh(root)


def test_a_touched_file_is_not_parsed_again(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    store.blobs.clear()
    put(root / "pkg/m1.py", (root / "pkg/m1.py").read_text())
    workspace, report = scanned(root, store)
    assert report.parsed == 0
    assert answers(workspace) == fresh(root)


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_costs_time_only(root, tmp_path, seed):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    file, chance = image_of(tmp_path), random.Random(seed)  # noqa: S311 - the same damage each time
    data = bytearray(file.read_bytes())
    for _ in range(4):
        place = chance.randrange(len(data))
        data[place : place + 8] = chance.randbytes(len(data[place : place + 8]))
    file.write_bytes(data)
    if seed % 2:
        store.blobs.clear()
    assert answers(scanned(root, store)[0]) == fresh(root)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_cut_image_reads_as_none(root, tmp_path, share):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    file = image_of(tmp_path)
    os.truncate(file, int(file.stat().st_size * share))
    workspace, _ = scanned(root, store)
    assert answers(workspace) == fresh(root)
    assert is_stored(workspace)


def test_an_image_cut_while_it_is_used_costs_time_only(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    workspace, _ = scanned(root, store)
    file = image_of(tmp_path)
    os.truncate(file, 100)
    assert answers(workspace) == fresh(root)


def test_what_nobody_has_any_more_is_read_again(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    workspace, _ = scanned(root, store)
    os.truncate(image_of(tmp_path), 100)
    store.blobs.clear()
    changed = put(root / "pkg/m3.py", "def go(): return Item\n")
    view = workspace.snapshot().index
    assert view.facts(changed).definitions[0].name == ""
    assert [symbol.name for symbol in view.definitions("A3")] == [""]
    assert answers(workspace) == fresh(root)


def test_another_version_of_the_program_makes_its_own(root, tmp_path, monkeypatch):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    monkeypatch.setattr(image_module, "IMAGE_VERSION", 999)
    written = image_of(tmp_path).stat().st_ino
    workspace, _ = scanned(root, store)
    assert image_of(tmp_path).stat().st_ino != written
    assert answers(workspace) == fresh(root)


def test_a_full_disk_keeps_all_in_memory(root, tmp_path, monkeypatch):
    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("contexten.store.images._write", full)
    store = Store.open(tmp_path / "cache")
    workspace, _ = scanned(root, store)
    assert not is_stored(workspace)
    assert list((tmp_path / "cache/images").iterdir()) == []
    assert answers(workspace) == fresh(root)
    assert scanned(root, store)[1].parsed == 0


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660])
def test_an_image_that_others_could_touch_is_not_read(root, tmp_path, mode):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    image_of(tmp_path).chmod(mode)
    assert Images(tmp_path / "cache/images").read(str(root)) is None
    assert answers(scanned(root, store)[0]) == fresh(root)
    assert image_of(tmp_path).stat().st_mode & 0o777 == 0o600


def test_an_image_of_another_owner_is_not_read(root, tmp_path, monkeypatch):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    assert store.images.read(str(root)) is not None
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert store.images.read(str(root)) is None


def test_a_link_is_no_image(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    file = image_of(tmp_path)
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert store.images.read(str(root)) is None


def test_old_images_and_half_written_ones_go(tmp_path):
    images = Images(tmp_path / "images")
    for number in range(15):
        assert images.write(str(number), [b"head"], [b"tail"])
    abandoned = tmp_path / "images/dead.half"
    abandoned.touch()
    os.utime(abandoned, (1, 1))
    assert images.write("last", [b"head"], [b"ta", b"il"])
    assert len(list((tmp_path / "images").glob("*.image"))) == 12
    assert not abandoned.exists()
    found = images.read("last")
    assert (found.head, found.tail(1, 4)) == (b"head", b"ail")


def test_clearing_the_caches_takes_the_images(root, tmp_path):
    store = Store.open(tmp_path / "cache")
    scanned(root, store)
    store.clear_caches()
    assert list((tmp_path / "cache/images").iterdir()) == []
    assert scanned(root, store)[1].parsed == 12
