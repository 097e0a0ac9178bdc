"""What `generate`, `refactor`, `fix`, `document`, `test` and `explain` share: from a place to an edit or to words.

The place is read, and the Snapshot taken, when the request arrives; all else happens later and can be cancelled.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, assert_never

from lsprotocol import types

from contexten.errors import ClientError
from contexten.extensions.codegen.outcome import (
    Applied,
    Explained,
    Failed,
    Generation,
    Origin,
    Previewed,
    Proposed,
    Refused,
    Stale,
)
from contexten.extensions.codegen.report import Result, described, previewed, title_of
from contexten.extensions.codegen.run import GenerateOptions, OnProgress, Progress
from contexten.extensions.codegen.scripts import pins_named
from contexten.ide import target_for
from contexten.ide.assists.agent import LAUNCH
from contexten.ide.breadth import reaches_far
from contexten.ide.place import Declined
from contexten.lsp.approval import approve_endpoint
from contexten.lsp.commands.application import apply_task
from contexten.lsp.reading import show_markdown
from contexten.lsp.stream import Stream, streaming
from contexten.lsp.uris import path_of
from contexten.text import Document, Span, offset_at
from contexten.workspace.target import Diagnostic, Intent, Target

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.lsp.commands.arguments import DiagnosticArgument, Position, Range, Where
    from contexten.lsp.commands.command import Asked
    from contexten.lsp.progress import Reporter
    from contexten.lsp.session import Session
    from contexten.workspace.snapshot import Snapshot

STALE = "The document has changed since this was offered; ask again."


@dataclass(frozen=True, slots=True)
class Wish:
    """A Target on a Snapshot, both of the moment of asking."""

    snapshot: Snapshot
    target: Target


def run_wish(asked: Asked[Where], *intents: Intent) -> Coroutine[Any, Any, Result]:
    """Run the command for the first of `intents`, or the one of them that the arguments name; none: any, or a guess."""
    intent = chosen_intent(asked.arguments.intent, intents)
    if intent is Intent.EXPLAIN and intent not in intents:
        raise ClientError("An explanation is no edit: use contexten.explain.")
    found = wish_at(asked.session, asked.arguments, intent)
    return _declined(asked, found) if isinstance(found, Declined | Stale) else _run(asked, found)


def chosen_intent(name: str | None, intents: tuple[Intent, ...]) -> Intent | None:
    """The intent called `name`; without a name the first allowed one. Raises ClientError for another one."""
    allowed = intents or tuple(Intent)
    if name is None:
        return intents[0] if intents else None
    if name not in {intent.value for intent in allowed}:
        options = ", ".join(f"'{intent.value}'" for intent in allowed)
        raise ClientError(f"'intent' must be one of {options} for this command.")
    return Intent(name)


def wish_at(session: Session, where: Where, intent: Intent | None) -> Wish | Declined | Stale:
    """The Target that `where` names. Raises ClientError where it names no place at all."""
    path = path_of(where.uri)
    if path is None:
        raise ClientError("'uri' must be a file: or untitled: URI.")
    snapshot = session.snapshot()
    document = snapshot.document(path)
    if document is None:
        # The file changed on disk and the client did not tell: a new snapshot reads it anew.
        snapshot = session.snapshot()
        document = snapshot.document(path)
    if document is None:
        name = snapshot.relative(path)
        return Declined(
            f"'{name}' cannot be read: it does not exist, is no UTF-8 text or is larger than 10 MB; name another file."
        )
    if where.version is not None and snapshot.is_open(path) and document.version != where.version:
        return Stale(STALE)
    diagnostics = [_diagnostic(session, document, item) for item in where.diagnostics]
    span = span_of(session, document, where)
    target = target_for(
        snapshot, path, span, intent, where.instruction, diagnostics, marker=session.config.code_action_marker
    )
    return target if isinstance(target, Declined) else Wish(snapshot, target)


def span_of(session: Session, document: Document, where: Where) -> Span:
    """The bytes that the arguments name. Raises ClientError where they name none or two."""
    if (where.range is None) == (where.position is None):
        raise ClientError("Give either 'range' or 'position'.")
    if where.range is not None:
        return _span(session, document, where.range)
    position = where.position
    assert position is not None  # noqa: S101 - held by the check above
    offset = _offset(session, document, position)
    return Span(offset, offset)


def _span(session: Session, document: Document, given: Range) -> Span:
    first = _offset(session, document, given.start)
    last = _offset(session, document, given.end, is_end=True)
    return Span(min(first, last), max(first, last))


def _offset(session: Session, document: Document, place: Position, *, is_end: bool = False) -> int:
    if place.character is not None:
        return offset_at(document, place.line, place.character, session.encoding)
    line = document.line_span(place.line)
    text = document.data[line.start : line.end]
    return line.end if is_end else line.start + len(text) - len(text.lstrip())


def _diagnostic(session: Session, document: Document, given: DiagnosticArgument) -> Diagnostic:
    code = "" if given.code is None else str(given.code)
    span = _span(session, document, given.range)
    return Diagnostic(span, given.message, code, given.source or "", given.severity or 1)


async def _declined(asked: Asked[Where], found: Declined | Stale) -> Result:
    if asked.arguments.apply and not asked.arguments.dry_run:
        asked.session.editor.show(found.reason, types.MessageType.Warning)
    return {
        "task": None,
        "outcome": "stale" if isinstance(found, Stale) else "refused",
        "reason": found.reason,
    }


async def _run(asked: Asked[Where], wish: Wish) -> Result:
    session, where = asked.session, asked.arguments
    options = await options_of(where, wish.snapshot, wish.target)
    title = title_of(wish.snapshot, wish.target)
    if not where.dry_run:
        await approve_endpoint(session, where.model)
    async with session.progresses.shown(f"Contexten: {title}", token=asked.token) as reporter:
        with streaming(session, asked.token) as stream:
            generation = await session.integration.generate(
                wish.snapshot, wish.target, options, reporting(reporter, stream), title=title
            )
        result = await _settled(asked, wish, generation, title)
        reporter.end_message = ending(generation, result)
    return result


async def options_of(where: Where, snapshot: Snapshot, target: Target) -> GenerateOptions:
    """How the arguments differ from the configuration; a pin that names nothing any more is passed over."""
    options = GenerateOptions(model=where.model, budget=where.budget, dry_run=where.dry_run, excluded=where.excluded)
    if not where.pinned:
        return options
    pinned, _unknown = await asyncio.to_thread(pins_named, snapshot, where.pinned, target)
    return replace(options, pinned=pinned)


def reporting(reporter: Reporter, stream: Stream) -> OnProgress:
    """Tell the person how far a run is, and the client what is written."""
    written = 0

    def report(progress: Progress) -> None:
        nonlocal written
        written += len(progress.text)
        stream.heard(progress)
        reporter.report(f"{progress.message} ({written} characters)" if written else progress.message)

    return report


async def _settled(asked: Asked[Where], wish: Wish, generation: Generation, title: str) -> Result:
    session = asked.session
    result = described(wish.snapshot, generation) | _second_choice(wish.target, wish.snapshot)
    match generation.outcome:
        case Proposed():
            return result | await apply_task(session, generation.task, title, really=asked.arguments.apply)
        case Previewed():
            return result | previewed(generation)
        case Refused(reason) | Stale(reason) | Failed(reason):
            if asked.arguments.apply:
                session.editor.show(reason, types.MessageType.Warning)
            return result
        case Explained(text):
            if asked.arguments.apply:
                await show_markdown(session, title, text)
            return result
        case Applied():
            return result
        case _:
            assert_never(generation.outcome)


def _second_choice(target: Target, snapshot: Snapshot) -> Result:
    """That an agent may do it better, where the wish reaches far; the person decides."""
    document = snapshot.document(target.path)
    lines = 0 if document is None else document.line_of(target.span.end) - document.line_of(target.span.start) + 1
    reason = reaches_far(target.instruction, lines=lines if target.intent is Intent.REWRITE else 0)
    return {} if reason is None else {"agent": {"reason": reason, "command": LAUNCH}}


def ending(generation: Generation, result: Result) -> str:
    """The last line of the progress: how it ended and where the answer came from."""
    outcome = str(result["outcome"])
    if generation.origin is Origin.NONE or outcome not in {"applied", "proposed", "explained"}:
        return outcome
    return f"{outcome}, {generation.source}"
