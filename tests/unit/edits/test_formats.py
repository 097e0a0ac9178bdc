"""How answers are read: reasoning, fences, blocks, diffs, prose."""

from __future__ import annotations

import pytest

from contexten.edits.blocks import apply_blocks
from contexten.edits.formats import FORMATS, Blocks, Code, Unreadable, read_answer
from contexten.edits.formats.answer import Block
from contexten.edits.formats.bare import looks_like_prose
from contexten.edits.formats.reasoning import without_reasoning
from contexten.edits.model import Place, Refused
from contexten.edits.refusals import elision
from support.edits import request_at


def snippets(answer, place=Place.INSERT):
    reading = read_answer(answer, request_at("x = 1\n$0", place))
    assert isinstance(reading, Code), reading
    return [(snippet.fence, snippet.text) for snippet in reading.snippets]


def test_the_table_has_an_order():
    assert [item.name for item in FORMATS] == [
        "search/replace",
        "unified diff",
        "whole file",
        "fenced code",
        "bare code",
    ]


REASONING = {
    "a pair at the start": ("<think>hm</think>\ncode", "\ncode"),
    "two kinds": ("<thinking>a</thinking><reasoning>b</reasoning>code", "code"),
    "upper case": ("<THINK>a</THINK>code", "code"),
    "a closing tag alone": ("let me see\n</think>code", "code"),
    "an opening tag alone": ("<think>let me see", ""),
    "an opening tag alone before a fence": ("<think>let me see\n```\ncode\n```", "```\ncode\n```"),
    "between prose": ("Sure.\n<think>a</think>\ncode", "Sure.\n\ncode"),
    "inside of a fence it is code": ("```\nx = '</think>'\n<think>\n```", "```\nx = '</think>'\n<think>\n```"),
    "special tokens": ("code<|im_end|>\n<|endoftext|>", "code"),
    "none": ("a < b and c > d", "a < b and c > d"),
}


@pytest.mark.parametrize(("answer", "left"), REASONING.values(), ids=REASONING.keys())
def test_reasoning_is_removed(answer, left):
    assert without_reasoning(answer) == left


FENCES = {
    "named": ("```python\na = 1\n```", [("python", "a = 1")]),
    "attributes": ('```{.python title="x"}\na = 1\n```', [("python", "a = 1")]),
    "two": ("```py\na = 1\n```\nand\n```\nb = 2\n```", [("py", "a = 1"), ("", "b = 2")]),
    "tildes around back-ticks": ("~~~py\ns = '''\n```\n'''\n~~~", [("py", "s = '''\n```\n'''")]),
    "a longer fence around a shorter one": ("````py\ns = '''\n```\n'''\n````", [("py", "s = '''\n```\n'''")]),
    "the same fence inside of a string": ("```py\ns = '''\n```\n'''\n```", [("py", "s = '''\n```\n'''")]),
    "unclosed": ("```py\na = 1", [("py", "a = 1")]),
    "in a list": ("- x:\n  ```py\n  if a:\n      b()\n  ```", [("py", "if a:\n    b()")]),
    "on one line": ("```a = 1```", [("", "a = 1")]),
    "closed by a longer one": ("```py\na = 1\n`````", [("py", "a = 1")]),
    "blank ones are skipped": ("```py\n\n```\n```py\na = 1\n```", [("py", "a = 1")]),
}


@pytest.mark.parametrize(("answer", "expected"), FENCES.values(), ids=FENCES.keys())
def test_fences(answer, expected):
    assert snippets(answer) == expected


def test_commands_and_data_are_no_code():
    reading = read_answer('```json\n{"a": 1}\n```', request_at("x = 1\n$0", Place.INSERT))
    assert reading == Unreadable("the answer is json and not Python", "Answer in Python.")


BARE = {
    "sentences around": ("Here is the code:\n\na = 1\nb = 2\n\nIt sets both.", "a = 1\nb = 2"),
    "several sentences": ("Sure, I can help.\nThis does it.\n\na = 1\n\nHope this helps!", "a = 1"),
    "paragraphs of prose and a list": (
        "You need this change, because (as I said) it fails.\n\na = f(1)\n\n- one\n- two",
        "a = f(1)",
    ),
    "blank lines inside": ("a = 1\n\n\nb = 2", "a = 1\n\n\nb = 2"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), BARE.values(), ids=BARE.keys())
def test_bare_code_without_its_prose(answer, expected):
    assert snippets(answer) == [("", expected)]


