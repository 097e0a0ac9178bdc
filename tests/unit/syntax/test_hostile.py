"""Whatever the text is, reading it neither raises, crashes nor names a place outside of it."""

import gc
import time
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.syntax.at import (
    bound_names,
    call_at,
    comment_at,
    definitions_at,
    error_spans,
    identifiers,
    imports_of,
    references_in,
    statements_covering,
)
from contexten.syntax.extract import extract_facts
from contexten.syntax.facts import pack_facts
from contexten.syntax.languages import LANGUAGES, by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Span
from support.dense import DENSE
from support.syntax import parsed_text

ALL = {**{row.id: DENSE.get(row.id, DENSE["python"]) for row in LANGUAGES}}


def border(data, offset):
    """The last border of a character at or before `offset`."""
    while 0 < offset < len(data) and data[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


def check(parsed, offset):
    """Every look-up answers, and every place it names is inside the text and on the border of a character."""
    size = len(parsed.data)
    facts = extract_facts(parsed)
    pack_facts(facts)
    offset = border(parsed.data, offset)
    span = Span(offset, max(offset, border(parsed.data, min(offset + 9, size))))
    places = []
    for number, item in enumerate([*facts.definitions, *definitions_at(parsed, span)]):
        places += [item.start, item.end, item.name_start, item.name_span.end, item.header_start]
        places += [item.body_start, item.body_end] if item.body is not None else []
        assert item.start <= item.header_start <= item.name_start < item.end
        assert item.parent < len(facts.definitions)
        if item.body is not None:
            assert item.start <= item.body_start <= item.body_end <= item.end
        if number < len(facts.definitions) and item.parent >= 0:
            assert item.parent < number
    starts = [item.start for item in facts.references]
    assert starts == sorted(starts)
    places += [*starts, *(start for _, start in identifiers(parsed, span))]
    places += [place for item in facts.imports for place in (item.start, item.end)]
    places += [max(facts.import_end, 0)]
    spans = [*error_spans(parsed), statements_covering(parsed, span), comment_at(parsed, offset) or span]
    places += [place for item in spans for place in (item.start, item.end)]
    references_in(parsed, span)
    bound_names(parsed, span)
    imports_of(parsed)
    call_at(parsed, offset)
    for place in places:
        assert 0 <= place <= size
    return places


def on_borders(parsed, places):
    return all(place == len(parsed.data) or parsed.data[place] & 0xC0 != 0x80 for place in places)


@pytest.mark.parametrize("language", sorted(ALL))
def test_truncated_sources_are_read(language):
    text = ALL[language]
    for cut in range(0, len(text), 3):
        parsed = parsed_text(text[:cut], language)
        size = len(parsed.data)
        assert on_borders(parsed, check(parsed, size))
    for cut in range(0, len(text), 11):
        parsed = parsed_text(text[cut:], language)
        assert on_borders(parsed, check(parsed, 0))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LANGUAGES), st.binary(max_size=200), st.integers(0, 400))
def test_random_bytes_are_read(language, noise, place):
    text = ALL[language.id].encode()
    at = min(place, len(text))
    data = text[:at] + noise + text[at:]
    parsed = parse(Document(data), language)
    assert parsed is not None
    check(parsed, min(place, len(data)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LANGUAGES), st.data())
