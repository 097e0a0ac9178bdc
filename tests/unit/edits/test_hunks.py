"""Hunks of a proposal: each can be taken or dropped, and together they are the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contexten.edits.diff import minimal
from contexten.edits.hunks import Parts, dropped, hunks_of, parted
from contexten.edits.model import Change, FileEdit, Refused
from contexten.edits.rebase import rebase
from contexten.syntax.languages import by_id
from contexten.text import Document

PYTHON = by_id("python")
BASE = "def f(x):\n    pass\n\n\ndef g(y):\n    pass\n\n\ndef h(z):\n    pass\n"
OURS = BASE.replace("(x):\n    pass", "(x):\n    return x").replace("(z):\n    pass", "(z):\n    return z")
LINES = st.lists(st.sampled_from(["a", "b", "", "c = 1", "déf"]), max_size=12)


def python(_path):
    return PYTHON


def no_language(_path):
    return None


def edit(base, ours, path="/w/a.py"):
    document = Document.of(base, 1)
    return FileEdit(path, document, tuple(Change(p, "body") for p in minimal(document.data, ours.encode())))


def text(hunk):
    return hunk.file.result.data[hunk.shown.start : hunk.shown.end].decode()


def test_each_change_is_a_hunk_and_is_seen_where_it_stands_in_the_result():
    assert [text(hunk) for hunk in hunks_of([edit(BASE, OURS)])] == ["return x", "return z"]


def test_a_new_file_is_one_hunk():
    (hunk,) = hunks_of([FileEdit("/w/b.py", Document.of("", 0), edit("", "x = 1\ny = 2\n").changes, create=True)])
    assert text(hunk) == "x = 1\ny = 2\n"


def test_one_hunk_is_taken_and_the_other_waits_on_the_text_with_it():
    _, second = hunks_of([edit(BASE, OURS)])
    parts = parted([edit(BASE, OURS)], [second.id], python)
    assert isinstance(parts, Parts)
    assert parts.taken[0].result.text == BASE.replace("(z):\n    pass", "(z):\n    return z")
    assert parts.rest[0].base.text == parts.taken[0].result.text
    assert parts.rest[0].result.text == OURS


def test_typing_elsewhere_renames_no_hunk():
    file = edit(BASE, OURS)
    moved = rebase(file, Document.of("import os\n" + BASE, 2), PYTHON)
    assert isinstance(moved, FileEdit)
    assert [hunk.id for hunk in hunks_of([moved])] == [hunk.id for hunk in hunks_of([file])]


def test_equal_changes_at_two_places_are_two_hunks():
    file = edit(BASE, BASE.replace("pass", "return 1"))
    assert len({hunk.id for hunk in hunks_of([file])}) == 3


def test_what_is_wrong_by_itself_is_neither_taken_nor_left():
    file = edit("x = 1\n\n\n\ny = 2\n", "if a:\n    x = 1\n\n\n\n    y = 2\n")
    first, second = hunks_of([file])
    assert isinstance(parted([file], [second.id], python), Refused)
    assert isinstance(dropped([file], [first.id], python), Refused)
    assert isinstance(parted([file], [first.id, second.id], python), Parts)
    assert dropped([file], [first.id, second.id], python) == ()


def test_a_hunk_that_is_no_longer_there_is_refused():
    for result in (parted([edit(BASE, OURS)], ["gone"], python), dropped([edit(BASE, OURS)], ["gone"], python)):
        assert isinstance(result, Refused)
        assert "look again" in result.reason


def test_files_without_a_wanted_hunk_stay_as_they_are():
    one, other = edit(BASE, OURS), edit(BASE, OURS, "/w/b.py")
    wanted = [hunk.id for hunk in hunks_of([one, other]) if hunk.file is other]
    parts = parted([one, other], wanted, python)
    assert isinstance(parts, Parts)
    assert ([file.path for file in parts.taken], parts.rest) == (["/w/b.py"], (one,))
    assert dropped([one, other], wanted, python) == (one,)


@given(before=LINES, after=LINES, data=st.data())
def test_what_is_taken_and_the_rest_are_together_the_whole(before, after, data):
    file = edit("\n".join(before), "\n".join(after))
    ids = [hunk.id for hunk in hunks_of([file])]
    chosen = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    parts = parted([file], chosen, no_language)
    assert isinstance(parts, Parts)
    last = (parts.rest or parts.taken or (file,))[0]
    assert last.result.data == file.result.data
    left = dropped([file], chosen, no_language)
    assert not isinstance(left, Refused)
    assert [hunk.changes[0].patch.text for item in left for hunk in hunks_of([item])] == [
        hunk.changes[0].patch.text for hunk in hunks_of([file]) if hunk.id not in chosen
    ]
