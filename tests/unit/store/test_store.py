from __future__ import annotations

import os
import random
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from contexten.store import Store, default_folder
from contexten.store.cache import Blobs, Generations
from contexten.store.database import FILE_NAME, Database

SERVER = str(Path(__file__).parents[3] / "server")


def test_values_come_back_in_another_run(folder):
    first = Store.open(folder)
    first.blobs.put_many({"a": b"1", "b": b"2"})
    first.generations.put("r", b"answer")
    first.manifests.put("/root", b"rows")
    first.tasks.put("t", b"task")
    first.approvals.add("/work", "https://api.example")
    first.close()
    second = Store.open(folder)
    assert second.blobs.get_many(["a", "b", "c"]) == {"a": b"1", "b": b"2"}
    assert second.generations.get("r").value == b"answer"
    assert second.generations.get("other") is None
    assert second.manifests.get("/root") == b"rows"
    assert second.tasks.get("t") == b"task"
    assert second.approvals.has("/work", "https://api.example")
    assert not second.approvals.has("/work", "https://other.example")
    assert not second.approvals.has("/other", "https://api.example")
    assert second.degraded == ""
    second.close()


@pytest.mark.parametrize("kept", ["on disk", "in memory"])
def test_values_are_there_when_their_pages_were_freed(folder, kept):
    store = Store.open(folder if kept == "on disk" else None)
    values = {str(number): os.urandom(4_000) for number in range(300)}
    store.blobs.put_many(values)
    store.relieve()
    assert store.blobs.get_many(values) == values
    store.blobs.put_many({"later": b"1"})
    store.relieve()
    assert store.blobs.get_many(["later"]) == {"later": b"1"}
    store.close()
    store.relieve()
    assert store.blobs.get_many(["later"]) == {}


def test_tasks_come_newest_first_and_keep_their_place(folder):
    times = iter([1.0, 2.0, 3.0, 4.0])
    store = Store(Database(folder), now=lambda: next(times))
    for name in ("one", "two", "three"):
        store.tasks.put(name, name.encode())
    store.tasks.put("one", b"one again")
    assert store.tasks.all() == [b"three", b"two", b"one again"]
    store.tasks.delete("two")
    assert store.tasks.all() == [b"three", b"one again"]
    assert store.tasks.get("two") is None
    store.close()


def test_without_a_folder_it_lives_in_memory():
    store = Store.open(None)
    store.blobs.put_many({"a": b"1"})
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    assert store.degraded == ""
    store.close()
    assert store.blobs.get_many(["a"]) == {}


def test_the_folder_and_its_files_belong_to_the_person_alone(folder):
    old = os.umask(0)
    try:
        store = Store.open(folder)
        store.blobs.put_many({"a": b"1"})
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
            path.name: 0o600 for path in folder.iterdir()
        }
        store.close()
    finally:
        os.umask(old)


