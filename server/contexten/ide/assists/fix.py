"""Make a diagnostic go away, whichever server reported it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide import targets
from contexten.ide.offer import Assist, Offer, offer, shortened
from contexten.text import Span
from contexten.workspace.target import Diagnostic, Intent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.ide.place import Place

KIND = "quickfix.contexten"
_WARNING = 2


def find(place: Place) -> tuple[Offer, ...]:
    """An offer for the most severe error or warning at the place, and one for all where there are several."""
    problems = problems_at(place)
    if not problems:
        return ()
    worst = problems[0]
    one = offer("fix.one", f"Fix: {shortened(worst.message)}", KIND, targets.fix(place, [worst]))
    if len(problems) == 1:
        return (one,)
    title = f"Fix all {len(problems)} problems here"
    return (one, offer("fix.all", title, KIND, targets.fix(place, problems)))


def problems_at(place: Place) -> list[Diagnostic]:
    """The errors and warnings that touch the place, most severe first, then in the order of the text."""
    return _serious(item for item in place.diagnostics if item.span.touches(place.span))


def problems_on_lines(place: Place) -> list[Diagnostic]:
    """Those that stand on the lines of the place: what a command names with the cursor elsewhere on the line."""
    document = place.document
    first, last = document.line_of(place.span.start), document.line_of(place.span.end)
    lines = Span(document.starts[first], document.line_span(last).end)
    return _serious(item for item in place.diagnostics if item.span.touches(lines))


def _serious(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    serious = [item for item in diagnostics if 1 <= item.severity <= _WARNING]
    return sorted(serious, key=lambda item: (item.severity, item.span))


ASSIST = Assist(
    intent=Intent.FIX,
    kind=KIND,
    automatic=True,
    titles={"fix.one": "Fix: Undefined name 'sleep'", "fix.all": "Fix all 3 problems here"},
    when="An error or a warning of any server is under the cursor.",
    find=find,
)
