"""Requests for `edits` from the fixture language, and the result as text."""

from __future__ import annotations

from contexten.edits.model import EditPlan, Place, Refused, Request
from contexten.edits.shape import shape
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import of_path
from contexten.syntax.parse import parse
from contexten.text import Document, Span, encode
from support.fixture import parse_fixture


def request_at(source: str, place: Place, *, newline: str = "\n", exists: bool = True) -> Request:
    """The request at the mark of a fixture; for BODY and DOC at the innermost definition around the mark."""
    fixture = parse_fixture(source)
    language = of_path(fixture.path)
    assert language is not None
    data = encode(fixture.text)
    before, inside = data[: fixture.span.start], data[fixture.span.start : fixture.span.end]
    end = newline.encode()
    start = len(before.replace(b"\n", end))
    mark = Span(start, start + len(inside.replace(b"\n", end)))
    document = Document(data.replace(b"\n", end))
    if place not in {Place.BODY, Place.DOC}:
        return Request(fixture.path, document, language, place, mark, exists=exists)
    parsed = parse(document, language)
    assert parsed is not None
    around = [item for item in extract_facts(parsed).enclosing(mark) if item.kind.is_callable or item.kind.is_type]
    item = around[-1]
    span = item.body if place is Place.BODY and item.body is not None else item.span
    return Request(fixture.path, document, language, place, span, item.span, item.body, item.name)


def shaped(request: Request, answer: str) -> EditPlan:
    """The plan for `answer`, which must not be refused."""
    plan = shape(request, answer)
    assert isinstance(plan, EditPlan), plan
    return plan


def result_of(request: Request, answer: str) -> str:
    """The whole text with `answer` in place."""
    return shaped(request, answer).files[0].result.text


def refused(request: Request, answer: str) -> Refused:
    """Why `answer` is refused."""
    refusal = shape(request, answer)
    assert isinstance(refusal, Refused), refusal.files[0].result.text
    return refusal
