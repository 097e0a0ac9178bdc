from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from contexten.index.entry import facts_of, unpack_entry
from contexten.index.extract import entry_of_text
from contexten.index.pool import Job, Made, Pool
from contexten.syntax.languages import by_id

FAULTY = """
import os, time
from contexten.index import worker
from contexten.index.extract import entry_of_text
def faulty(data, language):
    if b"CRASH" in data:
        os.kill(os.getpid(), 11)
    if b"HANG" in data:
        time.sleep(600)
    if b"FAIL" in data:
        raise RuntimeError("no")
    return entry_of_text(data, language)
worker.entry_of_text = faulty
worker.main()
"""
PYTHON = by_id("python")


def jobs(texts: dict[str, bytes | None]) -> list[Job]:
    return [Job(path, PYTHON, len(data or b""), lambda data=data: data) for path, data in texts.items()]


def run(pool: Pool, texts: dict[str, bytes | None]) -> dict[str, Made]:
    made: dict[str, Made] = {}

    def on_made(item: Made) -> None:
        assert item.job.path not in made
        made[item.job.path] = item

    pool.run(jobs(texts), on_made)
    assert made.keys() == texts.keys()
    return made


def test_every_file_gets_the_entry_that_this_process_would_make():
    texts = {
        f"{number}.py": f"def f{number}(a): return g{number}(a)\n".encode() * (number + 1) for number in range(150)
    }
    made = run(Pool(2), texts)
    for path, item in made.items():
        assert unpack_entry(item.blob) == entry_of_text(texts[path], PYTHON)
        assert item.data == texts[path]


def test_a_file_that_is_gone_or_no_text_is_reported():
    made = run(Pool(1), {"a.py": None, "b.py": b"x = 1\n"})
    assert made["a.py"].blob is None
    assert made["b.py"].blob


def test_a_crash_a_hang_and_a_failure_cost_only_their_own_file():
    texts = {f"{number}.py": f"def f{number}(): pass\n".encode() for number in range(40)}
    texts |= {"crash.py": b"CRASH = 1\n", "hang.py": b"HANG = 1\n", "fail.py": b"FAIL = 1\n", "empty.py": b""}
    pool = Pool(2, command=("-c", FAULTY), seconds_per_file=5.0, seconds_to_start=20.0)
    made = run(pool, texts)
    lost = {path: item.reason for path, item in made.items() if not item.blob}
    assert lost == {
        "crash.py": "the parser crashed or did not end",
        "hang.py": "the parser crashed or did not end",
        "fail.py": "the parser failed",
    }
    assert facts_of(unpack_entry(made["7.py"].blob)).definitions[0].name == "f7"


def test_workers_that_never_work_end_the_run():
    pool = Pool(2, command=("-c", "raise SystemExit(3)"))
    texts = {f"{number}.py": b"x = 1\n" * 60_000 for number in range(30)}
    made = run(pool, texts)
    assert all(item.blob is None for item in made.values())
    assert any("too often" in item.reason for item in made.values())


def test_a_stopped_run_ends_soon():
    stop = threading.Event()
    pool = Pool(2, stop)
    seen: list[Made] = []

    def on_made(item: Made) -> None:
        seen.append(item)
        stop.set()

    texts = {f"{number}.py": b"def f(): pass\n" * 10_000 for number in range(60)}
    pool.run(jobs(texts), on_made)
    assert 0 < sum(item.blob is not None for item in seen) < 60


def test_a_killed_worker_is_replaced():
    killed: list[int] = []

    def kill_one() -> None:
        for entry in Path("/proc/self/task").iterdir():
            for child in (entry / "children").read_text().split():
                if not killed:
                    killed.append(int(child))
                    os.kill(int(child), signal.SIGKILL)

    made: list[Made] = []

    def on_made(item: Made) -> None:
        made.append(item)
        if len(made) == 1:
            kill_one()

    Pool(1).run(jobs({f"{number}.py": b"def f(): pass\n" * 3_000 for number in range(40)}), on_made)
    assert killed
    assert len({item.job.path for item in made}) == 40
    assert sum(item.blob is None for item in made) <= 1


def test_no_worker_outlives_a_run():
    run(Pool(2), {"a.py": b"x = 1\n", "b.py": b"x = 1\n"})
    children = [
        child for entry in Path("/proc/self/task").iterdir() for child in (entry / "children").read_text().split()
    ]
    assert [
        child for child in children if b"contexten.index.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ] == []


@pytest.mark.parametrize("folder_module", ["contexten", "msgspec", "json"])
def test_a_folder_cannot_provide_modules_to_the_workers(tmp_path, monkeypatch, folder_module):
    (tmp_path / folder_module).mkdir()
    (tmp_path / folder_module / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    made = run(Pool(1), {"a.py": b"x = 1\n"})
    assert made["a.py"].blob
    assert not (tmp_path / "ran").exists()


def test_a_worker_does_not_grow_with_the_number_of_files():
    texts = {
        f"{number}.py": f"def f{number}(a, b): return g(a.b, c[{number}])\n".encode() * 500 for number in range(120)
    }
    sizes: list[int] = []

    def on_made(item: Made) -> None:
        assert item.blob
        sizes.append(max(memory_of_children()))

    Pool(1).run(jobs(texts), on_made)
    assert sizes[-1] < sizes[30] + 20_000


def memory_of_children() -> list[int]:
    """Resident memory in kB of each process that this one started."""
    children = [
        child for entry in Path("/proc/self/task").iterdir() for child in (entry / "children").read_text().split()
    ]
    lines = [line for child in children for line in Path(f"/proc/{child}/status").read_text().splitlines()]
    return [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