def test_wide_modes_are_narrowed(folder):
    Store.open(folder).close()
    folder.chmod(0o755)
    (folder / FILE_NAME).chmod(0o644)
    store = Store.open(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600
    store.close()


def test_a_linked_folder_is_refused(tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    store = Store.open(tmp_path / "link")
    assert "link" in store.degraded
    store.blobs.put_many({"a": b"1"})
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    assert list(real.iterdir()) == []
    store.close()


def test_a_linked_file_is_refused(folder, tmp_path):
    folder.mkdir()
    other = tmp_path / "precious"
    other.write_bytes(b"mine")
    (folder / FILE_NAME).symlink_to(other)
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1"})
    assert store.degraded
    assert other.read_bytes() == b"mine"
    store.close()


def test_a_folder_of_another_user_is_refused(folder, monkeypatch):
    folder.mkdir()
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    store = Store.open(folder)
    assert "another user" in store.degraded
    store.close()


def test_a_path_that_is_a_file_gives_memory_and_one_sentence(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    store = Store.open(file / "cache")
    assert store.degraded.startswith("The cache is kept in memory only, because ")
    assert store.degraded.count(".") == 1
    store.tasks.put("t", b"1")
    assert store.tasks.all() == [b"1"]
    store.close()


def test_a_folder_that_may_not_be_written_gives_memory(tmp_path):
    parent = Path("/") / "proc" / "1" / "cache"
    store = Store.open(parent)
    store.blobs.put_many({"a": b"1"})
    assert store.degraded
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    store.close()


def test_a_database_that_turns_read_only_gives_memory(folder):
    store = Store.open(folder)
    store._database._connection.execute("PRAGMA query_only = ON")
    store.blobs.put_many({"a": b"1"})
    assert "may not be written" in store.degraded
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    store.close()


def test_a_full_disk_gives_memory(folder):
    store = Store.open(folder)
    pages = store._database._connection.execute("PRAGMA page_count").fetchone()[0]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    store.blobs.put_many({"big": bytes(1_000_000)})
    assert "disk is full" in store.degraded
    assert store.blobs.get_many(["big"]) == {"big": bytes(1_000_000)}
    store.close()


def test_a_deleted_file_is_made_anew(folder):
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1"})
    shutil.rmtree(folder)
    assert store.blobs.get_many(["a"]) == {}
    store.blobs.put_many({"a": b"2"})
    assert store.blobs.get_many(["a"]) == {"a": b"2"}
    assert store.degraded == ""
    assert (folder / FILE_NAME).exists()
    store.close()


def test_a_changed_value_reads_as_a_miss_and_is_dropped(folder):
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1", "b": b"2"})
    store.tasks.put("t", b"1")
    store.approvals.add("w", "o")
    store.close()
    raw = sqlite3.connect(folder / FILE_NAME)
    raw.execute("UPDATE blobs SET value = x'39' WHERE key = 'a'")
    raw.execute("UPDATE tasks SET value = 'text'")
    raw.execute("UPDATE approvals SET origin = 'elsewhere'")
    raw.commit()
    raw.close()
    store = Store.open(folder)
    assert store.blobs.get_many(["a", "b"]) == {"b": b"2"}
    assert store.blobs.size()[0] == 1
    assert store.tasks.all() == []
    assert not store.approvals.has("w", "elsewhere")
    store.close()


def test_values_under_a_swapped_key_are_dropped(folder):
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1"})
    store._database._connection.execute("UPDATE blobs SET key = 'b'")
    assert store.blobs.get_many(["b"]) == {}
    store.close()


@pytest.mark.parametrize("seed", range(60))
def test_random_damage_gives_misses_and_never_wrong_values(folder, seed):
    rng = random.Random(seed)  # noqa: S311
    written = {f"key{number}": rng.randbytes(rng.randrange(3_000)) for number in range(150)}
    store = Store.open(folder)
    store.blobs.put_many(written)
    for name, value in list(written.items())[:20]:
        store.tasks.put(name, value)
    store.close()
    file = folder / FILE_NAME
    data = bytearray(file.read_bytes())
    for _ in range(rng.choice([1, 20, 400])):
        start = rng.randrange(len(data))
        data[start : start + rng.randrange(1, 40)] = rng.randbytes(rng.randrange(1, 40))
    if rng.random() < 0.2:
        del data[rng.randrange(len(data)) :]
    file.write_bytes(data)
    store = Store.open(folder)
    found = store.blobs.get_many(written)
    assert all(written[key] == value for key, value in found.items())
    assert set(store.tasks.all()) <= set(written.values())
    store.blobs.put_many({"fresh": b"value"})
    assert store.blobs.get_many(["fresh"]) == {"fresh": b"value"}
    store.close()


def test_a_file_that_is_no_database_is_replaced(folder):
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"this is a text file, and not a short one" * 400)
    store = Store.open(folder)
    store.blobs.put_many({"a": b"1"})
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    assert store.degraded == ""
    store.close()


def test_a_table_that_lacks_is_no_error(folder):
    store = Store.open(folder)
    store._database._connection.execute("DROP TABLE blobs")
    assert store.blobs.get_many(["a"]) == {}
    store.blobs.put_many({"a": b"1"})
    assert store.blobs.get_many(["a"]) == {"a": b"1"}
    store.close()


def test_several_threads_share_one_store(store):
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(60):
                store.blobs.put_many({f"{name}{number}": name.encode()})
                assert store.blobs.get_many([f"{name}{number}"]) == {f"{name}{number}": name.encode()}
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_least_recently_used_values_go_first(folder):
    clock = [0.0]
    database = Database(folder)
    blobs = Blobs(database, "blobs", max_bytes=10_000, max_age=1e9, now=lambda: clock[0])
    for number in range(10):
        clock[0] += 10_000
        blobs.put_many({f"k{number}": bytes(1_000)})
    clock[0] += 10_000
    assert blobs.get_many(["k0"])
    clock[0] += 10_000
    blobs.put_many({"big": bytes(3_000)})
    assert blobs.get_many(["k0", "big"]).keys() == {"k0", "big"}
    assert blobs.get_many(["k1", "k2", "k3"]) == {}
    assert blobs.size()[1] <= 10_000
    database.close()


def test_an_answer_expires_however_often_it_is_used(folder):
    clock = [0.0]
    database = Database(folder)
    generations = Generations(database, "generations", max_bytes=10_000, max_age=100.0, now=lambda: clock[0])
    generations.put("r", b"answer")
    for _ in range(10):
        clock[0] += 9.0
        assert generations.get("r").value == b"answer"
    clock[0] += 20.0
    assert generations.get("r") is None
    database.close()


def test_clearing_the_caches_keeps_tasks_and_approvals(store):
    store.blobs.put_many({"a": b"1"})
    store.generations.put("r", b"2")
    store.tasks.put("t", b"3")
    store.approvals.add("w", "o")
    assert store.clear_caches() == 2
    assert store.blobs.get_many(["a"]) == {}
    assert store.generations.get("r") is None
    assert store.tasks.all() == [b"3"]
    assert store.approvals.has("w", "o")


def test_the_folder_is_named_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(tmp_path / "named"))
    assert default_folder() == tmp_path / "named"
    monkeypatch.delenv("CONTEXTEN_CACHE_DIR")
    assert default_folder().name == "contexten"
