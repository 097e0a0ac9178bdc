"""The current file's part: whole where it fits, else around the target, with the gaps marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contexten.context.pack import Here, here_of
from contexten.context.pack.here import _by_worth  # pyright: ignore[reportPrivateUsage]
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Span

BEFORE = "".join(f"def before_{n}(value):\n    return value + {n}\n\n\n" for n in range(40))
TEXT = (
    "import os\nimport sys\n\n\n"
    + BEFORE
    + "class Store:\n    name: str\n\n    def get(self, key):\n        return key\n\n"
    + "    def put(self, key):\n        pass\n\n\n"
    + BEFORE.replace("before", "after")
)
DOCUMENT = Document.of(TEXT)
PYTHON = by_id("python")
assert PYTHON is not None
PARSED = parse(DOCUMENT, PYTHON)
assert PARSED is not None
FACTS = extract_facts(PARSED)
PASS = TEXT.index("pass")


def quarter(text: str) -> int:
    return (len(text) + 3) // 4


LINES = [*TEXT.splitlines(keepends=True), ""]
TARGET = Span(PASS, PASS + 4)


def shown(budget: int, span: Span = TARGET) -> Here:
    return here_of(DOCUMENT, FACTS, span, budget=budget, count_tokens=quarter, comment="#")


def test_a_file_that_fits_is_shown_whole() -> None:
    here = shown(100_000)
    assert here.text == TEXT
    assert here.target == "pass"


def test_a_large_file_shows_enclosing_headers_imports_and_neighbours_with_marked_gaps() -> None:
    here = shown(220)
    assert here.target == "pass"
    for line in ("import os", "class Store:", "    def put(self, key):", "    def get(self, key):"):
        assert line in here.before
    assert "lines left out\n" in here.before
    assert "lines left out\n" in here.after
    assert quarter(here.text) <= 220


def test_the_lines_that_are_reported_are_those_that_are_shown() -> None:
    here = shown(220)
    lines = TEXT.splitlines()
    kept = [line for line in here.text.splitlines() if not line.startswith("# …")]
    assert kept == [lines[number] for number in sorted(here.lines)]


def test_too_small_a_budget_shows_nothing_rather_than_a_piece() -> None:
    assert shown(3).text == ""


@given(st.integers(0, 3000), st.integers(0, len(TEXT)), st.integers(0, 200))
def test_it_never_costs_more_than_its_budget_and_holds_the_target_or_marks_the_gap(
    budget: int, start: int, length: int
) -> None:
    span = Span(start, min(start + length, len(TEXT)))
    here = shown(budget, span)
    assert quarter(here.text) <= budget
    assert here.target == TEXT[span.start : span.end] or "left out" in here.text or not here.text


def shown_characters(text: str) -> int:
    return sum(len(line) for line in text.splitlines(keepends=True) if not line.startswith("# …"))


@given(st.integers(0, len(TEXT) + 9), st.integers(0, len(TEXT)), st.integers(0, 200))
def test_as_many_lines_as_fit_are_taken_in_the_order_of_their_worth(budget: int, start: int, length: int) -> None:
    span = Span(start, min(start + length, len(TEXT)))
    here = here_of(DOCUMENT, FACTS, span, budget=budget, count_tokens=shown_characters, comment="#")
    fitting: set[int] = set()
    worth: list[int] = _by_worth(DOCUMENT, FACTS, span).tolist()
    for line in worth:
        budget -= len(LINES[line])
        if budget < 0:
            break
        fitting.add(line)
    assert here.lines == fitting


@given(st.text("a\n\r é", max_size=60), st.integers(0, 60), st.integers(0, 9))
def test_the_parts_of_a_file_that_fits_join_to_its_text(text: str, start: int, length: int) -> None:
    document = Document.of(text)
    span = Span(min(start, len(document.data)), min(start + length, len(document.data)))
    here = here_of(document, None, span, budget=1000, count_tokens=quarter, comment="#")
    assert here.lines == frozenset(range(document.line_count))
    if text.isascii():
        assert here.text == text
