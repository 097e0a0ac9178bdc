"""The page that shows a context: budget, reasons, and texts that cannot break out of their fences."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.extensions.codegen.context_page import context_page


def pack(**more):
    item = {
        "path": "a.py",
        "startLine": 3,
        "kind": "definition",
        "name": "price",
        "reason": "called here",
        "score": 0.5,
        "tokens": 30,
        "text": "def price(): ...\n",
    }
    left = {"path": "b.py", "name": "cost", "reason": "like it", "why": "no room", "score": 0.25}
    return {
        "items": [item],
        "here": "def total():\n    ...\n",
        "hereTokens": 12,
        "tokens": 42,
        "budget": 84,
        "leftOut": [left],
        "redactions": [{"path": "a.py", "kind": "api key", "count": 2}],
    } | more


def test_the_page_says_what_why_and_at_what_cost():
    page = context_page("implement 'total' in a.py", pack())
    assert page.startswith(
        "# Context: implement 'total' in a.py\n\n"
        f"`{'█' * 15}{'░' * 15}` 42 of 84 tokens (50 %)\n\n"
        "## What a model would read\n\n"
        "| place | what | why | score | tokens |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| here | this place | being edited |  | 12 |\n"
        "| a.py:3 | definition price | called here | 0.50 | 30 |\n\n"
        "Replaced before sending: 2 × api key in a.py\n\n"
        "## Left out\n\n"
    )
    assert "| b.py | cost | like it | no room | 0.25 |" in page
    assert "## a.py:3\n\ncalled here\n\n```\ndef price(): ...\n```\n" in page


@pytest.mark.parametrize(("tokens", "bar", "share"), [(0, 0, "0 %"), (84, 30, "100 %"), (200, 30, "238 %")])
def test_the_bar_stays_in_its_bounds(tokens, bar, share):
    page = context_page("x", pack(tokens=tokens))
    assert f"`{'█' * bar}{'░' * (30 - bar)}` {tokens} of 84 tokens ({share})" in page


def test_no_budget_is_said():
    assert "0 of 0 tokens (no budget)" in context_page("x", pack(tokens=0, budget=0))


@given(st.text(alphabet="`a\n |~", max_size=40))
def test_no_text_breaks_out_of_its_fence_or_cell(text):
    page = context_page("x", pack(here=text, items=[]))
    body = page.split("## Being edited\n\n")[1]
    fence = re.match(r"`{3,}", body)[0]
    lines = body.split("\n")
    closing = [
        number for number, line in enumerate(lines[1:], 1) if re.fullmatch(rf" {{0,3}}`{{{len(fence)},}}\s*", line)
    ]
    assert closing == [len(lines) - 2]
    assert "\n".join(lines[1 : closing[0]]) == text.rstrip()


def test_a_cell_stays_one_cell():
    page = context_page("x", pack(leftOut=[{"path": "a|b", "name": "", "reason": "two\nlines", "why": "", "score": 0}]))
    assert "| a\\|b |  | two lines |  | 0.00 |" in page
