"""An edit that comes back late never costs what was typed meanwhile."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.edits.diff import minimal
from contexten.edits.model import Change, FileEdit
from contexten.edits.rebase import Conflict, rebase
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document

PYTHON = by_id("python")
BASE = "import os\n\n\ndef f(x):\n    pass\n\n\ndef g(y):\n    return y\n"
OURS = BASE.replace("    pass\n", "    z = x + 1\n    return z\n")


def edit(base, ours, label="generated body"):
    document = Document.of(base, 1)
    changes = tuple(Change(patch, label, label == "new import") for patch in minimal(document.data, ours.encode()))
    return FileEdit("/w/a.py", document, changes)


def rebased(base, ours, now):
    result = rebase(edit(base, ours), Document.of(now, 2), PYTHON)
    assert isinstance(result, FileEdit), result
    assert result.base.text == now
    return result.result.text


def test_the_same_text_takes_the_same_edit_with_the_new_version():
    result = rebase(edit(BASE, OURS), Document.of(BASE, 7), PYTHON)
    assert isinstance(result, FileEdit)
    assert result.base.version == 7
    assert result.result.text == OURS


def test_typing_above_and_below_shifts_the_edit():
    now = BASE.replace("import os\n", "import os\nimport sys\n").replace("return y", "return y + 1")
    assert rebased(BASE, OURS, now) == now.replace("    pass\n", "    z = x + 1\n    return z\n")


def test_labels_stay_with_their_patches():
    base = "import os\n\n\ndef f(x):\n    pass\n"
    import_patch = minimal(base.encode(), base.replace("import os\n", "import os\nimport re\n").encode())[0]
    body_patch = minimal(base.encode(), base.replace("pass", "return re").encode())[0]
    changes = (Change(import_patch, "new import", True), Change(body_patch, "generated body"))
    result = rebase(FileEdit("/w/a.py", Document.of(base), changes), Document.of("#!x\n" + base), PYTHON)
    assert isinstance(result, FileEdit)
    assert [(change.label, change.needs_confirmation) for change in result.changes] == [
        ("new import", True),
        ("generated body", False),
    ]
    assert result.result.text == "#!x\nimport os\nimport re\n\n\ndef f(x):\n    return re\n"


def test_typing_in_the_same_line_is_a_conflict_that_names_it():
    result = rebase(edit(BASE, OURS), Document.of(BASE.replace("pass", "return 3")), PYTHON)
    assert isinstance(result, Conflict)
    assert result.line == 4


def test_the_same_change_on_both_sides_needs_nothing_more():
    assert rebased(BASE, OURS, OURS) == OURS


def test_a_deleted_definition_is_a_conflict():
    now = BASE.replace("def f(x):\n    pass\n\n\n", "")
    assert isinstance(rebase(edit(BASE, OURS), Document.of(now), PYTHON), Conflict)


def test_a_merge_that_breaks_the_syntax_is_a_conflict():
    base = "def f():\n    if a:\n        b()\n        c()\n        d()\n    return 1\n"
    ours = base.replace("    return 1\n", "    else:\n        e()\n    return 1\n")
    now = base.replace("    if a:\n        b()\n", "    b()\n").replace(
        "        c()\n        d()\n", "    c()\n    d()\n"
    )
    result = rebase(edit(base, ours), Document.of(now), PYTHON)
    assert result == Conflict("together with what was typed meanwhile the result has a new syntax error")


def test_typing_in_crlf_files_keeps_crlf():
    base, ours = BASE.replace("\n", "\r\n"), OURS.replace("\n", "\r\n")
    now = base.replace("import os\r\n", "import os\r\nimport sys\r\n")
    result = rebased(base, ours, now)
    assert result == now.replace("    pass\r\n", "    z = x + 1\r\n    return z\r\n")


def test_a_file_that_was_to_be_created_and_exists_now_is_a_conflict():
    file = FileEdit("/w/a.py", Document(b""), edit("", "x = 1\n").changes, create=True)
    assert isinstance(rebase(file, Document.of("y = 1\n"), PYTHON), Conflict)


CODE = ["x = 1", "y = 2", "def f():", "    return 1", "    pass", "", "if x:", "    y()", "]", "# é", "z = ["]
LINES = st.lists(st.sampled_from(CODE), max_size=14)


@st.composite
def edited(draw, lines):
    """`lines` after up to three insertions, deletions and replacements."""
    result = list(lines)
    for number in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(result)))
        gone = draw(st.integers(0, 2))
        new = draw(st.lists(st.sampled_from([*CODE, f"typed_{number} = 1", "typed = 'ü'"]), max_size=2))
        result[at : at + gone] = new
    return result


@st.composite
def three_texts(draw):
    base = draw(LINES)
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    last = draw(st.sampled_from([newline, ""]))
    return tuple(newline.join(lines) + last for lines in (base, draw(edited(base)), draw(edited(base))))


@settings(max_examples=400, deadline=None)
@given(three_texts())
def test_every_typed_line_is_in_the_result_or_there_is_a_conflict(texts):
    base, ours, now = texts
    result = rebase(edit(base, ours), Document.of(now), PYTHON)
    if isinstance(result, Conflict):
        return
    assert result.base.text == now
    typed = counted(now) - counted(base)
    assert typed <= counted(result.result.text), result.result.text


@settings(max_examples=200, deadline=None)
@given(three_texts())
def test_a_rebased_result_parses_no_worse_than_the_worse_side(texts):
    base, ours, now = texts
    result = rebase(edit(base, ours), Document.of(now), PYTHON)
    if isinstance(result, FileEdit) and now != base:
        worst = max(parse(Document.of(text), PYTHON).errors for text in (ours, now))
        assert parse(result.result, PYTHON).errors <= worst


@settings(max_examples=200, deadline=None)
@given(three_texts())
def test_without_an_edit_of_ours_the_text_stays_as_typed(texts):
    base, _, now = texts
    result = rebase(edit(base, base), Document.of(now), PYTHON)
    assert isinstance(result, FileEdit)
    assert result.result.text == now


def counted(text):
    return Counter(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
