"""A file as an agent wants it, laid over the file as it is now."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.edits.changed import changed_file, with_line_ends
from contexten.edits.model import FileEdit, Refused
from contexten.edits.rebase import Conflict, rebase
from contexten.syntax.languages import of_path
from contexten.text import Document

LINES = st.lists(st.sampled_from(["a", "b", "  c", "", "é", "x = 1"]), max_size=8)
TEXTS = st.tuples(LINES, st.booleans()).map(lambda made: "\n".join(made[0]) + ("\n" if made[1] and made[0] else ""))


def edit(before, after):
    found = changed_file("/r/f.txt", before, after, None, "agent: f.txt")
    assert isinstance(found, FileEdit)
    return found


@given(TEXTS, TEXTS)
def test_where_nobody_typed_the_result_is_what_the_agent_wants(before, after):
    file = edit(Document.of(before), Document.of(after))
    done = rebase(file, Document.of(before), None)
    assert isinstance(done, FileEdit)
    assert (done.result.text, done.confirm) == (after, True)
    assert all(change.needs_confirmation for change in done.changes)


@given(TEXTS, TEXTS)
def test_line_ends_that_git_made_stay(before, after):
    """The work tree has `\\r\\n` where the branch has `\\n`."""
    now = Document.of(before.replace("\n", "\r\n"))
    old, new = (with_line_ends(Document.of(text), now) for text in (before, after))
    done = rebase(edit(old, new), now, None)
    assert isinstance(done, FileEdit)
    assert done.result.text == (after.replace("\n", "\r\n") if "\n" in before else after)


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_typed_is_in_the_result_or_nothing_changes(before, after, typed):
    done = rebase(edit(Document.of(before), Document.of(after)), Document.of(typed), None)
    if isinstance(done, Conflict):
        return
    new = Counter(typed.split("\n")) - Counter(before.split("\n"))
    new.pop("", None)
    assert not new - Counter(done.result.text.split("\n"))


@given(TEXTS, TEXTS)
def test_a_file_goes_only_as_the_agent_knew_it(before, typed):
    file = changed_file("/r/f.txt", Document.of(before), None, None, "agent: f.txt")
    assert isinstance(file, FileEdit)
    assert isinstance(rebase(file, Document.of(typed), None), FileEdit) == (before == typed)


def test_mixed_line_ends_are_left_alone():
    now = Document.of("a\r\nb\n")
    assert with_line_ends(Document.of("a\nb\n"), now).text == "a\nb\n"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("def f():\n    pass\n", "def f(:\n    pass\n", "it brings a syntax error"),
        ("x = 1\n", "return 1\n", "it brings a syntax error in line 1: 'return' outside function"),
        ("x = 1\n", "x = '\u2066'\n", "the answer contains the invisible character U+2066"),
        (None, "def f(:\n", "it brings a syntax error"),
    ],
)
def test_what_breaks_a_file_is_refused(before, after, reason):
    old = None if before is None else Document.of(before)
    found = changed_file("/r/f.py", old, Document.of(after), of_path("/r/f.py"), "agent: f.py")
    assert isinstance(found, Refused)
    assert found.reason == reason


def test_a_file_that_was_broken_may_be_mended_or_stay_so():
    broken = Document.of("def f(:\n")
    for after in ("def f():\n    pass\n", "def g(:\n"):
        language = of_path("/r/f.py")
        assert isinstance(changed_file("/r/f.py", broken, Document.of(after), language, "agent"), FileEdit)
