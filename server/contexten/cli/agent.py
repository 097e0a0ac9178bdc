"""`contexten agent`: give a task to an agent, see its runs, read what they do."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contexten.agents.model import RunState
from contexten.cli.agent_local import Wish, ask_here, question_before
from contexten.cli.agent_pull import show_pulled
from contexten.cli.errors import Exit, complain, shown_errors
from contexten.cli.render import Listing, stderr, stdout
from contexten.cli.session import root_of
from contexten.edits.model import Refused
from contexten.extensions.codegen import CodegenAutogenIntegration
from contexten.extensions.codegen.adapters.codegen_adapter import task_of
from contexten.extensions.codegen.agent_report import described_log, described_run, described_task
from contexten.extensions.codegen.utils.validation import setting_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from contexten.agents.model import Run
    from contexten.agents.several import AllRuns
    from contexten.extensions.codegen.adapters.codegen_adapter import AgentTask
    from contexten.extensions.codegen.agent_results import Pulled

_root = click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder."
)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_yes = click.option("--yes", is_flag=True, help="Do not ask: the run is paid for.")


@click.group("agent")
def command() -> None:
    """Give tasks to agents, Codegen's or local ones, and look after their runs. Each run is asked about first."""


@command.command("launch")
@click.argument("task")
@click.option("--agent", default="", help="`codegen`, or the name of a local agent; else as the settings say.")
@click.option("--model", help="The agent's model; else the service chooses.")
@click.option("--file", "target", help="The file that the task is about; it is sent along.")
@click.option("--no-context", is_flag=True, help="Send the task alone.")
@click.option("--continue", "continues", default="", metavar="RUN", help="Go on with this run, which ended.")
@click.option("--no-wait", is_flag=True, help="End as soon as the run is started.")
@_yes
@_json
@_root
@shown_errors
def launch(  # noqa: PLR0913 - one for each option
    *,
    task: str,
    agent: str,
    model: str | None,
    target: str | None,
    continues: str,
    no_context: bool,
    no_wait: bool,
    yes: bool,
    as_json: bool,
    root: Path | None,
) -> None:
    """Start a run for TASK and wait for its end."""
    wish = Wish(task, agent, model, target, context=not no_context, wait=not no_wait, continues=continues)
    done = _with_integration(root, partial(_launch, wish=wish, yes=yes))
    if done is None:
        complain("Nobody confirmed the run, so nothing was started.")
        sys.exit(Exit.NO_EDIT)
    _print_task(described_task(done), as_json=as_json)
    if done.has_changes:
        stderr().print(f"See what it changed: contexten agent pull {done.id}", markup=False)
    sys.exit(Exit.OUTSIDE_FAILED if done.state in {RunState.FAILED, RunState.UNKNOWN} else Exit.DONE)


@command.command("runs")
@_json
@_root
@shown_errors
def runs(*, as_json: bool, root: Path | None) -> None:
    """List all runs, the newest first."""
    found = _with_integration(root, _listed)
    if as_json:
        click.echo(json.dumps({"runs": found}))
        return
    stdout().print(_table(found) if found else "There are no runs.")


@command.command("logs")
@click.argument("run")
@click.option("--skip", type=click.IntRange(min=0), default=0, help="How many lines are left out at the beginning.")
@click.option("--limit", type=click.IntRange(min=1, max=100), default=100, help="How many lines are shown.")
@click.option("--newest", is_flag=True, help="Count and list from the end.")
@_json
@_root
@shown_errors
def logs(*, run: str, skip: int, limit: int, newest: bool, as_json: bool, root: Path | None) -> None:
    """Show what RUN did so far."""
    found = _with_integration(root, partial(_read_log, run=run, skip=skip, limit=limit, newest=newest))
    if as_json:
        click.echo(json.dumps(found))
        return
    console = stdout()
    for line in found["lines"]:
        console.print(_log_line(line), markup=False)
    stderr().print(f"{len(found['lines'])} of {found['total']} lines")


@command.command("look")
@click.argument("run")
@_root
@shown_errors
def look(*, run: str, root: Path | None) -> None:
    """Ask the service now how RUN stands."""
    _print_run(_with_integration(root, partial(_acted, act=lambda all_runs: all_runs.look(run))))


@command.command("cancel")
@click.argument("run")
@_root
@shown_errors
def cancel(*, run: str, root: Path | None) -> None:
    """End RUN, as far as the service can; an unknown one is given up."""
    _print_run(_with_integration(root, partial(_acted, act=lambda all_runs: all_runs.cancel(run))))


@command.command("name", short_help="Say which NUMBER the unknown RUN has at the service.")
@click.argument("run")
@click.argument("number")
@_root
@shown_errors
def name(*, run: str, number: str, root: Path | None) -> None:
    """Say that the unknown RUN is the one with this NUMBER at the service."""
    _print_run(_with_integration(root, partial(_acted, act=lambda all_runs: all_runs.name(run, number))))


@command.command("again", short_help="Start the unknown RUN once more; it costs money.")
@click.argument("run")
@_yes
@_root
@shown_errors
def again(*, run: str, yes: bool, root: Path | None) -> None:
    """Start the unknown RUN once more; it costs money, and the first one may run all the same."""
    if not yes and not click.confirm("Start it again, and pay for it?", err=True):
        complain("Nobody confirmed the run, so nothing was started.")
        sys.exit(Exit.NO_EDIT)

    async def act(all_runs: AllRuns) -> Run:
        return await all_runs.wait((await all_runs.again(run, confirmed=True)).id)

    _print_run(_with_integration(root, partial(_acted, act=act)))


