"""Limits count over all processes that share a cache, and a launch that cannot be counted is none."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from contexten.agents.intents import Intents
from contexten.agents.model import RunState
from contexten.errors import AgentRefused
from contexten.store import Store
from support.codegen_api import CodegenApi, Script
from support.waiting import until

TESTS = Path(__file__).parents[2]
PER_DAY, PER_MINUTE = 12, 10


async def test_three_processes_together_launch_no_more_than_a_day_and_a_minute_allow(tmp_path):
    with ExitStack() as open_ones, CodegenApi(Script(("COMPLETE",)), limited=True) as api:
        arguments = [api.base_url, api.token, str(tmp_path / "store"), "6", str(PER_DAY)]
        children = [open_ones.enter_context(launching(arguments)) for _ in range(3)]
        assert [child.stdout.readline() for child in children] == ["there\n"] * 3
        for child in children:
            say(child)
        taken = [int(child.stdout.readline()) for child in children]
        await until(lambda: len(api.created) >= PER_MINUTE)
        assert (sum(taken), len(api.created), api.violations) == (PER_DAY, PER_MINUTE, [])
        states = [entry.run.state for entry in entries(tmp_path / "store")]
        assert (len(states), RunState.FAILED in states) == (PER_DAY, False)
        for child in children:
            say(child)


async def test_a_launch_that_cannot_be_counted_is_not_made(desk, tmp_path):
    api, store = desk.serve(), desk.other_store()
    runs = desk.runs(api, store=store)
    store.quota._database.close()
    with pytest.raises(AgentRefused, match="cannot be counted just now"):
        await runs.launch(desk.request())
    assert (api.requests, entries(tmp_path / "store")) == ([], [])


def launching(arguments):
    command = [sys.executable, "-m", "support.launching", *arguments]
    return subprocess.Popen(command, cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def say(child):
    child.stdin.write("\n")
    child.stdin.flush()


def entries(folder):
    store = Store.open(folder)
    try:
        return Intents(store).all()
    finally:
        store.close()
