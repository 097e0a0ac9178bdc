"""Invariant 11: a paid run starts at most once per intent, wherever its process is killed.

CONTEXTEN_KILL_ROUNDS says how many processes are killed; 60 without it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from contexten.agents.intents import Intents
from contexten.agents.model import RunState
from contexten.store import Store
from support.codegen_api import CodegenApi, Script

ROUNDS = int(os.environ.get("CONTEXTEN_KILL_ROUNDS", "60"))
TESTS = Path(__file__).parents[2]


class Nursery:
    """A warm process whose forks launch and pick up runs; the last fork can be killed at any moment."""

    def __init__(self, api: CodegenApi, folder: Path) -> None:
        self._job = {"base_url": api.base_url, "token": api.token, "folder": str(folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.agent_child"],
            cwd=TESTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._pid = 0

    def start(self, work: str, title: str = "") -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({**self._job, "work": work, "title": title}) + "\n")
        self._pid = self._line()["pid"]

    def kill(self) -> None:
        """Kill the fork, which may have ended; its id stays its own until the next one starts."""
        os.kill(self._pid, signal.SIGKILL)

    def ended(self) -> None:
        """Wait until the fork is gone."""
        assert self._line() == {"ended": self._pid}

    def close(self) -> None:
        self._process.communicate(timeout=60)

    def _line(self) -> dict[str, int]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@pytest.fixture
def stage(tmp_path):
    with CodegenApi(Script(("ACTIVE", "COMPLETE"), result="renamed")) as api:
        nursery = Nursery(api, tmp_path / "store")
        yield api, nursery, tmp_path / "store"
        nursery.close()


@pytest.mark.timeout(60 + 2 * ROUNDS)
def test_no_run_is_started_twice_wherever_its_process_is_killed(stage):
    api, nursery, folder = stage
    chance = random.Random(20261129)  # noqa: S311
    for number in range(ROUNDS):
        _killed_round(api, nursery, number, chance)
        nursery.start("pick_up")
        nursery.ended()
    intents = Counter(one.body["metadata"]["contexten_intent"] for one in api.created)
    assert max(intents.values()) == 1
    store = Store.open(folder)
    runs = {entry.run.id: entry.run for entry in Intents(store).all()}
    store.close()
    states = Counter(run.state for run in runs.values())
    assert set(states) <= {RunState.READY, RunState.CANCELLED, RunState.UNKNOWN}, states
    arrived = {run.metadata["contexten_intent"] for run in api.runs if run.metadata}
    for intent, run in runs.items():
        expected = {RunState.READY} if intent in arrived else {RunState.CANCELLED, RunState.UNKNOWN}
        assert run.state in expected, (run.state, run.reason)
        assert run.state is not RunState.CANCELLED or intent not in intents
    assert arrived <= set(runs), "every run that was started is known"
    # The rounds did hit the different moments; which ones, depends on the machine only at its edges.
    assert states[RunState.READY] >= ROUNDS // 3


def test_where_the_service_cannot_tell_a_person_is_asked_and_nothing_is_sent_again(tmp_path):
    with CodegenApi(Script(("ACTIVE", "COMPLETE"), metadata=False)) as api:
        nursery = Nursery(api, tmp_path / "store")
        api.on_create = lambda moment: nursery.kill() if moment == "after" else None
        for _ in range(5):
            nursery.start("launch")
            nursery.ended()
            nursery.start("pick_up")
            nursery.ended()
        nursery.close()
        assert len(api.created) == len(api.runs) == 5
    store = Store.open(tmp_path / "store")
    runs = [entry.run for entry in Intents(store).all()]
    store.close()
    assert [run.state for run in runs] == [RunState.UNKNOWN] * 5
    assert all("name it, start it again or give it up" in run.reason for run in runs)


def _killed_round(api: CodegenApi, nursery: Nursery, number: int, chance: random.Random) -> None:
    """Launch in a process and kill it: before or after the service took the request, or at any moment of its life."""
    moment = ("before", "after", "any")[number % 3]
    timer = threading.Timer(chance.uniform(0.0, 0.2), nursery.kill)
    api.on_create = lambda now: nursery.kill() if now == moment else None
    nursery.start("launch", f"round {number}")
    if moment == "any":
        timer.start()
    nursery.ended()
    if moment == "any":
        timer.cancel()
        timer.join()
    api.on_create = lambda _now: None
