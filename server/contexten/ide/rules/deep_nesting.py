"""Blocks in blocks in blocks."""

from __future__ import annotations

from contexten.ide.rules.rule import Rule, Subject, Suggestion

_DEEPEST = 5


def find(subject: Subject) -> Suggestion | None:
    """For a function outside of tests with a block at level five or deeper; on a block, where that is inside it."""
    deepest, block = subject.shape.deepest, subject.block
    if subject.in_tests:
        return None
    if block is not None:
        inside = [item for item in subject.shape.blocks if block.span.covers(item.span)]
        deepest = max(inside, key=lambda item: item.depth, default=None)
    if deepest is None or deepest.depth < _DEEPEST:
        return None
    document = subject.place.document
    line = document.line_of(deepest.span.start) + 1
    return Suggestion(
        "deep-nesting",
        "Flatten it",
        f"the '{deepest.word}' on line {line} is {deepest.depth} levels deep",
        f"Reduce the nesting around '{_first_line(subject, deepest.span.start)}': leave early, "
        "merge conditions or move inner blocks into functions of their own. Behaviour stays as it is.",
    )


def _first_line(subject: Subject, start: int) -> str:
    document = subject.place.document
    line = document.line_span(document.line_of(start))
    return str(document.data[start : line.end], "utf-8", "replace").strip()


RULE = Rule(
    "deep-nesting",
    f"Outside of tests, conditions, loops and `try` are nested {_DEEPEST} levels deep or deeper.",
    "Flatten it: the 'if' on line 41 is 5 levels deep",
    find,
    by_tree=True,
    on_blocks=True,
)
