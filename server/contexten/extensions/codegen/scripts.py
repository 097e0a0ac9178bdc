"""From a script's words to a Target: which file, which place, which definitions the model must see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase import Codebase
from contexten.context.model import ContextPack
from contexten.errors import ClientError
from contexten.extensions.codegen.adapters.agent_prompt import Briefing, briefing
from contexten.extensions.codegen.autogenlib.pins import Pin, pins_of
from contexten.extensions.codegen.codebase_context import (
    CodebaseContext,
    absolute,
    main_language,
    split_names,
    target_of,
)
from contexten.extensions.codegen.generated import Generated
from contexten.extensions.codegen.outcome import Generation, Refused
from contexten.syntax.languages import by_id, of_path
from contexten.text import Span
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.extensions.codegen.gather import Gatherer
    from contexten.extensions.codegen.providers import NoModel
    from contexten.llm.protocol import Provider
    from contexten.syntax.language import Language
    from contexten.workspace.snapshot import Snapshot


SCRATCH = "new_code"
"""The name, without its ending, of the file that free-standing code is written for; it is never on disk."""


@dataclass(frozen=True, slots=True)
class ScriptWish:
    """What a script asked for, found in a snapshot."""

    snapshot: Snapshot
    target: Target | None
    pinned: tuple[Pin, ...] = ()
    unknown: tuple[str, ...] = ()
    problem: str = ""
    """Why there is no target."""

    def refused(self) -> Generated:
        """The answer where there is no target."""
        empty = ContextPack(here="", here_tokens=0, items=(), budget=0)
        return Generated(Generation("", Refused(self.problem), empty), None, self.snapshot, self.unknown)


def wish_of(snapshot: Snapshot, prompt: str, asked: CodebaseContext) -> ScriptWish:
    """Find the place and the names of `asked`; what is to be written anew gets an empty document of its own."""
    if not asked.target_file:
        language = by_id(asked.language or main_language(snapshot)) or of_path("new.py")
        path = absolute(snapshot, f"{SCRATCH}{language.extensions[0]}" if language else SCRATCH)
        return _written_anew(snapshot, path, language, prompt, asked)
    path = absolute(snapshot, asked.target_file)
    if snapshot.document(path) is None:
        return _written_anew(snapshot, path, of_path(path), prompt, asked)
    return _wish(snapshot, target_of(snapshot, path, prompt, asked), asked)


def context_of(
    gatherer: Gatherer, snapshot: Snapshot, task: str, model: Provider | NoModel, asked: CodebaseContext
) -> Briefing:
    """What an agent needs of the workspace for a task; known secrets are replaced in it."""
    wish = wish_of(snapshot, task, asked)
    if wish.target is None:
        raise ClientError(wish.problem)
    pack = gatherer.pack(wish.snapshot, wish.target, model, gatherer.config.context_budget)
    return briefing(pack, snapshot.relative(wish.target.path) if asked.target_file else "")


def _written_anew(
    snapshot: Snapshot, path: str, language: Language | None, prompt: str, asked: CodebaseContext
) -> ScriptWish:
    if language is None:
        problem = f"'{asked.target_file}' does not exist, and its name shows no language that Contexten writes."
        return ScriptWish(snapshot, None, problem=problem)
    empty = snapshot.with_new_file(path, language.language_ids[0])
    return _wish(empty, Target(path, Intent.INSERT, Span(0, 0), prompt), asked)


def _wish(snapshot: Snapshot, found: Target | str, asked: CodebaseContext) -> ScriptWish:
    near = absolute(snapshot, asked.target_file) if asked.target_file else ""
    if isinstance(found, str):
        pinned, unknown = _pins(snapshot, asked.related, near)
        problem = f"'{asked.target_file}' defines no '{found}'."
        return ScriptWish(snapshot, None, pinned, (found, *unknown), problem)
    pinned, unknown = pins_named(snapshot, asked.related, found, near)
    return ScriptWish(snapshot, found, pinned, unknown)


def pins_named(
    snapshot: Snapshot, names: Iterable[str], target: Target, near: str | None = None
) -> tuple[tuple[Pin, ...], tuple[str, ...]]:
    """The definitions and files that `names` mean beside the target itself, and the names that mean nothing.

    Seen from the file `near`; None: the target's.
    """
    pinned, unknown = _pins(snapshot, names, target.path if near is None else near)
    own = [pin for pin in pinned if pin.path != target.path or not pin.span.covers(target.span)]
    return tuple(own), unknown


def _pins(snapshot: Snapshot, names: Iterable[str], near: str) -> tuple[tuple[Pin, ...], tuple[str, ...]]:
    files, others = split_names(names, snapshot)
    symbols, unknown = Codebase(snapshot).resolve(others, near)
    return pins_of(snapshot, symbols, [absolute(snapshot, name) for name in files]), tuple(unknown)
