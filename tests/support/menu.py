"""The menu of a fixture in words that a test can compare: `menu` for offers, `asked` for a command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.ide import Declined, Offer, offers, target_for
from contexten.text import Span, encode
from contexten.workspace.target import Diagnostic, Intent, Target
from support.workspaces import Opened, open_fixture

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One offer and the text that it may replace."""

    offer: Offer
    replaced: str
    before: str
    """All text before the target's span."""

    @property
    def title(self) -> str:
        return self.offer.title

    @property
    def target(self) -> Target:
        return self.offer.target


def menu(source: str, folder: Path, *, problems: tuple[tuple[str, str, int], ...] = (), **options) -> dict[str, Entry]:
    """The offers at the mark by id, in order; `problems` are (text in the file, message, severity)."""
    opened = open_fixture(source, folder)
    found = offers(opened.snapshot, opened.path, opened.span, diagnostics(opened, problems), **options)
    return {offer.id: Entry(offer, *_around(opened, offer.target)) for offer in found}


def asked(
    source: str, folder: Path, intent: Intent | None = None, instruction: str = "", **options
) -> tuple[Target, str]:
    """The target of a command at the mark and the text that it may replace."""
    opened = open_fixture(source, folder)
    target = target_for(opened.snapshot, opened.path, opened.span, intent, instruction, **options)
    assert isinstance(target, Target), target
    return target, _around(opened, target)[0]


def declined(source: str, folder: Path, intent: Intent | None = None, instruction: str = "", **options) -> str:
    """Why a command at the mark has no target."""
    opened = open_fixture(source, folder)
    answer = target_for(opened.snapshot, opened.path, opened.span, intent, instruction, **options)
    assert isinstance(answer, Declined), answer
    return answer.reason


def _around(opened: Opened, target: Target) -> tuple[str, str]:
    document = opened.snapshot.document(target.path)
    if document is None:
        assert not len(target.span), "a file that is still to be made"
        return "", ""
    return document.slice(target.span), document.slice(Span(0, target.span.start))


def diagnostics(opened: Opened, problems: tuple[tuple[str, str, int], ...]) -> tuple[Diagnostic, ...]:
    """Diagnostics on the first occurrence of each text in the marked file."""
    data = encode(opened.fixture.text)
    starts = [(data.index(encode(text)), len(encode(text))) for text, _, _ in problems]
    return tuple(
        Diagnostic(Span(start, start + size), message, severity=severity)
        for (start, size), (_, message, severity) in zip(starts, problems, strict=True)
    )
