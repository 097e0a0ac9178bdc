"""Marker comments: where the instruction is read, and what may be replaced."""

from __future__ import annotations

import pytest

from contexten.workspace.target import Intent
from support.menu import asked, declined, menu

INSTRUCTIONS = {
    "line": ("add retry", "#- a.py\n# ai: add re$0try\nx = 1\n"),
    "cursor before the comment": ("add retry", "#- a.py\ndef f():\n  $0  # ai: add retry\n    return 1\n"),
    "several lines": ("add retry with backoff", "#- a.py\n# ai: add retry\n# with back$0off\nx = 1\n"),
    "after a note": ("add retry", "#- a.py\n# The client.\n# ai: add re$0try\nx = 1\n"),
    "aider's way": ("add retry", "#- a.py\n# add retry AI!$0\nx = 1\n"),
    "aider's way, first": ("add retry", "#- a.py\n# AI! add retry$0\nx = 1\n"),
    "aider's way, several lines": (
        "add retry with backoff",
        "#- a.py\n# add re$0try\n# with backoff ai!\nx = 1\n",
    ),
    "upper case": ("add retry", "#- a.py\n# AI: add re$0try\nx = 1\n"),
    "behind code": ("in seconds", "#- a.py\nx = 1$0  # ai: in seconds\n"),
    "typescript": ("add retry", "#- a.ts\n// ai: add re$0try\nlet x = 1;\n"),
    "typescript block": (
        "add retry with backoff",
        "#- a.ts\n/* ai: add re$0try\n * with backoff */\nlet x = 1;\n",
    ),
    "typescript doc": ("add retry", "#- a.ts\n/**\n * ai: add re$0try\n */\nfunction f() { return 1; }\n"),
    "go": ("add retry", "#- a.go\npackage a\n\n// ai: add re$0try\nvar x = 1\n"),
    "rust": ("add retry", "#- a.rs\n// ai: add re$0try\nconst X: u8 = 1;\n"),
    "rust doc": ("add retry", "#- a.rs\n/// ai: add re$0try\nconst X: u8 = 1;\n"),
    "java": ("add retry", "#- A.java\nclass A {\n    // ai: add re$0try\n    int x = 1;\n}\n"),
}

SILENT = {
    "no marker": "#- a.py\n# add re$0try\nx = 1\n",
    "marker alone": "#- a.py\n# ai:$0\nx = 1\n",
    "marker inside a word": "#- a.py\n# chai: is te$0a\nx = 1\n",
    "marker inside a sentence": "#- a.py\n# this is about ai: not an ord$0er\nx = 1\n",
    "exclamation of another word": "#- a.py\n# hello Shanghai!$0\nx = 1\n",
    "a string": '#- a.py\nx = "# ai: add re$0try"\n',
    "a docstring": '#- a.py\ndef f():\n    """\n    # ai: add re$0try\n    """\n    return 1\n',
    "another line": "#- a.py\n# ai: add retry\nx = 1\ny = 2$0\n",
    "go, no marker": "#- a.go\npackage a\n\n// add re$0try\nvar x = 1\n",
}

