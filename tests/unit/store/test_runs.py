"""Run intents, counted moments, and which processes live: what several processes agree on through the store."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from contexten.store import Store

HOLDER = """
import sys, time
from pathlib import Path
from contexten.store import Store
print(Store.open(Path(sys.argv[1])).owners.own(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def stores(tmp_path):
    opened = [Store.open(tmp_path / "store") for _ in range(2)]
    yield opened
    for store in opened:
        store.close()


def test_a_row_changes_only_from_what_its_changer_saw(stores):
    first, second = stores
    assert first.runs.add("a", b"1")
    assert not second.runs.add("a", b"other")
    assert second.runs.swap("a", b"1", b"2")
    assert not first.runs.swap("a", b"1", b"3")
    assert first.runs.get("a") == b"2"
    assert not first.runs.swap("none", b"1", b"2")


def test_of_many_that_take_the_same_step_one_does(tmp_path):
    stores = [Store.open(tmp_path / "store") for _ in range(6)]
    stores[0].runs.add("a", b"0")
    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(lambda store: store.runs.swap("a", b"0", str(id(store)).encode()), stores))
    assert won.count(True) == 1
    for store in stores:
        store.close()


def test_the_newest_comes_first_and_a_damaged_row_is_left_out(stores, tmp_path):
    first, second = stores
    for name in "abc":
        first.runs.add(name, name.encode())
    assert second.runs.all() == [b"c", b"b", b"a"]
    file = next((tmp_path / "store").glob("*.sqlite3"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE runs SET value = ? WHERE key = 'b'", (b"forged",))
    connection.close()
    assert second.runs.all() == [b"c", b"a"]
    assert second.runs.get("b") is None
    second.runs.delete("a")
    assert first.runs.all() == [b"c"]


def test_clearing_caches_forgets_no_run(stores):
    first, second = stores
    first.runs.add("a", b"1")
    first.clear_caches()
    assert second.runs.get("a") == b"1"


def test_moments_are_counted_over_all_processes(tmp_path):
    now = 1000.0
    stores = [Store.open(tmp_path / "store") for _ in range(2)]
    for store in stores:
        store.quota._now = lambda: now
    first, second = stores
    assert [first.quota.take("x", 2, 60), second.quota.take("x", 2, 60)] == [0, 0]
    assert first.quota.take("y", 2, 60) == 0, "another name has its own count"
    now = 1020.0
    assert first.quota.take("x", 2, 60) == pytest.approx(40)
    now = 1060.0
    assert second.quota.take("x", 2, 60) == 0
    for store in stores:
        store.close()


def test_a_clock_that_is_set_back_does_not_close_the_door_for_years(tmp_path):
    store = Store.open(tmp_path / "store")
    store.quota._now = lambda: 1e9
    assert store.quota.take("x", 1, 60) == 0
    store.quota._now = lambda: 1000.0
    assert store.quota.take("x", 1, 60) == 0
    assert store.quota.take("x", 1, 60) == pytest.approx(60)
    store.close()


def test_a_killed_process_counts_as_gone_at_once_and_a_living_one_never(stores, tmp_path):
    first, _ = stores
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "store")], stdout=subprocess.PIPE, text=True
    ) as holder:
        owner = holder.stdout.readline().strip()
        assert first.owners.lives(owner)
        first.owners.own()
        assert first.owners.lives(owner), "and who comes later does not sweep it away"
        holder.send_signal(signal.SIGKILL)
        holder.wait(60)
        assert not first.owners.lives(owner)


def test_one_who_left_or_never_was_is_gone(stores):
    first, second = stores
    own = first.owners.own()
    assert own == first.owners.own()
    assert second.owners.lives(own)
    assert first.owners.lives(own)
    first.close()
    assert not second.owners.lives(own)
    assert not second.owners.lives("0123456789abcdef")
    assert not second.owners.lives("../contexten")
    assert not second.owners.lives("")


def test_files_of_the_dead_are_swept_away(stores, tmp_path):
    first, _ = stores
    folder = tmp_path / "store" / "owners"
    folder.mkdir(mode=0o700)
    (folder / "dead").write_text("")
    own = first.owners.own()
    assert [path.name for path in folder.iterdir()] == [own]


def test_in_memory_there_are_no_others():
    store = Store.open(None)
    assert store.owners.lives(store.owners.own())
    assert not store.owners.lives("other")
    assert store.runs.add("a", b"1")
    assert store.runs.swap("a", b"1", b"2")
    store.close()
