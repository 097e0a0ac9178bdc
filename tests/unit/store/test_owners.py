"""The cache is the person's alone: modes, owners and links, of the folder and of every file in it."""

from __future__ import annotations

import os
import stat

import pytest

from contexten.extensions.codegen.autogenlib.cache_manager import CachedAnswer, CacheManager, Recipe
from contexten.llm.protocol import Message, Speaker
from contexten.store import Store
from contexten.store.database import FILE_NAME
from contexten.store.images import Images
from support.owners import given_away

BESIDE = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


@pytest.fixture(params=[0, 0o002, 0o022, 0o077])
def umask(request):
    old = os.umask(request.param)
    yield request.param
    os.umask(old)


def modes(folder):
    found = [folder, *folder.rglob("*")]
    return {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in found}


def filled(folder):
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1"})
    store.generations.put("b", b"2")
    assert store.images.write("root", [b"head"], [b"tail"])
    return store


def is_kept(folder):
    """Whether a store there is on the disk and works."""
    store = Store.open(folder)
    store.blobs.put_many({"x": b"1"})
    kept = not store.degraded
    assert store.blobs.get_many(["x"]) == {"x": b"1"}, "it works in memory at least"
    store.close()
    return kept


def test_folders_are_0700_and_files_0600_whatever_the_umask(folder, umask):
    store = filled(folder)
    found = modes(folder)
    assert set(BESIDE) < set(found)
    assert found == {name: 0o700 if name in {".", "images"} else 0o600 for name in found}
    assert len([name for name in found if name.endswith(".image")]) == 1
    store.close()


def test_every_mode_that_was_widened_is_narrowed_again(folder):
    first = filled(folder)
    for path in [folder, folder / "images", *(folder / name for name in BESIDE)]:
        path.chmod(0o777)
    second = filled(folder)
    found = modes(folder)
    assert found == {name: 0o700 if name in {".", "images"} else 0o600 for name in found}
    assert second.degraded == ""
    second.close()
    first.close()


@pytest.mark.parametrize("name", [".", *BESIDE])
def test_what_another_user_owns_is_not_used(folder, monkeypatch, name):
    open_store = filled(folder)
    given_away(folder / name, monkeypatch)
    before = (folder / FILE_NAME).read_bytes()
    assert not is_kept(folder)
    assert (folder / FILE_NAME).read_bytes() == before
    open_store.close()


def test_an_image_of_another_user_is_not_read(folder, monkeypatch):
    filled(folder).close()
    given_away(next((folder / "images").glob("*.image")), monkeypatch)
    assert Images(folder / "images").read("root") is None


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("exists", [True, False])
def test_a_planted_link_is_not_followed(folder, tmp_path, name, exists):
    folder.mkdir(mode=0o777)
    target = tmp_path / "precious"
    if exists:
        target.write_bytes(b"mine")
    (folder / name).symlink_to(target)
    assert not is_kept(folder)
    assert (target.read_bytes() if target.exists() else None) == (b"mine" if exists else None)


def test_a_database_that_is_replaced_by_a_link_while_it_is_open_is_left_alone(folder, tmp_path):
    store = filled(folder)
    target = tmp_path / "precious.sqlite3"
    target.write_bytes((folder / FILE_NAME).read_bytes())
    before = target.read_bytes()
    (folder / FILE_NAME).unlink()
    (folder / FILE_NAME).symlink_to(target)
    store.blobs.put_many({"c": b"3"})
    assert store.blobs.get_many(["c"]) == {"c": b"3"}
    assert "in memory only" in store.degraded
    assert target.read_bytes() == before
    store.close()


@pytest.mark.parametrize("name", ["lock", "images"])
def test_other_links_in_the_folder_are_not_followed(folder, tmp_path, name):
    folder.mkdir(mode=0o700)
    target = tmp_path / "precious"
    target.mkdir() if name == "images" else target.write_bytes(b"mine")
    (folder / name).symlink_to(target)
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1"})
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    assert not store.images.write("root", [b"head"], [b"tail"]) or name == "lock"
    assert list(target.iterdir()) == [] if target.is_dir() else target.read_bytes() == b"mine"
    store.close()


def test_a_pipe_in_the_place_of_the_file_does_not_block(folder):
    folder.mkdir(mode=0o700)
    os.mkfifo(folder / FILE_NAME, 0o600)
    assert not is_kept(folder)


async def test_no_key_in_the_file_is_a_text_that_was_sent(folder):
    """Generations are kept under a digest: what was asked cannot be read from the cache."""
    asked = "CANARY" + "OFTHEPROMPT"
    store = Store.open(folder)
    recipe = Recipe("m", 0.2, 10, (Message(Speaker.USER, asked),))
    await CacheManager(store).put(recipe, CachedAnswer("an answer", 1, 1))
    store.close()
    again = Store.open(folder)
    assert await CacheManager(again).get(recipe) == CachedAnswer("an answer", 1, 1)
    again.close()
    assert not [path for path in folder.rglob("*") if path.is_file() and asked.encode() in path.read_bytes()]
