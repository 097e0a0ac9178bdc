"""What `generate` and its kin share: a place, a run, and what is shown of it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem
from rich.markdown import Markdown

from contexten.cli.errors import Exit, complain
from contexten.cli.location import parse_location, span_of
from contexten.cli.progress import told
from contexten.cli.render import SHOWN, coloured_diff, context_table, plan_diff, stage_line, stderr, stdout, write_out
from contexten.cli.session import Session, existing_file, open_session, project_of
from contexten.cli.write import write_plan
from contexten.edits.model import EditPlan
from contexten.errors import ClientError
from contexten.extensions.codegen import GenerateOptions
from contexten.extensions.codegen.outcome import Explained, Failed, Generation, Origin, Proposed, Refused
from contexten.extensions.codegen.report import Result, described, previewed
from contexten.ide import NOTHING_ASKED, target_for
from contexten.ide.breadth import reaches_far
from contexten.ide.place import Declined, stripped
from contexten.trace import visible
from contexten.workspace.target import Diagnostic, Intent, Target

if TYPE_CHECKING:
    from contexten.text import Document, Span
    from contexten.workspace.snapshot import Snapshot

_Command = Callable[..., None]
_Option = Callable[[_Command], _Command]


@dataclass(frozen=True, slots=True)
class Given:
    """What was asked for on the command line."""

    place: str
    instruction: str = ""
    problem: tuple[str, ...] = ()
    model: str | None = None
    budget: int | None = None
    apply: bool = False
    diff_only: bool = False
    dry_run: bool = False
    as_json: bool = False
    root: Path | None = None


def instruction_option(text: str) -> _Option:
    """`--instruction`, which `-` takes from standard input."""
    return click.option("--instruction", "-i", default="", callback=_words, help=f"{text} - reads standard input.")


def asking_options(function: _Command) -> _Command:
    """The options of everything that asks a model."""
    options = (
        click.option("--model", help="The model to ask, instead of CONTEXTEN_MODEL."),
        click.option("--budget", type=click.IntRange(min=0), help="Tokens of context."),
        click.option("--dry-run", is_flag=True, help="Print the prompt, and call nothing."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
        click.option(
            "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder."
        ),
    )
    return _with(function, options)


def editing_options(function: _Command) -> _Command:
    """The options of everything that ends in an edit."""
    options = (
        click.option("--diff", "diff_only", is_flag=True, help="Print the diff and nothing else on standard output."),
        click.option(
            "--apply", "--write", "-w", "apply", is_flag=True, help="Write the files instead of only showing the diff."
        ),
    )
    return _with(function, options)


def place_argument(function: _Command) -> _Command:
    """The place in a file."""
    return click.argument("place", metavar="PATH:LINE[:COL]", shell_complete=_files)(function)


def problem_option(text: str) -> _Option:
    """`--problem`, once for each."""
    return click.option("--problem", multiple=True, help=text)


def run_wish(given: Given, intent: Intent | None = None) -> None:
    """Run one wish, show what came of it, and end the program with its exit code."""
    path = existing_file(parse_location(given.place).path)
    with open_session(project_of(path, given.root)) as session:
        snapshot = session.snapshot
        target = certain(found_at(snapshot, str(path), given.place, given.instruction, intent, given.problem))
        options = GenerateOptions(given.model, given.budget, given.dry_run)
        generation = asyncio.run(_generate(session, snapshot, target, options))
        show(snapshot, generation, snapshot.relative(target.path), given)
        if given.apply:
            write_result(session, snapshot, generation)
    sys.exit(exit_code(generation))


def found_at(
    snapshot: Snapshot,
    path: str,
    place: str,
    instruction: str = "",
    intent: Intent | None = None,
    problems: tuple[str, ...] = (),
) -> Target | Declined:
    """The Target at a place as people write it, or why there is none. Raises ClientError for no place at all."""
    document = snapshot.document(path)
    if document is None:
        raise ClientError(f"'{snapshot.relative(path)}' is not a text file of at most 10 MB.")
    span = span_of(document, parse_location(place))
    diagnostics = [Diagnostic(_line(document, span), message) for message in problems]
    return target_for(snapshot, path, span, intent, instruction, diagnostics)


def certain(found: Target | Declined) -> Target:
    """The Target that was found. Raises ClientError with the reason where there is none."""
    if found is NOTHING_ASKED:
        raise ClientError(f"{NOTHING_ASKED.reason} On the command line: -i TEXT, or PATH:FIRST-LAST.")
    if isinstance(found, Declined):
        raise ClientError(found.reason)
    return found


def show(snapshot: Snapshot, generation: Generation, here: str, given: Given) -> None:
    """Print what came of a run: JSON, a diff alone, or context, result and times."""
    plan = generation.outcome.plan if isinstance(generation.outcome, Proposed) else EditPlan(())
    diff = plan_diff(plan, {file.path: snapshot.relative(file.path) for file in plan.files})
    answer: Result = {**described(snapshot, generation), **previewed(generation), "diff": diff}
    if given.as_json:
        click.echo(json.dumps(answer if given.dry_run else {key: answer[key] for key in answer if key != "prompt"}))
        return
    if generation.origin is Origin.FACTS and isinstance(generation.outcome, Explained):
        # The context was chosen for a model, and none has read it.
        _print_words(generation.outcome.text)
        return
    is_words = isinstance(generation.outcome, Explained)
    talk = stderr() if given.diff_only or is_words else stdout()
    talk.print(context_table(answer["context"], here, most=SHOWN))
    if given.dry_run:
        for message in answer["prompt"]:
            write_out(f"--- {message['role']}\n{message['text']}\n")
    elif isinstance(generation.outcome, Explained):
        _print_words(generation.outcome.text)
    elif diff:
        talk.print(f"\nFrom: {generation.source}")
        if given.diff_only:
            write_out(diff)
        else:
            talk.print(coloured_diff(diff), soft_wrap=True, end="")
    if reason := reaches_far(given.instruction):
        talk.print(f"\nThis may rather be work for an agent, as {reason}: contexten agent launch TASK")
    talk.print(f"\nPrompt: {generation.prompt_tokens} tokens. {stage_line(generation.stages)}")
    if diff and not given.apply:
        talk.print(f"Kept as task {generation.task}; 'contexten tasks apply {generation.task}' writes it.")


def write_result(session: Session, snapshot: Snapshot, generation: Generation) -> None:
    """Write the files of a proposal; its Task is then done. Raises ClientError where one changed meanwhile."""
    if isinstance(generation.outcome, Proposed):
        write_plan(generation.outcome.plan, snapshot.roots)
        session.store.tasks.delete(generation.task)


def exit_code(generation: Generation) -> Exit:
    """The code that the program ends with; what went wrong is said on stderr."""
    match generation.outcome:
        case Refused(reason):
            complain(reason)
            return Exit.NO_EDIT
        case Failed(error):
            complain(error)
            return Exit.OUTSIDE_FAILED
        case Explained(_, reason) if generation.origin is Origin.FACTS:
            complain(f"{reason} This is what the index knows.")
            return Exit.DONE
        case _:
            return Exit.DONE


async def _generate(session: Session, snapshot: Snapshot, target: Target, options: GenerateOptions) -> Generation:
    integration = session.integration(model=options.model)
    try:
        with told() as tell:
            return await integration.generate(snapshot, target, options, tell)
    finally:
        await integration.aclose()


def _print_words(text: str) -> None:
    console = stdout()
    if console.is_terminal:
        console.print(Markdown(visible(text)))
    else:
        write_out(f"{text.rstrip()}\n")


def _line(document: Document, span: Span) -> Span:
    return stripped(document, document.line_span(document.line_of(span.start)))


def _words(context: click.Context, _option: click.Parameter, value: str) -> str:
    # While a shell completes a line, its standard input is the person's terminal.
    return sys.stdin.read().strip() if value == "-" and not context.resilient_parsing else value


def _files(_context: click.Context, _argument: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


def _with(function: _Command, options: tuple[_Option, ...]) -> _Command:
    for option in reversed(options):
        function = option(function)
    return function
