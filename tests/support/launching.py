"""A process that launches runs as fast as it may, says how many were taken, and stays until its input ends.

`python -m support.launching BASE_URL TOKEN FOLDER TRIES PER_DAY`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from contexten.agents.codegen.backend import CodegenBackend
from contexten.agents.codegen.client import CodegenClient
from contexten.agents.codegen.door import Access
from contexten.agents.model import RunRequest
from contexten.agents.run import AgentRuns
from contexten.agents.steps import RunLimits
from contexten.errors import AgentRefused
from contexten.store import Store


async def main(base_url: str, token: str, folder: str, tries: str, per_day: str) -> None:
    store = Store.open(Path(folder))
    client = CodegenClient(Access(base_url, token), store)
    limits = RunLimits(allow_paid=True, per_day=int(per_day), first_pause=0.05)
    runs = AgentRuns(CodegenBackend(client, 11), store, limits)
    sys.stdout.write("there\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    taken = 0
    for _ in range(int(tries)):
        try:
            await runs.launch(RunRequest("Rename everything"))
        except AgentRefused:
            continue
        taken += 1
    sys.stdout.write(f"{taken}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    await runs.aclose()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
