"""A function with more statements than a reader can hold."""

from __future__ import annotations

from contexten.ide.rules.rule import Rule, Subject, Suggestion

_STATEMENTS = 50
_LINES = 60
_COMPLEXITY = 10
"""Below it the function is a list: of routes, of fields, of steps; splitting that helps nobody."""

_MAKERS = frozenset({"__init__", "constructor"})
"""A constructor is as long as what it sets."""


def find(subject: Subject) -> Suggestion | None:
    """For a long function that also branches, outside of tests; not for a constructor."""
    shape = subject.shape
    if subject.in_tests or subject.definition.name in _MAKERS or shape.complexity < _COMPLEXITY:
        return None
    if shape.statements < _STATEMENTS or shape.lines < _LINES:
        return None
    return Suggestion(
        "too-long",
        "Split it",
        f"{shape.statements} statements on {shape.lines} lines",
        f"Split '{subject.definition.name}' into smaller functions with telling names, each doing one thing. "
        "Behaviour and signature stay as they are.",
    )


RULE = Rule(
    "too-long",
    f"A function outside of tests, no constructor, has at least {_STATEMENTS} statements on at least {_LINES} lines "
    f"of code, and branches (complexity {_COMPLEXITY} or more).",
    "Split it: 74 statements on 93 lines",
    find,
    by_tree=True,
)
