"""`contexten.agent.launch`: give a task to an agent. It costs money or starts a program, so a person is asked first.

Any extension of an editor can send commands; the question is what keeps it from spending, and a setting of a
workspace from starting what it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contexten.errors import AgentError, AgentRefused, ClientError
from contexten.extensions.codegen.agent_report import confirmation, described_task, local_confirmation
from contexten.lsp.agents import ask_about_changes, tell_end
from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.extensions.codegen.report import Result
    from contexten.lsp.commands.arguments import AgentTask
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.session import Session
    from contexten.workspace.snapshot import Snapshot

START = "Start the run"
_CANCEL = "Not now"


def agent_launch(asked: Asked[AgentTask]) -> Coroutine[Any, Any, Result]:
    """Ask the person, start the run, and show how it goes; the texts are those of the moment of asking."""
    if not asked.arguments.instruction.strip():
        raise ClientError("There is nothing to ask the agent: 'instruction' is empty.")
    return _launch(asked, _place(asked.arguments), asked.session.snapshot())


def _place(arguments: AgentTask) -> dict[str, object]:
    if not arguments.uri:
        return {}
    path = path_of(arguments.uri)
    if path is None:
        raise ClientError("'uri' must be a file: URI.")
    line = {} if arguments.position is None else {"line": arguments.position.line + 1}
    return {"target_file": path, **line}


async def _launch(asked: Asked[AgentTask], place: dict[str, object], snapshot: Snapshot) -> Result:
    try:
        if not await _is_confirmed(asked, snapshot.root_of(str(place.get("target_file", ""))) or ""):
            return {"run": None, "outcome": "refused", "reason": "Nobody confirmed the run, so nothing was started."}
        return await _run(asked, place, snapshot)
    except AgentRefused as error:
        return {"run": None, "outcome": "refused", "reason": str(error)}
    except AgentError as error:
        return {"run": None, "outcome": "failed", "reason": str(error)}


async def _is_confirmed(asked: Asked[AgentTask], folder: str) -> bool:
    agents, arguments = asked.session.integration.agents, asked.arguments
    earlier = await agents.to_continue(arguments.continues, agent=arguments.agent, model=arguments.model)
    local = None if earlier else agents.named(arguments.agent)
    if local is not None:
        question = local_confirmation(arguments.instruction, local, agents.local.minutes)
    else:
        place = await agents.place(earlier.request.folder if earlier else folder)
        question = confirmation(arguments.instruction, place, agents.limits, arguments.model, earlier)
    return await asked.session.editor.choose(question, (START, _CANCEL)) == START


async def _run(asked: Asked[AgentTask], place: dict[str, object], snapshot: Snapshot) -> Result:
    session, arguments = asked.session, asked.arguments
    async with session.progresses.shown("Contexten: agent", token=asked.token) as reporter:
        task = await session.integration.run_agent_task(
            arguments.instruction,
            arguments.context,
            not arguments.wait,
            codebase_context=place,
            model=arguments.model,
            agent=arguments.agent,
            continues=arguments.continues,
            snapshot=snapshot,
            on_news=reporter.report,
        )
    work = _asked(session, task.id) if arguments.wait else tell_end(session, task.id)
    session.spawn(work, f"agent run {task.id}")
    return described_task(task)


async def _asked(session: Session, run: str) -> None:
    """The answer to the command tells the end; what is left to be asked is asked beside it."""
    await ask_about_changes(session, await session.integration.agents.kept_run(run))
