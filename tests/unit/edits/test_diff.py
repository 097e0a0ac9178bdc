"""Minimal patches and the diff people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.edits.diff import kept_line_ends, minimal, unified
from contexten.edits.model import Change, FileEdit
from contexten.text import Document, Patch, Span, apply_patches

LINES = st.lists(st.sampled_from(["a", "bb", "a = 1", "é", "日本語", "😀", "", "\x0b", "\u2028"]), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\r", ""])
TEXTS = st.builds(lambda lines, end, last: (end.join(lines) + last).encode(), LINES, ENDS, ENDS)


@given(TEXTS | st.binary(max_size=60), TEXTS | st.binary(max_size=60))
def test_patches_lead_from_one_text_to_the_other(before, after):
    assert apply_patches(before, minimal(before, after)) == after


@given(TEXTS, TEXTS)
def test_no_patch_cuts_a_character(before, after):
    for patch in minimal(before, after):
        patch.text.decode()
        before[: patch.span.start].decode()
        before[patch.span.start : patch.span.end].decode()


@given(TEXTS)
def test_equal_texts_need_no_patch(text):
    assert minimal(text, text) == ()


def test_only_the_words_that_differ_are_named():
    before = b"one\ntwo = 1\nthree\nfour\n"
    after = b"one\ntwo = 12\nthree\nfive\n"
    assert minimal(before, after) == (Patch(Span(10, 11), b"12"), Patch(Span(18, 22), b"five"))


def test_one_changed_line_in_ten_thousand_is_one_patch():
    lines = [b"    x = 1\n", b"\n"] * 5_000
    changed = [*lines[:5_000], b"    y = 2\n", *lines[5_001:]]
    assert len(minimal(b"".join(lines), b"".join(changed))) == 1


@given(TEXTS)
def test_lines_that_stay_keep_their_own_ends(text):
    document = Document(text)
    lines = [document.line_text(number) for number in range(document.line_count)]
    assert kept_line_ends(document, lines) == text


def test_a_new_line_gets_the_end_of_the_file():
    document = Document(b"a\r\nb\nc\r\n")
    assert kept_line_ends(document, ["a", "b", "new", "c", ""]) == b"a\r\nb\nnew\r\nc\r\n"


def test_a_unified_diff_shows_context_and_a_missing_last_line_end():
    file = FileEdit("/w/a.py", Document(b"a\nb\nc"), (Change(Patch(Span(2, 3), b"x"), "generated"),))
    assert (
        unified(file, "a.py")
        == "--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n\\ No newline at end of file\n"
    )


def test_a_new_file_is_shown_as_one():
    file = FileEdit("/w/a.py", Document(b""), (Change(Patch(Span(0, 0), b"a\n"), "new file"),), create=True)
    assert unified(file, "a.py") == "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+a\n"


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ("    raise X\n", "    return X\n", Patch(Span(4, 9), b"return")),
        ("a = größe\n", "a = grüße\n", Patch(Span(4, 11), "grüße".encode())),
        ("call(a, b)\n", "call(a, b, c)\n", Patch(Span(9, 9), b", c")),
    ],
)
def test_a_patch_begins_and_ends_between_words(before, after, patch):
    assert minimal(before.encode(), after.encode()) == (patch,)
