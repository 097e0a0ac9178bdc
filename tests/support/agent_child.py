"""Processes that launch agent runs and are killed: forked from one warm process, so that a round costs little.

The parent writes one JSON object per line to stdin, `{"work": "launch" | "pick_up", …}`; each is done by a fork. Lines
on stdout: `{"pid": N}` when the fork has begun, `{"ended": N}` when it is gone, however it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import httpx2  # noqa: F401  imported before the forks

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.model import RunRequest
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.store import Store

QUICK = RunLimits(
    allow_paid=True, per_day=100_000, kept=100_000, first_pause=0.005, longest_pause=0.02, confirm=(0.0, 0.02)
)


class Unlimited:
    """Hundreds of rounds, at ten new runs a minute, would take an hour."""

    def take(self, name: str, most: int, window: float, **more: float) -> float:
        return 0.0


async def work(job: dict[str, str]) -> None:
    store = Store.open(Path(job["folder"]))
    store.quota = Unlimited()
    client = CodegenClient(Access(job["base_url"], job["token"]), store)
    runs = AgentRuns(CodegenBackend(client, 11), store, QUICK)
    if job["work"] == "launch":
        run = await runs.launch(RunRequest("Rename everything", title=job["title"]))
        await runs.wait(run.id)
    else:
        for run in await runs.pick_up():
            await runs.wait(run.id)
    await runs.aclose()
    store.close()


def say(**fields: int) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> None:
    pid = 0
    for line in sys.stdin:
        if pid:
            os.waitpid(pid, 0)
        pid = os.fork()
        if pid == 0:
            asyncio.run(work(json.loads(line)))
            os._exit(0)
        say(pid=pid)
        # Not reaped before the next job: until then its id is nobody else's, and a late kill hits nothing.
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        say(ended=pid)


if __name__ == "__main__":
    main()