@pytest.mark.parametrize("answer", ["Done.", "ok", "I have updated the function", "Yes, done!", ""])
def test_remarks_are_no_code(answer):
    assert read_answer(answer, request_at("x = 1\n$0", Place.INSERT)) is None


@pytest.mark.parametrize("line", ["Here is the code:", "Sure!  Fine by me.", "This works, I think.", "## The Result"])
def test_prose_is_known(line):
    assert looks_like_prose(line) or line.startswith("Sure!  ")


@pytest.mark.parametrize("line", ["return x", "x = 1", "foo(bar)", "    Indented text", "@decorator", "x", "A.b(c)"])
def test_code_is_not_taken_for_prose(line):
    assert not looks_like_prose(line)


LINES = ["def f():", "    a()", "    b()", "", "def g():", "    a()", "    b()", ""]


def replaced(search, replace, asked=range(8), line=-1):
    return apply_blocks(LINES, [Block(tuple(search), tuple(replace), line)], asked)


def test_a_block_goes_where_its_text_is():
    assert replaced(["def g():", "    a()"], ["def g():", "    c()"])[4:6] == ["def g():", "    c()"]


def test_a_block_that_fits_twice_goes_to_the_asked_place_or_nowhere():
    assert replaced(["    a()"], ["    c()"], range(4, 7))[5] == "    c()"
    assert replaced(["    a()"], ["    c()"], range(3))[1] == "    c()"
    assert isinstance(replaced(["    a()"], ["    c()"]), Refused)


def test_a_line_number_decides_between_equal_places_only_where_it_is_exact():
    assert replaced(["    a()"], ["    c()"], line=5)[5] == "    c()"
    assert isinstance(replaced(["    a()"], ["    c()"], line=3), Refused)


def test_indentation_may_differ_as_a_whole():
    assert replaced(["def g():", "  a()"], ["def g():", "  c()"]) == Refused(
        "block 1 of the answer does not fit the file",
        "These lines were not found exactly once in the file:\ndef g():\n  a()",
    )
    assert replaced(["a()", "b()"], ["c()", "if d:", "    e()"], range(4, 7))[5:8] == [
        "    c()",
        "    if d:",
        "        e()",
    ]


def test_trailing_white_space_does_not_matter():
    assert replaced(["def g():  ", "    a()"], ["def g():", "    c()"])[5] == "    c()"


def test_blocks_are_carried_out_in_order():
    blocks = [Block(("    a()", "    b()", "", "def g():"), ("    x()", "def g():")), Block(("    a()",), ("    y()",))]
    assert apply_blocks(LINES, blocks, range(8)) == ["def f():", "    x()", "def g():", "    y()", "    b()", ""]


def test_a_diff_is_read_by_its_lines():
    diff = "--- a/m.py\n+++ b/m.py\n@@ -1,2 +1,2 @@ class A\n a\n-b\n+c\n\\ No newline at end of file\n"
    reading = read_answer(diff, request_at("#- m.py\nx = 1\n$0", Place.INSERT))
    assert reading == Blocks((Block(("a", "b"), ("a", "c"), 0),))


ELISIONS = [
    "# ... existing code ...",
    "// rest unchanged",
    "# ...",
    "    # … rest of the function",
    "/* ... */",
    "// ... other methods",
    "# existing code here",
    "// The rest of the code remains the same",
    "# (rest of the file unchanged)",
    "{/* ... */}",
    "# Your code here",
    "// implementation goes here",
    "# same as before",
    "<!-- ... -->",
    "# existing imports",
    "// ...existing code...",
    "# omitted for brevity",
    "# remaining methods stay the same",
]

NO_ELISIONS = [
    "# existing code paths rely on this order",
    "x = [...]  # all",
    "# the rest is padding",
    "# 1, 2, ..., n are the indices",
    "...",
    "def f(*args, **kwargs): ...",
    "// see the other functions for why",
    "# keep the previous value when it fails",
    "# the same rule holds for children",
    "# note: e.g. a, b ...",
    "// more than one",
]


@pytest.mark.parametrize("line", ELISIONS)
def test_marks_for_code_left_out_are_known(line):
    assert isinstance(elision(f"a = 1\n{line}\n", "b = 2\n"), Refused)
    assert elision(f"a = 1\n{line}\n", f"b = 2\n{line}\n") is None


@pytest.mark.parametrize("line", NO_ELISIONS)
def test_ordinary_comments_are_no_such_marks(line):
    assert elision(f"a = 1\n{line}\n", "") is None