def test_shuffled_sources_are_read(language, data):
    words = ALL[language.id].split(" ")
    text = " ".join(data.draw(st.permutations(words))[: data.draw(st.integers(1, len(words)))])
    parsed = parsed_text(text, language.id)
    assert on_borders(parsed, check(parsed, len(parsed.data) // 2))


DEEP = {
    "kotlin": [
        "class A {\n" * 10_000 + "}\n" * 10_000,
        "val x = " + "(" * 20_000 + "1" + ")" * 20_000,
        "val x = a" + ".b()" * 10_000,
    ],
    "scala": ["object A {\n" * 10_000 + "}\n" * 10_000, "val x = a" + ".b(1)" * 10_000],
    "swift": ["class A {\n" * 10_000 + "}\n" * 10_000, "let x = a" + ".b()" * 10_000],
    "ocaml": ["let x = " + "(" * 20_000 + "1" + ")" * 20_000, "module A = struct\n" * 5_000 + "end\n" * 5_000],
    "haskell": ["x = " + "(" * 10_000 + "1" + ")" * 10_000, "f x = x\n" * 3_000, "x = f" + " a" * 5_000],
    "c": [
        "int x = " + "(" * 20_000 + "1" + ")" * 20_000 + ";",
        "int " + "*" * 20_000 + "x;",
        "int " + "(" * 20_000 + "x" + ")" * 20_000 + ";",
    ],
    "cpp": [
        "namespace a { " * 10_000 + "}" * 10_000,
        "class A { " * 10_000 + "};" * 10_000,
        "int " + "a::" * 20_000 + "f() { return 1; }",
    ],
    "csharp": [
        "class A { " * 20_000 + "}" * 20_000,
        "namespace A { " * 10_000 + "}" * 10_000,
        "class A { int x = a" + ".b()" * 10_000 + "; }",
    ],
    "python": [
        "(" * 20_000,
        "f(" * 20_000 + "1" + ")" * 20_000,
        "x = " + "[" * 20_000 + "]" * 20_000,
        "a" + ".b()" * 20_000,
    ],
    "typescript": [
        "{" * 20_000 + "}" * 20_000,
        "f(" * 20_000 + ")" * 20_000,
        "type A = " + "B<" * 20_000,
        "a" + ".b()" * 20_000,
    ],
    "go": ["package a\nvar x = " + "(" * 20_000 + "1" + ")" * 20_000],
    "rust": ["fn f() { " * 5_000 + "}" * 5_000, "use " + "a::{" * 20_000 + "}" * 20_000 + ";"],
    "java": ["class A { " * 20_000 + "}" * 20_000],
    "ruby": ["class A\n" * 5_000 + "end\n" * 5_000, "f(" * 10_000 + ")" * 10_000, "a" + ".b(1)" * 10_000],
    "php": ["<?php " + "if (1) {" * 5_000 + "}" * 5_000, "<?php $a" + "->b()" * 10_000 + ";"],
    "lua": ["function f() " * 5_000 + "end " * 5_000, "x = " + "{" * 10_000 + "}" * 10_000],
    "bash": ["{ " * 5_000 + "}" * 5_000, "echo " + "$(a " * 5_000 + ")" * 5_000],
    "elixir": ["a do\n" * 5_000 + "end\n" * 5_000, "f(" * 10_000 + ")" * 10_000, "a" + ".b()" * 10_000],
    "sql": ["SELECT " + "(" * 10_000 + "1" + ")" * 10_000],
    "javascript": ["class A { m() { " * 10_000 + "} }" * 10_000, "<a>" * 10_000 + "</a>" * 10_000],
}


@pytest.mark.parametrize("language", sorted(DEEP))
def test_deep_nesting_neither_crashes_nor_takes_long(language):
    for text in DEEP[language]:
        parsed = parse(Document.of(text), by_id(language))
        assert parsed is not None
        started = time.process_time()
        middle = len(text) // 2
        extract_facts(parsed)
        definitions_at(parsed, Span(middle, middle))
        statements_covering(parsed, Span(middle, middle + 1))
        call_at(parsed, middle)
        comment_at(parsed, middle)
        bound_names(parsed, Span(middle, middle + 10))
        assert time.process_time() - started < 5.0


def test_deeply_nested_functions_of_python_are_read():
    depth = 90
    text = "".join("    " * level + f"def f{level}():\n" for level in range(depth)) + "    " * depth + "return 1\n"
    parsed = parsed_text(text, "python")
    found = definitions_at(parsed, Span(len(text) - 3, len(text) - 3))
    assert [item.name for item in found] == [f"f{level}" for level in range(depth)]


def cost(work):
    """The CPU time of `work`, the least of five times, without that of looking through what other tests left."""
    seconds = []
    gc.disable()
    try:
        for _ in range(5):
            started = time.process_time()
            work()
            seconds.append(time.process_time() - started)
    finally:
        gc.enable()
    return min(seconds)


def test_a_minified_file_takes_time_in_proportion_to_its_size():
    piece = "!function(e){var n=t(1),r=function(e){return 1};e.x=r;class A{m(){return null}}}(a,b);"
    texts = [parsed_text("/*! licence */" + piece * count, "javascript") for count in (300, 1200)]
    assert [len(extract_facts(parsed).definitions) for parsed in texts] == [900, 3600]
    small, large = (cost(partial(extract_facts, parsed)) for parsed in texts)
    assert large < 10 * small


def test_a_look_up_in_a_large_text_reads_what_is_near_only():
    piece = "def f(a, b):\n    x = [g(a.b, c) for a in b]\n    return h(x, [1, (2, 3)], k={4: a})\n\n"

    def look_up(parsed, middle):
        for _ in range(5):
            assert len(definitions_at(parsed, Span(middle, middle))) == 1
            assert references_in(parsed, Span(middle, middle + 20))

    small, large = (
        cost(partial(look_up, parsed_text(piece * count, "python"), len(piece) * (count // 2) + 30))
        for count in (500, 5_000)
    )
    assert large < 5 * small + 0.05
