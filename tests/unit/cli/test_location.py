"""Places as people write them."""

from pathlib import Path

import pytest

from contexten.cli.location import Location, parse_location, span_of
from contexten.errors import ClientError
from contexten.text import Document, Span

TEXT = Document.of("a = 1\n    b = 'ü'\nc\n")


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("a.py:3", Location(Path("a.py"), 3)),
        ("a.py:3:7", Location(Path("a.py"), 3, 7)),
        ("a.py:3-5", Location(Path("a.py"), 3, None, 5)),
        ("src/a:b.py:12", Location(Path("src/a:b.py"), 12)),
    ],
)
def test_the_forms(text, location):
    assert parse_location(text) == location


@pytest.mark.parametrize("text", ["a.py", "a.py:", ":3", "a.py:x", "a.py:3:"])
def test_anything_else_says_the_form(text):
    with pytest.raises(ClientError, match="PATH:LINE"):
        parse_location(text)


@pytest.mark.parametrize(
    ("location", "span"),
    [
        (Location(Path("a"), 2), Span(10, 10)),
        (Location(Path("a"), 2, 1), Span(6, 6)),
        (Location(Path("a"), 2, 99), Span(18, 18)),
        (Location(Path("a"), 1, None, 2), Span(0, 18)),
    ],
)
def test_a_line_is_its_first_word_and_columns_count_characters(location, span):
    assert span_of(TEXT, location) == span


@pytest.mark.parametrize("location", [Location(Path("a"), 0), Location(Path("a"), 5), Location(Path("a"), 2, None, 9)])
def test_a_line_that_is_not_there_says_how_many_there_are(location):
    with pytest.raises(ClientError, match="4 lines"):
        span_of(TEXT, location)


def test_a_range_that_ends_before_it_begins_says_so():
    with pytest.raises(ClientError, match="Line 1 stands above line 3: write PATH:FIRST-LAST"):
        span_of(TEXT, Location(Path("a"), 3, None, 1))
