"""One store for several processes, of which any may end or stand still at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contexten.store import Store
from contexten.store.cache import Generations
from contexten.store.database import Database

SERVER = str(Path(__file__).parents[3] / "server")


def run(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": SERVER}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


WRITER = """
import sys, random
from pathlib import Path
from contexten.store import Store
store = Store.open(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    store.blobs.put_many({f"k{index}": str(index).encode() * 500 for index in range(number % 50 + 1)})
    store.tasks.put(f"t{number % 7}", b"task" * 100)
"""


def test_a_killed_writer_leaves_only_whole_values(folder):
    rng = random.Random(7)  # noqa: S311
    for _ in range(6):
        writer = run(WRITER, folder)
        try:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.02, 0.15))
        finally:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
        store = Store.open(folder)
        found = store.blobs.get_many([f"k{index}" for index in range(60)])
        assert all(value == key[1:].encode() * 500 for key, value in found.items())
        assert all(task == b"task" * 100 for task in store.tasks.all())
        assert store.degraded == ""
        check = store._database._connection.execute("PRAGMA integrity_check").fetchone()
        assert check == ("ok",)
        store.close()
    assert found


SHARER = """
import sys
from pathlib import Path
from contexten.store import Store
store = Store.open(Path(sys.argv[1]))
me = sys.argv[2]
for number in range(80):
    store.blobs.put_many({f"{me}{number}": me.encode() * 300})
    store.tasks.put(f"{me}{number}", me.encode())
print(len(store.blobs.get_many([f"{me}{number}" for number in range(80)])), store.degraded)
store.close()
"""


def test_several_processes_share_one_file(folder):
    children = [run(SHARER, folder, name) for name in "abc"]
    for child in children:
        out, err = child.communicate(timeout=60)
        assert out.split() == [b"80"], err
    store = Store.open(folder)
    assert len(store.tasks.all()) == 240
    assert store.blobs.size()[0] == 240
    store.close()


HOLDERS = {
    "folder": """
import fcntl, os, sys
from contexten.store import Store
from pathlib import Path
Store.open(Path(sys.argv[1])).close()
handle = os.open(os.path.join(sys.argv[1], "lock"), os.O_RDWR)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
""",
    "file": """
import sqlite3, sys
from contexten.store import Store
from contexten.store.database import FILE_NAME
from pathlib import Path
Store.open(Path(sys.argv[1])).close()
connection = sqlite3.connect(Path(sys.argv[1]) / FILE_NAME, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
""",
}


@pytest.mark.parametrize("lock", HOLDERS)
def test_a_process_that_holds_a_lock_and_stands_still_keeps_nobody_waiting_for_ever(folder, lock):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDERS[lock], str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGSTOP)
        store = Store.open(folder)
        store.tasks.put("a", b"mine")
        assert store.tasks.get("a") == (b"mine" if store.degraded else None)
        store.close()
        holder.kill()
    later = Store.open(folder)
    later.tasks.put("a", b"mine")
    assert (later.degraded, later.tasks.get("a")) == ("", b"mine")
    later.close()


ANSWERER = """
import hashlib, random, sys, time
from pathlib import Path
from contexten.store.cache import Generations
from contexten.store.database import Database
database = Database(Path(sys.argv[1]))
answers = Generations(database, "generations", max_bytes=200_000, max_age=3600.0, now=time.time)
chooser = random.Random(int(sys.argv[2]))
hits = 0
for _ in range(400):
    key = f"k{chooser.randrange(120)}"
    value = hashlib.sha256(key.encode()).digest() * 100
    found = answers.get(key)
    assert found is None or found.value == value, key
    hits += found is not None
    if found is None:
        assert answers.put(key, value)
    if chooser.random() < 0.005:
        answers.clear()
print(hits, database.degraded)
database.close()
"""


def test_four_processes_share_answers_within_one_limit(folder):
    children = [run(ANSWERER, folder, number) for number in range(4)]
    hits = 0
    for child in children:
        out, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
        assert len(out.split()) == 1, "none of them lost the disk"
        hits += int(out)
    assert hits > 0
    database = Database(folder)
    answers = Generations(database, "generations", max_bytes=200_000, max_age=3600.0, now=time.time)
    # Each process looks at the size after every twentieth part of the limit that it writes.
    assert answers.size()[1] <= 200_000 + 4 * 200_000 / 20 + 4 * 3_200
    later = Generations(database, "generations", max_bytes=200_000, max_age=3600.0, now=lambda: time.time() + 4000)
    assert all(later.get(f"k{number}") is None for number in range(120))
    later.trim()
    assert later.size() == (0, 0), "what has expired leaves the disk, whoever wrote it"
    database.close()
