"""The rules of hover suggestions: one file each. The order of the table is the order of what is shown.

**Invariant:** a rule asks no model and no network; it is a pure function of the Snapshot and the Place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.rules import (
    blocking_call,
    deep_nesting,
    duplicate,
    inconsistent,
    missing_error_handling,
    too_long,
    unused_parameter,
)
from contexten.ide.rules.rule import Rule, Subject, Suggestion

if TYPE_CHECKING:
    from collections.abc import Collection

RULES: tuple[Rule, ...] = (
    blocking_call.RULE,
    missing_error_handling.RULE,
    duplicate.RULE,
    unused_parameter.RULE,
    deep_nesting.RULE,
    too_long.RULE,
    inconsistent.RULE,
)
_FOREIGN = frozenset({"vendor", "vendored", "_vendor", "node_modules", "third_party", "extern"})
MOST = 3
"""How many suggestions are shown at one place."""


def suggestions(subject: Subject, disabled: Collection[str] = (), *, patient: bool = True) -> tuple[Suggestion, ...]:
    """At most three, the gravest first; rules whose ids are `disabled` are not asked.

    Not `patient`: only rules that read the tree alone are asked.
    """
    found: list[Suggestion] = []
    if _is_foreign(subject):
        return ()
    for rule in RULES:
        if rule.id in disabled or not (patient or rule.by_tree) or (subject.block is not None and not rule.on_blocks):
            continue
        suggestion = rule.find(subject)
        if suggestion is not None:
            found.append(suggestion)
        if len(found) == MOST:
            break
    return tuple(found)


def _is_foreign(subject: Subject) -> bool:
    """Whether the file was copied from elsewhere: what is wrong with it is mended there."""
    folders = subject.place.snapshot.relative(subject.place.path).split("/")[:-1]
    return not _FOREIGN.isdisjoint(folders)


__all__ = ["MOST", "RULES", "Rule", "Subject", "Suggestion", "suggestions"]
