"""A whole new file: what it is for, what it must define, and who needs it, in one request.

**Invariant:** a file that holds anything is never written over, and a person confirms the new one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.edits.plan import permitted, with_confirmation
from contexten.extensions.codegen.outcome import Proposed
from contexten.extensions.codegen.tasks import TaskState
from contexten.syntax.languages import of_path
from contexten.workspace.files import read_text

if TYPE_CHECKING:
    from contexten.extensions.codegen.generated import Generated
    from contexten.extensions.codegen.integration import CodegenAutogenIntegration
    from contexten.extensions.codegen.run import GenerateOptions, OnProgress
    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ModuleWish:
    """One new file."""

    path: str
    """Absolute; a file there must be empty."""
    instruction: str = ""
    names: tuple[str, ...] = ()
    """What it must define."""
    used_by: str = ""
    """The file that needs it, absolute; it is sent along."""
    related: tuple[str, ...] = ()
    """Definitions and files that must be sent along."""


def module_refusal(snapshot: Snapshot, wish: ModuleWish) -> str:
    """Why the file is not to be made, in one sentence with the next step; empty where it may be."""
    name = snapshot.relative(wish.path)
    if not wish.instruction.strip() and not wish.names:
        return f"Nothing says what '{name}' is for: give an instruction, or names that it must define."
    if of_path(wish.path) is None:
        return f"The ending of '{name}' shows no language that Contexten writes; name the file otherwise."
    reason = permitted(wish.path, snapshot.roots)
    if reason:
        return f"'{name}' is not made: {reason}."
    if not _is_free(snapshot, wish.path):
        return f"'{name}' exists and is not empty; use contexten.generate to write in it."
    return ""


async def generate_module(
    integration: CodegenAutogenIntegration,
    snapshot: Snapshot,
    wish: ModuleWish,
    options: GenerateOptions,
    on_progress: OnProgress | None = None,
) -> Generated:
    """Write the file's text; its Task holds the plan, every change of which is to be confirmed."""
    related = [*wish.related, *([wish.used_by] if wish.used_by else [])]
    context = {"target_file": wish.path, "related_symbols": related}
    generated = await integration.generate_with_context(
        _prompt(snapshot, wish), context, snapshot=snapshot, options=options, on_progress=on_progress
    )
    outcome = generated.outcome
    if not isinstance(outcome, Proposed):
        return generated
    plan = with_confirmation(outcome.plan)
    integration.tasks.move(generated.generation.task, TaskState.READY, plan=plan)
    return replace(generated, generation=replace(generated.generation, outcome=Proposed(plan)))


def _is_free(snapshot: Snapshot, path: str) -> bool:
    """Whether there is no file, and no buffer with text in it; what is on disk counts as it is now."""
    document = snapshot.document(path) if snapshot.is_open(path) else None
    text = document.data if document is not None else read_text(path)
    return not text.strip() if text is not None else not os.path.lexists(path)


def _prompt(snapshot: Snapshot, wish: ModuleWish) -> str:
    parts = [f"Write the new file {snapshot.relative(wish.path)}."]
    if wish.names:
        parts.append(f"It must define: {', '.join(wish.names)}.")
    if wish.used_by:
        parts.append(f"It is needed by {snapshot.relative(wish.used_by)}; what is used there must work as it is used.")
    return " ".join([*parts, wish.instruction.strip()]).strip()
