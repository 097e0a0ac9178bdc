"""Definitions and files that a caller insists on: they are in the pack, whatever else is chosen.

**Invariant:** what may never be sent stays out also where it is named, and is listed; secrets are replaced as in all
other items.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contexten.context.model import Item, ItemKind, LeftOut
from contexten.context.pack.render import render
from contexten.context.redact import Redactor
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from contexten.codebase import Symbol
    from contexten.context.model import ContextPack, CountTokens
    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot

_SHARE = 0.5
"""The part of a budget that pins may take."""
_REASON = "named by the caller"


@dataclass(frozen=True, slots=True)
class Pin:
    """One whole definition, or one whole file, as it is in a snapshot."""

    path: str
    relative: str
    document: Document
    span: Span
    name: str = ""
    private: str | None = None
    """Why it may never be sent."""

    @property
    def text(self) -> str:
        """Dedented, secrets still in it."""
        return textwrap.dedent(self.document.slice(self.span)).rstrip()


def pins_of(snapshot: Snapshot, symbols: Iterable[Symbol], files: Iterable[str]) -> tuple[Pin, ...]:
    """The named definitions and the files at absolute paths, in their order, each once."""
    wanted = [(symbol.path, symbol.span, symbol.full_name) for symbol in symbols]
    wanted += [(path, None, "") for path in files]
    pins: dict[tuple[str, Span | None], Pin] = {}
    for path, span, name in wanted:
        document = snapshot.document(path)
        if document is not None and (path, span) not in pins:
            pins[path, span] = _pin(snapshot, path, document, span, name)
    return tuple(pins.values())


def fitting(pins: Sequence[Pin], budget: int, count_tokens: CountTokens) -> tuple[tuple[Pin, ...], int]:
    """The first pins that fit half of `budget`, and the tokens to keep free for them."""
    chosen: list[Pin] = []
    used = 0
    for pin in pins:
        cost = 0 if pin.private else count_tokens(f"\n# {pin.relative}\n{pin.text}\n")
        if used + cost <= budget * _SHARE:
            chosen.append(pin)
            used += cost
    return tuple(chosen), used


def with_pins(
    pack: ContextPack, pins: Sequence[Pin], *, wanted: Sequence[Pin], budget: int, count_tokens: CountTokens
) -> ContextPack:
    """`pack` with the pins in front; an item that a pin shows whole goes. Of `wanted`, what did not fit is listed."""
    if not wanted:
        return pack
    redactor = Redactor(secrets=dict(pack.secrets))
    redactor.redact(pack.here + render(pack.items))
    best = max((item.score for item in pack.items), default=1.0)
    items = [_item(pin, redactor, best, count_tokens) for pin in pins if not pin.private]
    rest = tuple(item for item in pack.items if not any(_covers(pin, item) for pin in items))
    left = [LeftOut(pin.path, pin.name, _REASON, pin.private or "budget", best) for pin in _missing(pins, wanted)]
    return replace(
        pack,
        items=(*items, *rest),
        budget=budget,
        left_out=(*left, *pack.left_out),
        redactions=(*pack.redactions, *redactor.redactions),
        secrets=dict(redactor.secrets),
    )


def without(pack: ContextPack, excluded: Sequence[str], relative: Callable[[str], str]) -> ContextPack:
    """`pack` without what `excluded` names, as `path` or `path:name`; each item is listed as left out."""
    unwanted = frozenset(excluded)
    gone = [item for item in pack.items if _names(item, relative) & unwanted]
    if not gone:
        return pack
    left = [LeftOut(item.path, item.name, item.reason, "excluded", item.score) for item in gone]
    kept = tuple(item for item in pack.items if item not in gone)
    return replace(pack, items=kept, left_out=(*left, *pack.left_out))


def _names(item: Item, relative: Callable[[str], str]) -> set[str]:
    path = relative(item.path)
    return {path, f"{path}:{item.name}"}


def _missing(pins: Sequence[Pin], wanted: Sequence[Pin]) -> list[Pin]:
    shown = {(pin.path, pin.span) for pin in pins if not pin.private}
    return [pin for pin in wanted if (pin.path, pin.span) not in shown]


def _pin(snapshot: Snapshot, path: str, document: Document, span: Span | None, name: str) -> Pin:
    whole = Span(0, len(document.data))
    return Pin(
        path,
        snapshot.relative(path),
        document,
        whole if span is None else document.lines_covering(span),
        name,
        snapshot.is_private(path),
    )


def _item(pin: Pin, redactor: Redactor, score: float, count_tokens: CountTokens) -> Item:
    text = redactor.redact(pin.text, pin.relative)
    first, last = pin.document.line_of(pin.span.start), pin.document.line_of(max(pin.span.start, pin.span.end - 1))
    return Item(
        path=pin.path,
        span=pin.span,
        start_line=first,
        end_line=last,
        kind=ItemKind.BODY,
        reason=_REASON,
        score=score,
        tokens=count_tokens(f"\n# {pin.relative}\n{text}\n"),
        text=text,
        name=pin.name,
        relative=pin.relative,
    )


def _covers(pin: Item, item: Item) -> bool:
    return item.kind is not ItemKind.SKELETON and pin.path == item.path and pin.span.covers(item.span)
