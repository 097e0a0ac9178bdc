"""From a command's arguments to a Target: the same places as the menu's, asked for by name or guessed.

Where the menu stays silent because a person did not ask, a command does as it is told, or says why it cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from contexten.ide import targets
from contexten.ide.assists.fix import problems_at, problems_on_lines
from contexten.ide.assists.test import testable_at
from contexten.ide.comments import instruction_at, plain_comment_at
from contexten.ide.missing import missing_call
from contexten.ide.place import MARKER, Declined, Place, place_at
from contexten.ide.testfiles import is_test_file
from contexten.workspace.target import Diagnostic, Intent, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.syntax.facts import Definition
    from contexten.text import Span
    from contexten.workspace.snapshot import Snapshot

NOTHING_ASKED = Declined("Nothing here is unfinished, selected or undefined; give an instruction, or select code.")
"""A place at which neither the code nor the person shows what is wanted."""

_IN_STRING = Declined("The cursor is inside a string; move it to a line of code.")


def target_for(
    snapshot: Snapshot,
    path: str,
    span: Span,
    intent: Intent | None,
    instruction: str = "",
    diagnostics: Iterable[Diagnostic] = (),
    *,
    marker: str = MARKER,
) -> Target | Declined:
    """The Target of a command at `span` (bytes; empty: a cursor), or why there is none.

    Without an intent it is guessed: a marker comment is done unless an instruction is given, an unfinished
    definition is implemented, a selection is rewritten, an undefined call is created. An instruction writes
    new code on a blank line or outside of functions, and rewrites the finished function around it.
    """
    place = place_at(snapshot, path, span, diagnostics, marker=marker)
    if isinstance(place, Declined):
        return place
    instruction = instruction.strip()
    return _guess(place, instruction) if intent is None else _asked(place, intent, instruction)


def _guess(place: Place, instruction: str) -> Target | Declined:
    shown = _shown(place, instruction)
    if shown is not None:
        return shown
    if not instruction:
        return NOTHING_ASKED
    around = _function_around(place)
    if len(place.line) and around is not None:
        return targets.rewrite_definition(place, around, instruction)
    return _insert(place, instruction)


def _shown(place: Place, instruction: str) -> Target | Declined | None:
    """What the code itself shows to be wanted; None where it shows nothing."""
    asked = None if instruction else instruction_at(place)
    if asked is not None:
        return targets.comment(place, asked)
    unfinished = place.unfinished
    if unfinished is not None:
        return targets.implement(place, unfinished, instruction)
    if place.selected:
        return _rewrite(place, instruction)
    missing = missing_call(place, patient=True)
    return None if missing is None else targets.create(place, missing, instruction)


def _asked(place: Place, intent: Intent, instruction: str) -> Target | Declined:  # noqa: PLR0911
    match intent:
        case Intent.IMPLEMENT:
            return _implement(place, instruction)
        case Intent.COMMENT:
            return _comment(place)
        case Intent.REWRITE:
            return _rewrite(place, instruction)
        case Intent.DOCUMENT:
            return _document(place, instruction)
        case Intent.TEST:
            return _test(place, instruction)
        case Intent.FIX:
            return _fix(place, instruction)
        case Intent.CREATE:
            return _create(place, instruction)
        case Intent.INSERT:
            return _insert(place, instruction)
        case Intent.EXPLAIN:
            return _explain(place, instruction)
        case _:
            assert_never(intent)


def _implement(place: Place, instruction: str) -> Target | Declined:
    definition = place.innermost
    if definition is None:
        return Declined("There is no function, method or class here; put the cursor inside an unfinished one.")
    name = definition.name
    if definition.unfinished:
        return targets.implement(place, definition, instruction)
    if definition.body is None:
        return Declined(f"'{name}' is declared without a body; put the cursor inside an implementation.")
    return Declined(f"'{name}' is already written; use contexten.refactor to change it.")


def _comment(place: Place) -> Target | Declined:
    asked = plain_comment_at(place)
    if asked is None:
        return Declined(
            f"There is no comment here that says what to do; write one such as '{place.marker} add a retry'."
        )
    return targets.comment(place, asked)


def _rewrite(place: Place, instruction: str) -> Target | Declined:
    if place.selected:
        return _IN_STRING if place.in_string else targets.rewrite(place, place.span, instruction)
    around = _function_around(place)
    if around is not None:
        return targets.rewrite_definition(place, around, instruction)
    if not len(place.line):
        return Declined("There is no code here to rewrite; select some, or put the cursor inside a function.")
    return targets.rewrite(place, place.line, instruction)


def _document(place: Place, instruction: str) -> Target | Declined:
    definition = place.innermost
    if definition is None:
        return Declined("There is nothing here to document; put the cursor inside a function, method or type.")
    return targets.document(place, definition, instruction)


def _test(place: Place, instruction: str) -> Target | Declined:
    name = place.snapshot.relative(place.path)
    if is_test_file(name):
        return Declined(f"'{name}' is a test file itself; put the cursor into the code to be tested.")
    definition = testable_at(place)
    if definition is None:
        return Declined("There is nothing here to test; put the cursor inside a function, method or class.")
    return targets.write_test(place, definition, instruction)


def _fix(place: Place, instruction: str) -> Target | Declined:
    problems = problems_at(place) or problems_on_lines(place)
    if not problems and not instruction:
        return Declined("No error or warning was given for this place; say in the instruction what is wrong.")
    return targets.fix(place, problems, instruction)


def _create(place: Place, instruction: str) -> Target | Declined:
    missing = missing_call(place, patient=True)
    if missing is None:
        return Declined("No undefined function is called here; put the cursor on the name of the call.")
    return targets.create(place, missing, instruction)


def _insert(place: Place, instruction: str) -> Target | Declined:
    if not instruction:
        return Declined("Nothing says what to write here; give an instruction.")
    if place.in_string:
        return _IN_STRING
    return targets.insert(place, instruction)


def _explain(place: Place, instruction: str) -> Target | Declined:
    found = targets.explain(place, problems_at(place), instruction)
    return found or Declined("There is no code here to explain; select some, or put the cursor on a line of code.")


def _function_around(place: Place) -> Definition | None:
    return next((item for item in reversed(place.enclosing) if item.kind.is_callable), None)
