"""Which parameter or field of one thing plays the part of which in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.drafts.words import Renaming, similarity, split

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIKE = 0.5
"""From this share of common words two names are taken for the same thing."""


def matched(source: Sequence[tuple[str, str]], target: Sequence[tuple[str, str]], renaming: Renaming) -> dict[str, str]:
    """Source names to target names; both sides are (name, type) in order. A name without a partner is left out.

    Tried in this order: same name, renamed name, a type that only one on each side has, most words in common, and
    last the position, where as many are left on both sides.
    """
    found: dict[str, str] = {}
    left, right = dict(source), dict(target)
    for name in list(left):
        for wanted in (name, renaming.name(name)):
            if name in left and wanted in right:
                _take(found, left, right, name, wanted)
    _match_types(found, left, right, renaming)
    _match_words(found, left, right)
    if len(left) == len(right):
        for name, other in list(zip(left, right, strict=True)):
            if _may_be_same(left[name], right[other], renaming):
                _take(found, left, right, name, other)
    return found


def _match_types(found: dict[str, str], left: dict[str, str], right: dict[str, str], renaming: Renaming) -> None:
    for name, type_ in list(left.items()):
        for wanted in dict.fromkeys((type_, renaming.name(type_))):
            same = [other for other, kind in right.items() if kind and kind == wanted]
            rivals = [other for other, kind in left.items() if kind == type_]
            if name in left and len(same) == 1 and len(rivals) == 1:
                _take(found, left, right, name, same[0])


def _match_words(found: dict[str, str], left: dict[str, str], right: dict[str, str]) -> None:
    for name in list(left):
        scored = [(similarity(split(name), split(other)), other) for other in right]
        best = max(scored, default=(0.0, ""))
        if best[0] >= ALIKE and [score for score, _ in scored].count(best[0]) == 1:
            _take(found, left, right, name, best[1])


def _may_be_same(left: str, right: str, renaming: Renaming) -> bool:
    return not left or not right or left == right or renaming.name(left) == right or (_scalar(left) and _scalar(right))


def _scalar(type_: str) -> bool:
    return type_ in {
        "int",
        "float",
        "number",
        "i32",
        "i64",
        "u32",
        "u64",
        "f32",
        "f64",
        "double",
        "long",
        "float64",
    }


def _take(found: dict[str, str], left: dict[str, str], right: dict[str, str], name: str, other: str) -> None:
    found[name] = other
    del left[name], right[other]
