"""The door of the room: code without a model.

A draft is made of what the workspace already shows: a finished sibling, the places of use, the facts of a definition.
Where that does not suffice the answer is a NoDraft with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.drafts.analogy import by_analogy
from contexten.drafts.docstring import doc_text
from contexten.drafts.model import Draft, NoDraft
from contexten.drafts.test import test_code
from contexten.drafts.usage import from_usage
from contexten.syntax.parse import Tangled
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.workspace.snapshot import Snapshot

__all__ = ["Draft", "NoDraft", "draft", "no_draft"]

_WAYS: dict[Intent, Callable[[Snapshot, Target], Draft | NoDraft]] = {
    Intent.IMPLEMENT: by_analogy,
    Intent.COMMENT: by_analogy,
    Intent.CREATE: from_usage,
    Intent.DOCUMENT: doc_text,
    Intent.TEST: test_code,
}


def draft(snapshot: Snapshot, target: Target) -> Draft | NoDraft:
    """Code for `target` without a model; pure, a few milliseconds."""
    impossible = no_draft(target)
    if impossible is not None:
        return impossible
    try:
        return _WAYS[target.intent](snapshot, target)
    except Tangled:
        return NoDraft("the code around it is too tangled to be read; configure a model")


def no_draft(target: Target) -> NoDraft | None:
    """Why no workspace could give a draft of this target; None where one may."""
    if target.intent not in _WAYS:
        return NoDraft(f"nothing can be drafted for {target.intent.value!r} without a model; configure one")
    if target.intent is Intent.DOCUMENT and target.symbol is not None and target.symbol.doc:
        return NoDraft("it is documented already, and better words need a model; configure one")
    if target.intent is Intent.COMMENT and (target.symbol is None or not target.symbol.unfinished):
        return NoDraft("a comment inside finished code needs a model; configure one")
    return None
