"""The hover's card: what it counts, and where it stays silent."""

from __future__ import annotations

import pytest

from contexten.ide.hover import card_at
from support.workspaces import open_fixture

SOURCE = """\
#- shop.py
class Cart:
    def add(self, item, count=1):
        # a note
        if item and count:
            self.items.append(item)
        return self

class Basket(Cart):
    pass

def fill(cart):
    for item in range(3):
        cart.add(item)

def run():
    fill(Cart())
#- other.py
from shop import fill

def again(cart):
    fill(cart)
    fill(cart)
"""


def card(mark, tmp_path, *, source=SOURCE, **options):
    """The card where `mark` shows the cursor as `$0`."""
    opened = open_fixture(source.replace(mark.replace("$0", ""), mark, 1), tmp_path)
    return card_at(opened.snapshot, opened.path, opened.span.start, **options)


def test_a_function_is_counted(tmp_path):
    found = card("def $0fill", tmp_path)
    assert (found.title, found.facts) == (
        "function fill",
        ("2 lines of code, complexity 2", "3 usages in 2 files", "called by again, run"),
    )


def test_comments_and_doc_text_are_no_code(tmp_path):
    assert card("def $0add", tmp_path).facts[0] == "3 lines of code, complexity 3"


def test_a_class_tells_of_what_derives_from_it(tmp_path):
    found = card("class $0Cart", tmp_path)
    assert found.title == "class Cart"
    assert "base of Basket" in found.facts


def test_a_common_name_is_counted_by_file(tmp_path):
    files = "".join(f"#- m{number}.py\nfrom a import get\nget()\n" for number in range(50))
    found = card("def $0get", tmp_path, source=f"#- a.py\ndef get():\n    return 1\n{files}")
    assert found.facts[1:] == ("the name is used in 50 files",)


def test_a_name_that_the_language_calls_is_not_counted(tmp_path):
    source = "#- a.py\nclass A:\n    def __init__(self):\n        self.x = 1\n\nA.__init__(A())\n"
    assert card("def $0__init__", tmp_path, source=source).facts == ("1 line of code, complexity 1",)


def test_a_shared_name_is_said_to_be_one(tmp_path):
    source = "#- a.py\nclass A:\n    def go(self):\n        return 1\n\n"
    source += "class B:\n    def go(self):\n        return A().go()\n"
    assert card("def $0go", tmp_path, source=source).facts[1] == "the name has 1 use in 1 file"


@pytest.mark.parametrize("mark", ["$0def fill", "d$0ef fill", "def fi$0ll", "def fill$0", "$0class Cart"])
def test_it_speaks_on_the_name_and_the_keyword(mark, tmp_path):
    assert card(mark, tmp_path) is not None


@pytest.mark.parametrize(
    "mark",
    [
        "add(self, it$0em",
        "ca$0rt.add(item)",
        "self.it$0ems",
        "# a n$0ote",
        "Basket(C$0art)",
        "range($03)",
        "in ra$0nge",
    ],
)
def test_every_other_token_is_left_to_other_servers(mark, tmp_path):
    assert card(mark, tmp_path) is None


def test_a_block_without_a_suggestion_is_silent(tmp_path):
    assert card("$0for item", tmp_path) is None


def test_other_languages_are_counted_too(tmp_path):
    found = card(
        "func $0Add",
        tmp_path,
        source="#- a.go\npackage a\n\nfunc Add(a int) int {\n\treturn a\n}\n\nfunc B() { Add(1) }\n",
    )
    assert (found.title, found.facts, found.suggestions) == (
        "function Add",
        ("1 line", "1 usage in 1 file", "called by B"),
        (),
    )


def test_a_huge_function_is_counted_by_its_lines(tmp_path):
    body = "".join(f"    if a > {number}:\n        a = compute(a, {number})\n" for number in range(1200))
    found = card("def $0huge", tmp_path, source=f"#- a.py\ndef huge(a):\n{body}")
    assert (found.facts[0], found.suggestions) == ("2400 lines", ())


def test_broken_and_unknown_text_is_no_trouble(tmp_path):
    assert card("$0def", tmp_path, source="#- a.py\ndef (((\n  if:\n") is None
    assert card("$0hello", tmp_path, source="#- a.txt\nhello\n") is None
