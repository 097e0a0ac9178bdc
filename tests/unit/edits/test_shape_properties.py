"""Whatever the answer: a result that parses no worse and changes only what may change, or a refusal; no exception."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.edits.model import EditPlan, Place, Refused, Request
from contexten.edits.shape import shape
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Span
from support.shape_texts import BRACED, CLEAN, CODE, OTHERS, PROSE, SOURCE, WRAPS


def answers(codes):
    """Mixtures of prose, fences, code, diffs and noise, some of them cut off."""
    pieces = st.one_of(
        st.builds(lambda wrap, code: wrap.replace("{}", code), st.sampled_from(WRAPS), st.sampled_from(codes)),
        st.sampled_from(PROSE),
        st.sampled_from(codes),
        st.text(max_size=30),
    )
    return st.builds(
        lambda pieces, joint, cut, newline: joint.join(pieces)[: cut or None].replace("\n", newline),
        st.lists(pieces, max_size=4),
        st.sampled_from(["\n", "\n\n", " ", ""]),
        st.integers(0, 400) | st.just(0),
        st.sampled_from(["\n", "\r\n", "\r"]),
    )


@st.composite
def requests(draw, language, clean):
    """A request of any place at a random or a fitting span of a clean or a broken file."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    broken = SOURCE if clean is CLEAN else clean.replace("}", "", 1)
    text = draw(st.sampled_from([broken, clean, clean, clean.rstrip("\n"), "", "\n"]))
    document = Document.of(text.replace("\n", newline))
    place = draw(st.sampled_from(list(Place)))
    definitions = extract_facts(parse(document, language)).definitions
    if place in {Place.BODY, Place.DOC} and definitions:
        item = draw(st.sampled_from(definitions))
        return Request("/w/a.py", document, language, place, item.body or item.span, item.span, item.body, item.name)
    start = draw(st.integers(0, len(document.data)))
    end = start if place in {Place.INSERT, Place.APPEND} else draw(st.integers(start, len(document.data)))
    span = draw(st.sampled_from([item.span for item in definitions])) if definitions and draw(st.booleans()) else None
    if span is None or place in {Place.INSERT, Place.APPEND}:
        span = Span(*(_border(document.data, offset) for offset in (start, end)))
    return Request("/w/a.py", document, language, place, span)


def _border(data, offset):
    while 0 < offset < len(data) and data[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_answer_gives_a_checked_result_or_a_refusal_in_python(data):
    request = data.draw(requests(by_id("python"), CLEAN))
    check(request, shape(request, data.draw(answers(CODE))))


@pytest.mark.parametrize("language", OTHERS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_answer_gives_a_checked_result_or_a_refusal(language, data):
    request = data.draw(requests(by_id(language), OTHERS[language]))
    check(request, shape(request, data.draw(answers(BRACED))))


def check(request, plan):
    if isinstance(plan, Refused):
        assert plan.reason
        return
    assert isinstance(plan, EditPlan)
    (file,) = plan.files
    assert file.result.data != request.document.data
    before, after = parse(request.document, request.language), parse(file.result, request.language)
    assert after.errors <= before.errors
    if request.language.id == "python" and compiles(request.document):
        assert compiles(file.result)
    allowed = permitted(request)
    for change in file.changes:
        assert change.needs_confirmation or allowed.covers(change.patch.span), change
        assert change.label in {"new import", "new helper"} or not change.needs_confirmation


def compiles(document):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(document.text, "<text>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def permitted(request):
    """What an answer may change unasked: the definition, the span, around a cursor the lines up to the next text."""
    spans = [request.span, request.definition or request.span]
    if request.place is Place.DOC or request.place is Place.BODY:
        line = request.document.line_of(spans[1].start)
        spans.append(Span(request.document.starts[line], spans[1].end))
    if request.place is Place.APPEND:
        spans.append(Span(len(request.document.data.rstrip()), len(request.document.data)))
        spans = spans[2:]
    elif not request.document.data[request.span.start : request.span.end].strip() and request.definition is None:
        spans.append(_blank_around(request.document, request.span))
    document = request.document
    spans = [
        span if not _to_line_end(document, span) else Span(span.start, _to_line_end(document, span)) for span in spans
    ]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _to_line_end(document, span):
    end = document.line_span(document.line_of(span.end)).end
    rest = document.data[span.end : end].strip()
    return end if rest.startswith((b"#", b"//")) else 0


def _blank_around(document, span):
    line = document.line_of(span.start)
    first, last = line, document.line_of(span.end)
    while first > 0 and not document.line_text(first - 1).strip():
        first -= 1
    while last + 1 < document.line_count and not document.line_text(last + 1).strip():
        last += 1
    return Span(
        document.line_span(max(first - 1, 0)).end if first else 0,
        document.lines_covering(document.line_span(last)).end,
    )


@pytest.mark.parametrize(
    "answer",
    [
        "```" * 2000,
        "<think>" * 500,
        "<<<<<<< SEARCH\n" * 300,
        "\n\na" * 1500,
        "(" * 3000,
        "\n\n)" * 1500,
        "Word and\n\nx = (\n\n" * 300,
    ],
)
def test_hostile_answers_are_read_in_bounded_time(answer):
    document = Document.of(CLEAN)
    item = next(item for item in extract_facts(parse(document, by_id("python"))).definitions if item.name == "one")
    request = Request("/w/a.py", document, by_id("python"), Place.BODY, item.body, item.span, item.body, item.name)
    check(request, shape(request, answer))
