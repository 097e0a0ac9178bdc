"""What a model that fills in the middle is shown: comments of the language, then the file, and no mark of its own."""

from dataclasses import replace

import pytest

from contexten.context.model import ContextPack, Item, ItemKind
from contexten.context.select import select
from contexten.extensions.codegen.inline_gap import commented, inline_gap
from contexten.llm.templates import template_of
from contexten.llm.tokens import estimate_tokens
from contexten.syntax.at import comment_at
from contexten.syntax.languages import LANGUAGES
from contexten.syntax.parse import parse
from contexten.text import Document, Span
from support.spots import spot_of

CODE = """Path: a/b
def f(x):  # */ *) -} ]]

    return x /* y */ if x else (* z *) {- -}
"""


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_other_code_is_only_a_comment_in_every_language(language):
    opening = "<?php\n" if language.id == "php" else ""
    document = Document.of(f"{opening}{commented(CODE, language.comments)}\n")
    parsed = parse(document, language)
    assert parsed.errors == 0
    lines = range(1 if opening else 0, document.line_count - 1)
    inside = [document.line_span(number).start + 1 for number in lines if document.line_text(number).strip()]
    assert len(inside) >= 4
    assert all(comment_at(parsed, offset) is not None for offset in inside)


def asked(marked, *texts, path="/project/a.py", template=None):
    spot = spot_of(marked, path)
    own = select(spot.snapshot, spot.own, budget=1000, count_tokens=estimate_tokens, others=False)
    items = [Item("/project/o", Span(0, 1), 0, 0, ItemKind.BODY, "", 1.0, 9, text, relative="o") for text in texts]
    others = ContextPack("", 0, tuple(items), 1000)
    return inline_gap(spot, own, others if texts else None, template_of(template or ""))


def test_the_file_is_as_it_is_up_to_the_cursor_and_behind_it():
    gap = asked("import a\n\n\ndef f():\n    return ⌖\n\n\nf()\n", "def g(x): ...")
    assert gap.prompt == "# Path: o\n# def g(x): ...\n# Path: a.py\nimport a\n\n\ndef f():\n    return "
    assert gap.suffix == "\n\n\nf()\n"


def test_without_other_code_the_file_stands_alone():
    assert asked("x = ⌖").prompt == "# Path: a.py\nx = "
    assert asked("let x = ⌖", path="/project/a.ml").prompt == "(* Path: a.ml *)\nlet x = "


def test_what_the_file_shows_already_is_not_shown_twice():
    assert asked("def g(x):\n    pass\n⌖", "def g(x):\n    pass").prompt.count("def g") == 1


def test_other_code_says_no_mark_either():
    gap = asked("x = ⌖\n", "a = '<|fim_suffix|>'", template="qwen")
    assert gap.prompt.count("<|fim_suffix|>") == 1


def test_a_secret_across_the_cursor_is_not_shown_in_halves():
    spot = spot_of("x = ⌖\ny = 2\n")
    own = select(spot.snapshot, spot.own, budget=1000, count_tokens=estimate_tokens, others=False)
    hidden = replace(own, here_after="", secrets={"<SECRET:openai:1>": "x"})
    assert inline_gap(spot, hidden, None, None) is None
