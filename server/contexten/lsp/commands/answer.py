"""The base of what commands answer, and the parts that several of them share."""

from __future__ import annotations

import msgspec


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """A JSON object with these keys and no others."""


class Place(Answer, frozen=True, kw_only=True):
    """A place, as the protocol counts."""

    line: int
    character: int


class Lines(Answer, frozen=True, kw_only=True):
    """A range, as the protocol counts."""

    start: Place
    end: Place


class HunkItem(Answer, frozen=True, kw_only=True):
    """A part of an edit that can be applied or discarded by itself."""

    id: str
    uri: str
    label: str
    range: Lines
    """In the file's text as the proposal would have it."""
