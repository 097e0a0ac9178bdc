"""Runs of agents that go on while nobody waits for them: those of an earlier session, and those started on the side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.agents.model import RunState
from contexten.errors import AgentError, ConfigError

if TYPE_CHECKING:
    from contexten.agents.model import Run
    from contexten.lsp.session import Session


async def pick_up_runs(session: Session) -> None:
    """Watch on what an earlier session left unfinished; without such runs nothing is asked of anyone."""
    agents = session.integration.agents
    if not await agents.has_unfinished():
        return
    try:
        picked_up = await agents.pick_up()
    except (AgentError, ConfigError) as error:
        session.editor.show(f"Runs of agents of an earlier session are not watched: {error}", types.MessageType.Warning)
        return
    for run in picked_up:
        session.spawn(tell_end(session, run.id), f"agent run {run.id}")


async def tell_end(session: Session, run: str) -> None:
    """Tell the person when a run that nobody waits for has ended."""
    ended = await (await session.integration.agents.runs()).wait(run)
    kind = types.MessageType.Info if ended.state is RunState.READY else types.MessageType.Warning
    session.editor.show(_sentence(ended), kind)


def _sentence(run: Run) -> str:
    parts = (f"The agent run '{run.title}' is {run.state.value}.", run.reason, run.url)
    return " ".join(part for part in parts if part)
