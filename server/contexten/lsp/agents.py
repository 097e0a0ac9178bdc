"""Runs of agents in an editor: those that nobody waits for, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.agents.model import RunState
from contexten.edits.model import Refused
from contexten.errors import AgentError, ConfigError, DiskError
from contexten.extensions.codegen.agent_results import Hands, has_changes
from contexten.lsp.commands.application import apply_task

if TYPE_CHECKING:
    from contexten.agents.model import Run
    from contexten.extensions.codegen.agent_results import LeftOut
    from contexten.extensions.codegen.report import Result
    from contexten.lsp.session import Session

CHANGES = "contexten/changes"
"""Tells a client that the person wants to see what the run `{"run", "title"}` changed."""
SEE = "See the changes"
_LATER = "Not now"
_NAMED = 5


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
    """Tell the person when a run that nobody waits for has ended, and ask once whether they want its changes."""
    ended = await (await session.integration.agents.runs()).wait(run)
    if not await ask_about_changes(session, ended):
        kind = types.MessageType.Info if ended.state is RunState.READY else types.MessageType.Warning
        session.editor.show(_sentence(ended), kind)


async def ask_about_changes(session: Session, run: Run) -> bool:
    """Ask whether the person wants to see what a finished run changed, and pull it on a yes; False: nothing to ask."""
    if run.state is not RunState.READY or not has_changes(run):
        return False
    question = f"The agent finished '{run.title}': see its changes? {run.url}".strip()
    answer = await session.editor.choose(question, (SEE, _LATER))
    if answer == SEE and session.announced.changes:
        session.editor.notify(CHANGES, {"run": run.id, "title": run.title})
    elif answer == SEE:
        result = await pull_run(session, run.id)
        if result["task"] is None:
            session.editor.show(result["reason"], types.MessageType.Warning)
    elif answer is None:
        session.editor.show(f"{_sentence(run)} Its changes can be seen later: contexten.agent.pull with {run.id}.")
    return True


async def pull_run(
    session: Session,
    run: str,
    *,
    branch: str = "",
    really: bool = True,
    token: types.ProgressToken | None = None,
) -> Result:
    """Make what a run came to a Task, and (`really`) apply it, or give its edit. Raises AgentMissing."""
    hands = Hands(rename=session.announced.rename_files, delete=session.announced.delete_files)
    async with session.progresses.shown("Contexten: the agent's changes", token=token):
        try:
            pulled = await session.integration.pull_run(run, branch=branch, snapshot=session.snapshot(), hands=hands)
        except DiskError as error:
            return {"task": None, "outcome": "failed", "reason": str(error)}
    if isinstance(pulled, Refused):
        return {"task": None, "outcome": "refused", "reason": pulled.reason}
    told = (*pulled.notes, *([_left_out(pulled.left_out)] if pulled.left_out else []))
    for sentence in told:
        session.editor.show(sentence, types.MessageType.Warning)
    return pulled.described() | await apply_task(session, pulled.task, "the agent's changes", really=really)


def _left_out(those: tuple[LeftOut, ...]) -> str:
    named = ", ".join(f"{one.path} ({one.reason})" for one in those[:_NAMED])
    more = f", and {len(those) - _NAMED} more" if len(those) > _NAMED else ""
    return f"Of the agent's changes these are left out: {named}{more}."


def _sentence(run: Run) -> str:
    parts = (f"The agent run '{run.title}' is {run.state.value}.", run.reason, run.url)
    return " ".join(part for part in parts if part)
