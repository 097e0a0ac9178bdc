"""The official `codegen` 0.57.0 Agent and our client ask the same scripted API, and their requests agree.

It needs Python 3.12 or 3.13: `.ci/install-codegen` makes its environment; CONTEXTEN_CODEGEN_SDK names another one.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.codegen.statuses import state_of
from contexten.agents.model import RunRequest, RunState
from contexten.store import Store
from support.codegen_api import ORGANISATION, CodegenApi, Script

PROMPT = "Rename the function total in shop/prices.py; keep “quotes”, ünïcode and\nlines"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
PYTHON = os.environ.get("CONTEXTEN_CODEGEN_SDK") or str(CACHE / "contexten-ci" / "codegen-sdk" / "bin" / "python")

OFFICIAL = """
import json, sys
from codegen import Agent
given = json.load(sys.stdin)
agent = Agent(token=given["token"], org_id=given["org_id"], base_url=given["base_url"])
task = agent.run(given["prompt"])
seen = [task.status]
while task.status != "COMPLETE":
    task.refresh()
    seen.append(task.status)
print(json.dumps({"id": task.id, "seen": seen, "result": task.result, "url": task.web_url}))
"""
COMPARED = ("authorization", "content-type", "accept")


@pytest.fixture
def script():
    return Script(("ACTIVE", "RUNNING", "COMPLETE"), result="renamed")


def official(api: CodegenApi, home: Path) -> dict:
    """What the official client made of one run."""
    assert Path(PYTHON).exists(), "run .ci/install-codegen first"
    given = {"token": api.token, "org_id": ORGANISATION, "base_url": api.base_url, "prompt": PROMPT}
    ended = subprocess.run(
        [PYTHON, "-c", OFFICIAL],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        # It reads a login in the home folder, and .env files and variables wherever it finds them.
        env={"HOME": str(home), "PATH": os.defpath},
        cwd=home,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


async def ours(api: CodegenApi, store: Store) -> dict:
    """What our client made of the same run."""
    client = CodegenClient(Access(api.base_url, api.token), store)
    run = await client.create(ORGANISATION, RunRequest(PROMPT))
    seen = [run.status]
    while state_of(run.status) is RunState.WORKING:
        run = await client.get(ORGANISATION, run.id)
        seen.append(run.status)
    await client.aclose()
    return {"id": run.id, "seen": seen, "result": run.result, "url": run.web_url}


async def test_both_ask_the_same_and_understand_the_same(script, tmp_path):
    with CodegenApi(script) as first, CodegenApi(script) as second:
        theirs = official(first, tmp_path)
        mine = await ours(second, Store.open(None))
        assert mine == theirs == {**mine, "seen": ["ACTIVE", "RUNNING", "COMPLETE"], "result": "renamed"}
        assert [_shape(asked) for asked in second.requests] == [_shape(asked) for asked in first.requests]
        assert len(first.requests) == 3


def _shape(asked):
    headers = {name: asked.headers.get(name) for name in COMPARED}
    return asked.method, asked.path, asked.query, asked.body, headers
