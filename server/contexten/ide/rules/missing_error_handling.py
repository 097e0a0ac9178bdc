"""A call without a handler whose siblings have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.rules.rule import Rule, Subject, Suggestion
from contexten.syntax.shape import Site, shape_of

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, FileFacts

_FEWEST = 3
_SHARE = 0.75
_MOST_BYTES = 20_000
"""Of other functions that are walked; it takes some 15 ms."""


def find(subject: Subject) -> Suggestion | None:
    """For the first call that at least three functions of the file make inside a `try`, and nearly all do."""
    open_sites = _unguarded(subject)
    facts = subject.place.snapshot.facts(subject.place.path) if open_sites else None
    if facts is None or subject.in_tests:
        return None
    walked: dict[int, tuple[Site, ...]] = {}
    for site in open_sites:
        guarded, others = _siblings(subject, facts, site, walked)
        if guarded >= _FEWEST and guarded >= _SHARE * others:
            return _suggestion(subject, site, guarded, others)
    return None


def _unguarded(subject: Subject) -> list[Site]:
    """The calls of something this file or an import names, none of which has a handler here."""
    known = subject.place.language.builtins
    guarded = {site.called for site in subject.shape.sites if site.guarded}
    found = {site.called: site for site in subject.shape.sites if site.called not in guarded}
    return [site for site in found.values() if not (known.knows(site.name) or site.name in known.members)]


def _siblings(subject: Subject, facts: FileFacts, site: Site, walked: dict[int, tuple[Site, ...]]) -> tuple[int, int]:
    """How many other functions of the file make this call with a handler, and how many at all.

    Zero where that takes too long to find out.
    """
    calling = {item.scope for item in facts.references if item.name == site.name and item.receiver == site.receiver}
    guarded = others = 0
    if len(calling) <= _FEWEST:
        return 0, 0
    for number in sorted(calling):
        definition = facts.definitions[number] if number >= 0 else None
        if definition is None or not _is_sibling(subject, definition):
            continue
        known = _sites(subject, facts, number, walked)
        if known is None:
            return 0, 0
        sites = [item for item in known if item.called == site.called]
        others += bool(sites)
        guarded += bool(sites) and all(item.guarded for item in sites)
    return guarded, others


def _is_sibling(subject: Subject, definition: Definition) -> bool:
    return definition.kind.is_callable and definition.name_start != subject.definition.name_start


def _sites(
    subject: Subject, facts: FileFacts, number: int, walked: dict[int, tuple[Site, ...]]
) -> tuple[Site, ...] | None:
    """The calls of a function of the file; None where too much was walked already."""
    if number not in walked:
        body = facts.definitions[number].body
        size = sum(len(facts.definitions[item].span) for item in walked)
        if size > _MOST_BYTES:
            return None
        shape = None if body is None else shape_of(subject.place.parsed, body)
        walked[number] = () if shape is None else shape.sites
    return walked[number]


def _suggestion(subject: Subject, site: Site, guarded: int, others: int) -> Suggestion:
    line = subject.place.document.line_of(site.start) + 1
    return Suggestion(
        "missing-error-handling",
        "Handle the error",
        f"'{site.called}' on line {line} has no handler, but in {guarded} of {others} other functions here",
        f"Handle the errors of '{site.called}' in '{subject.definition.name}' the way the other functions of this "
        "file do around the same call.",
    )


RULE = Rule(
    "missing-error-handling",
    f"Outside of tests, a call stands outside of any `try`, and at least {_FEWEST} other functions of the file, and "
    f"{_SHARE:.0%} of those that make the same call, handle its errors.",
    "Handle the error: 'self.client.send' on line 12 has no handler, but in 4 of 4 other functions here",
    find,
)