@command.command("pull", short_help="Show what RUN changed; --apply writes it.")
@click.argument("run")
@click.option("--apply", "write", is_flag=True, help="Write the files, merged with what is on disk now.")
@click.option("--diff", "diff_only", is_flag=True, help="Print the patch and nothing else on standard output.")
@click.option("--branch", default="", help="Which branch or pull request is meant, where the run made several.")
@click.option(
    "--protocol",
    "protocols",
    type=click.Choice(setting_of("agent_protocols").choices),
    multiple=True,
    help="Also fetch the branch over this protocol of git's; `file` is a folder on this machine.",
)
@_json
@_root
@shown_errors
def pull(
    *, run: str, write: bool, diff_only: bool, branch: str, protocols: tuple[str, ...], as_json: bool, root: Path | None
) -> None:
    """Show what RUN changed, on the files as they are now; nothing is written unless you say so."""
    pulled = _with_integration(root, partial(_pull, run=run, branch=branch, protocols=protocols))
    if isinstance(pulled, Refused):
        complain(pulled.reason)
        sys.exit(Exit.NO_EDIT)
    show_pulled(pulled, write=write, diff_only=diff_only, as_json=as_json)


def _with_integration(root: Path | None, work: Callable[[CodegenAutogenIntegration], Awaitable[Any]]) -> Any:  # noqa: ANN401
    async def run() -> Any:  # noqa: ANN401
        integration = CodegenAutogenIntegration.from_env(root=root or root_of(Path.cwd()))
        try:
            await integration.initialize()
            return await work(integration)
        finally:
            await integration.aclose()

    return asyncio.run(run())


async def _launch(integration: CodegenAutogenIntegration, *, wish: Wish, yes: bool) -> AgentTask | None:
    question = await question_before(integration.agents, wish)
    if not yes and not await asyncio.to_thread(click.confirm, question, err=True):
        return None
    integration.surroundings.ask = ask_here
    done = await integration.run_agent_task(
        wish.task,
        wish.context,
        not wish.wait,
        codebase_context={"target_file": wish.target} if wish.target else None,
        model=wish.model,
        agent=wish.agent,
        continues=wish.continues,
        on_news=partial(stderr().print, markup=False),
    )
    # What was written down is not sent yet; who ends the program now would lose the run.
    return done if wish.wait else await _sent(integration, done)


async def _sent(integration: CodegenAutogenIntegration, task: AgentTask) -> AgentTask:
    return task_of(await (await integration.agents.runs()).sent(task.id), task.notes)


async def _listed(integration: CodegenAutogenIntegration) -> list[dict[str, Any]]:
    return [described_run(run) for run in await (await integration.agents.runs()).all()]


async def _read_log(
    integration: CodegenAutogenIntegration, *, run: str, skip: int, limit: int, newest: bool
) -> dict[str, Any]:
    page = await (await integration.agents.runs()).logs(run, skip=skip, limit=limit, newest_first=newest)
    return described_log(page)


async def _pull(
    integration: CodegenAutogenIntegration, *, run: str, branch: str, protocols: tuple[str, ...]
) -> Pulled | Refused:
    config = integration.config
    integration.configure(replace(config, agent_protocols=(*config.agent_protocols, *protocols)))
    pulled = await integration.pull_run(run, branch=branch)
    if isinstance(pulled, Refused):
        return pulled
    # It is shown or written at once; a Task that waits belongs to an editor.
    integration.tasks.discard(pulled.task)
    return replace(pulled, task="")


async def _acted(integration: CodegenAutogenIntegration, *, act: Callable[[AllRuns], Awaitable[Run]]) -> dict[str, Any]:
    return described_run(await act(await integration.agents.runs()))


def _print_task(task: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(task))
        return
    console = stdout()
    for note in task["notes"]:
        stderr().print(note, markup=False)
    if task["text"]:
        console.print(task["text"], markup=False)
    for pull in task["pulls"]:
        console.print(f"Pull request: {pull['url']} {pull['title']}".strip(), markup=False)
    console.print(_sentence(task["run"], task["outcome"], task), markup=False)


def _print_run(run: Mapping[str, Any]) -> None:
    stdout().print(_sentence(run["id"], run["state"], run), markup=False)


def _sentence(run: str, state: str, told: Mapping[str, Any]) -> str:
    status = f" ({told['status']})" if told["status"] else ""
    parts = (f"Run {run}: {state}{status}.", told["reason"], told["url"])
    return " ".join(part for part in parts if part)


def _table(found: list[dict[str, Any]]) -> Listing:
    return Listing("", ("run", "agent", "state", "started", "task", "where"), tuple(map(_row, found)))


def _row(run: Mapping[str, Any]) -> tuple[str, ...]:
    made = datetime.fromtimestamp(run["made"], UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    state = f"{run['state']} ({run['status']})" if run["status"] else run["state"]
    return run["id"], run["agent"], state, made, run["title"], run["url"] or run["reason"]


def _log_line(line: Mapping[str, str]) -> str:
    head = " ".join(part for part in (line["at"], line["kind"], line["tool"]) if part)
    return "\n".join(part for part in (head, line["thought"], line["text"]) if part)
