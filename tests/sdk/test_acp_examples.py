"""The example agents of the Agent Client Protocol's own package, each as a process of its own, answer our client.

`.ci/install-acp-examples` fetches them; CONTEXTEN_ACP_EXAMPLES names another folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from contexten.agents.model import RunState
from support.acp_desk import AcpDesk

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
EXAMPLES = Path(os.environ.get("CONTEXTEN_ACP_EXAMPLES") or CACHE / "contexten-ci" / "acp-examples" / "examples")


@pytest.fixture
async def desk(tmp_path):
    desk = AcpDesk(tmp_path)
    yield desk
    await desk.close()


def example(name: str) -> tuple[str, str]:
    """The command of an example."""
    path = EXAMPLES / name
    assert path.exists(), "run .ci/install-acp-examples first"
    return sys.executable, str(path)


async def test_the_echo_agent_says_the_prompt_back(desk):
    run = await desk.ended(desk.runs_of(example("echo_agent.py")), prompt="Ünïcode and\nlines")
    assert (run.state, run.reason) == (RunState.READY, "")
    assert run.remote.result == "Ünïcode and\nlines"


async def test_the_example_agent_is_shown_the_prompt_and_the_linked_files(desk):
    run = await desk.ended(desk.runs_of(example("agent.py")), prompt="Rename it", links=("shop.py",))
    assert (run.state, run.reason) == (RunState.READY, "")
    assert run.remote.result == "Client sent:Rename it[shop.py]"


async def test_the_example_agent_can_be_cancelled_at_any_time(desk):
    runs = desk.runs_of(example("agent.py"))
    run = await runs.launch(desk.request())
    ended = await runs.cancel(run.id)
    assert ended.state in {RunState.CANCELLED, RunState.READY}
