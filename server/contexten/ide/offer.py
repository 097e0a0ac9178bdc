"""What an assist is and what it offers: rows and plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.ide.place import Place

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that an Offer makes."""

    path: str
    """Absolute."""
    names: tuple[str, ...]
    """What it must define."""
    used_by: str
    """The file that needs it, absolute."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry of the menu: what it is called and what running it asks for."""

    id: str
    """Stable, for resolving and for key bindings: `implement.function`."""
    title: str
    kind: str
    """The protocol's kind: `refactor.rewrite.contexten.implement`."""
    target: Target
    command: str
    """The command that runs it: `contexten.generate`."""
    made: NewFile | None = None
    """What is made, where the command is about a file and not about a place."""


@dataclass(frozen=True, slots=True)
class Assist:
    """One row of the table: when it is asked and what it may offer."""

    intent: Intent
    kind: str
    automatic: bool
    """Whether it is also asked on a mere move of the cursor."""
    titles: dict[str, str]
    """Every id it can offer, with an example of its title."""
    when: str
    """When it is offered, for the reference page: one sentence."""
    find: Callable[[Place], tuple[Offer, ...]]
    """From the tree alone; empty where it does not apply."""
    command: str = ""
    """The command, where it is not that of the intent."""


def offer(assist_id: str, title: str, kind: str, target: Target) -> Offer:
    """An Offer with the command that goes with the target's intent."""
    return Offer(id=assist_id, title=title, kind=kind, target=target, command=command_of(target.intent))


def command_of(intent: Intent) -> str:
    """The public command that runs a wish of this kind."""
    match intent:
        case Intent.IMPLEMENT | Intent.COMMENT | Intent.CREATE | Intent.INSERT:
            return "contexten.generate"
        case Intent.REWRITE:
            return "contexten.refactor"
        case Intent.FIX:
            return "contexten.fix"
        case Intent.DOCUMENT:
            return "contexten.document"
        case Intent.TEST:
            return "contexten.test"
        case Intent.EXPLAIN:
            return "contexten.explain"
        case _:
            assert_never(intent)


def shortened(text: str, limit: int = _SHOWN) -> str:
    """`text` on one line of at most `limit` characters, cut between words where that keeps more than half."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    word = head.rfind(" ")
    return head[: word if word > limit // 2 else len(head)].rstrip(" ,;:.") + "…"
