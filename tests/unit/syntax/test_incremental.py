"""Invariant 2: the incremental tree equals the full parse whenever the full parse has no error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse, reparse
from contexten.text import Document, Patch, Span
from support.dense import DENSE

PIECES = [
    "",
    " ",
    "\n",
    "x",
    "(",
    ")",
    "{",
    "}",
    "'",
    '"',
    "def g():\n    return 1\n",
    "# c\n",
    "// c\n",
    "ü",
    "\r\n",
    ";",
    "\t",
    "if x",
    "/*",
    "*/",
    "1",
    ".",
    ",",
]


@st.composite
def edits(draw):
    language = draw(st.sampled_from(sorted(DENSE)))
    text = DENSE[language]
    steps = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["piece", "piece", "copy", "undo"]))
        if kind == "undo" and steps:
            text = steps[-1]
        else:
            start = draw(st.integers(0, len(text)))
            end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20])))
            piece = draw(st.sampled_from(PIECES))
            if kind == "copy":
                lines = text.splitlines(keepends=True) or [""]
                piece = draw(st.sampled_from(lines))
            text = text[:start] + piece + text[end:]
        steps.append(text)
    return language, steps


def patch_between(before: bytes, after: bytes) -> Patch:
    """One patch that turns `before` into `after`: what is between their common start and end."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    while start and (before[start - 1] & 0xC0) == 0xC0:
        start -= 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    while end and (before[len(before) - end] & 0xC0) == 0x80:
        end -= 1
    return Patch(Span(start, len(before) - end), after[start : len(after) - end])


def structure(parsed):
    """Type, start and end of every node, in order, without recursion."""
    cursor = parsed.tree.walk()
    found = []
    while True:
        node = cursor.node
        found.append((node.type, node.start_byte, node.end_byte))
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits())
def test_after_any_edits_the_incremental_tree_is_the_full_one(case):
    language, texts = case
    row = by_id(language)
    document = Document.of(DENSE[language])
    current = parse(document, row)
    for text in texts:
        patch = patch_between(document.data, text.encode())
        after = document.patched(patch)
        assert after.text == text
        current = reparse(current, [(document, patch)], after)
        document = after
        full = parse(document, row)
        if not full.tree.root_node.has_error:
            assert structure(current) == structure(full)
            assert extract_facts(current) == extract_facts(full)


@pytest.mark.parametrize("language", sorted(DENSE))
def test_typing_a_text_letter_by_letter_ends_in_the_full_tree(language):
    row = by_id(language)
    document = Document(b"")
    current = parse(document, row)
    for character in DENSE[language]:
        end = len(document.data)
        patch = Patch(Span(end, end), character.encode())
        after = document.patched(patch)
        current = reparse(current, [(document, patch)], after)
        document = after
    full = parse(document, row)
    assert full.errors == 0
    assert structure(current) == structure(full)
    assert extract_facts(current) == extract_facts(full)