REPLACED = {
    "inside a stub": (
        "# ai: add them\n    pass",
        "#- a.py\ndef add(a, b):\n    # ai: add th$0em\n    pass\n",
    ),
    "inside an empty function": (
        "// ai: add them",
        "#- a.ts\nfunction add(a, b) {\n  // ai: add th$0em\n}\n",
    ),
    "below the statement of a stub": (
        "pass\n    # ai: add them",
        "#- a.py\ndef add(a, b):\n    pass\n    # ai: add th$0em\n",
    ),
    "above a stub": (
        "# ai: add them\ndef add(a, b):\n    pass",
        "#- a.py\n# ai: add th$0em\ndef add(a, b):\n    pass\n",
    ),
    "above a Go stub": (
        '// ai: add them\nfunc Add() int {\n\tpanic("todo")\n}',
        '#- a.go\npackage a\n\n// ai: add th$0em\nfunc Add() int {\n\tpanic("todo")\n}\n',
    ),
    "behind the header of a stub": (
        "def add(a, b):  # ai: add them\n    pass",
        "#- a.py\ndef add(a, b):  # ai: add th$0em\n    pass\n",
    ),
    "above a statement": (
        "# ai: in seconds\n    time = 1",
        "#- a.py\ndef f():\n    # ai: in sec$0onds\n    time = 1\n    return time\n",
    ),
    "above a block": (
        "# ai: unroll\n    for x in y:\n        go(x)",
        "#- a.py\ndef f(y):\n    # ai: un$0roll\n    for x in y:\n        go(x)\n    return y\n",
    ),
    "above a finished definition": (
        "# ai: faster\n@cache\ndef f(y):\n    return y",
        "#- a.py\n# ai: fas$0ter\n@cache\ndef f(y):\n    return y\n\n\nx = 1\n",
    ),
    "above a method": (
        "# ai: faster\n    def f(self):\n        return 1",
        "#- a.py\nclass A:\n    # ai: fas$0ter\n    def f(self):\n        return 1\n\n    x = 1\n",
    ),
    "above a TypeScript method": (
        "// ai: faster\n  f() {\n    return 1;\n  }",
        "#- a.ts\nclass A {\n  // ai: fas$0ter\n  f() {\n    return 1;\n  }\n}\n",
    ),
    "behind a statement": ("x = 1  # ai: in seconds", "#- a.py\nx = 1  # ai: in sec$0onds\ny = 2\n"),
    "a note stays": ("# ai: in seconds\nx = 1", "#- a.py\n# A note.\n# ai: in sec$0onds\nx = 1\n"),
    "a block comment goes whole": (
        "/* A note.\n * ai: in seconds\n */\nlet x = 1;",
        "#- a.ts\n/* A note.\n * ai: in sec$0onds\n */\nlet x = 1;\n",
    ),
    "alone": ("# ai: a function that adds", "#- a.py\nx = 1\n\n# ai: a function that a$0dds\n\ny = 2\n"),
    "alone in an empty file": ("# ai: a function that adds", "#- a.py\n# ai: a function that a$0dds\n"),
    "at the end of a block": (
        "# ai: log it",
        "#- a.py\ndef f(x):\n    if x:\n        go(x)\n        # ai: log$0 it\n    return x\n",
    ),
    "at the end of a body in braces": (
        "// ai: log it",
        "#- a.go\npackage a\n\nfunc f(x int) {\n\tgo1(x)\n\t// ai: log$0 it\n}\n",
    ),
}


@pytest.mark.parametrize("case", INSTRUCTIONS)
def test_the_instruction_is_the_text_behind_the_marker(case, tmp_path):
    instruction, source = INSTRUCTIONS[case]
    entry = menu(source, tmp_path, automatic=True)["comment.do"]
    assert entry.target.instruction == instruction
    assert entry.title == f"Do: {instruction}"
    assert (entry.offer.kind, entry.offer.command) == (
        "refactor.rewrite.contexten.comment",
        "contexten.generate",
    )


@pytest.mark.parametrize("case", SILENT)
def test_other_comments_and_strings_are_not_orders(case, tmp_path):
    assert "comment.do" not in menu(SILENT[case], tmp_path)


@pytest.mark.parametrize("case", REPLACED)
def test_the_comment_and_the_code_it_is_about_may_be_replaced(case, tmp_path):
    text, source = REPLACED[case]
    assert menu(source, tmp_path)["comment.do"].replaced == text


def test_a_comment_inside_a_stub_replaces_exactly_its_body(tmp_path):
    entry = menu("#- a.py\ndef add(a, b):\n    # ai: add th$0em\n    pass\n", tmp_path)["comment.do"]
    assert entry.target.symbol.body == entry.target.span


def test_the_marker_is_an_option(tmp_path):
    source = "#- a.py\n# bot: add re$0try\nx = 1\n"
    assert "comment.do" not in menu(source, tmp_path)
    assert menu(source, tmp_path, marker="bot:")["comment.do"].target.instruction == "add retry"
    assert "comment.do" not in menu("#- a.py\n# ai: add re$0try\nx = 1\n", tmp_path, marker="")


def test_a_long_instruction_is_shortened_in_the_title_only(tmp_path):
    words = " ".join(["again"] * 40)
    entry = menu(f"#- a.py\n# ai: {words}$0\nx = 1\n", tmp_path)["comment.do"]
    assert entry.target.instruction == words
    assert len(entry.title) <= 70
    assert entry.title.endswith("again…")


def test_a_command_takes_any_comment_as_an_order(tmp_path):
    target, text = asked("#- a.py\n# in sec$0onds\nx = 1\n", tmp_path, Intent.COMMENT)
    assert (target.instruction, text) == ("in seconds", "# in seconds\nx = 1")


def test_a_command_without_a_comment_says_how_to_write_one(tmp_path):
    assert "'ai: add a retry'" in declined("#- a.py\nx = 1$0\n", tmp_path, Intent.COMMENT)
