"""A packed context as a page of Markdown: what a model would read, why, and at what cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contexten.extensions.codegen.report import Result

_BAR = 30
"""Characters of the bar that shows how much of the budget is used."""


def context_page(title: str, pack: Result) -> str:
    """The page for `pack`, as `report.packed` makes it: budget, reasons, what was left out, and every text."""
    parts = [
        f"# Context: {title}",
        _budget(pack),
        "## What a model would read",
        _table(("place", "what", "why", "score", "tokens"), _chosen(pack)),
        *_redactions(pack),
        *_left_out(pack),
        "## Being edited",
        _fenced(pack["here"]),
        *(f"## {_place(item)}\n\n{item['reason']}\n\n{_fenced(item['text'])}" for item in pack["items"]),
    ]
    return visible("\n\n".join(parts) + "\n")


def _budget(pack: Result) -> str:
    tokens, budget = pack["tokens"], pack["budget"]
    filled = min(_BAR, round(_BAR * tokens / budget)) if budget else 0
    share = f"{100 * tokens / budget:.0f} %" if budget else "no budget"
    return f"`{'█' * filled}{'░' * (_BAR - filled)}` {tokens} of {budget} tokens ({share})"


def _chosen(pack: Result) -> Iterable[tuple[str, ...]]:
    yield "here", "this place", "being edited", "", str(pack["hereTokens"])
    for item in pack["items"]:
        what = f"{item['kind']} {item['name']}".strip()
        yield _place(item), what, item["reason"], f"{item['score']:.2f}", str(item["tokens"])


def _redactions(pack: Result) -> Iterable[str]:
    for item in pack["redactions"]:
        yield f"Replaced before sending: {item['count']} × {item['kind']} in {item['path'] or 'the instruction'}"


def _left_out(pack: Result) -> Iterable[str]:
    if pack["leftOut"]:
        rows = [
            (item["path"], item["name"], item["reason"], item["why"], f"{item['score']:.2f}")
            for item in pack["leftOut"]
        ]
        yield "## Left out"
        yield _table(("place", "what", "why it came up", "why not", "score"), rows)


def _place(item: Mapping[str, Any]) -> str:
    return f"{item['path']}:{item['startLine']}"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _fenced(text: str) -> str:
    """`text` in a fence that none of its own lines can close."""
    longest = max((len(run) for run in _runs(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text.rstrip()}\n{fence}"


def _runs(text: str) -> Iterable[str]:
    """The runs of backticks of the text."""
    return Counter("".join(char if char == "`" else " " for char in text).split())
