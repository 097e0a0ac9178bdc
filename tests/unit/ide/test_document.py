"""Writing docs: where the doc stands or would stand."""

from __future__ import annotations

import pytest

from contexten.workspace.target import Intent
from support.menu import asked, declined, menu

WITHOUT = {
    "python function": ("function", "send", "def send(x):\n    ", "#- a.py\ndef se$0nd(x):\n    return x\n"),
    "python class": ("class", "Client", "class Client:\n    ", "#- a.py\nclass Cli$0ent:\n    x = 1\n"),
    "python decorator": (
        "function",
        "send",
        "@cache\ndef send(x):\n    ",
        "#- a.py\n@cac$0he\ndef send(x):\n    return x\n",
    ),
    "python several lines": (
        "function",
        "send",
        "def send(\n    x,\n):\n    ",
        "#- a.py\ndef send(\n    x,$0\n):\n    return x\n",
    ),
    "typescript": ("function", "send", "", "#- a.ts\nexport function se$0nd(x) {\n  return x;\n}\n"),
    "typescript method": (
        "method",
        "send",
        "class A {\n  ",
        "#- a.ts\nclass A {\n  se$0nd(x) {\n    return x;\n  }\n}\n",
    ),
    "typescript interface": ("interface", "Client", "", "#- a.ts\ninterface Cli$0ent {\n  x: number;\n}\n"),
    "c": ("function", "send", "", "#- a.c\nint se$0nd(void) {\n    return 1;\n}\n"),
    "cpp": ("class", "Client", "", "#- a.hpp\nclass Cli$0ent {\n    int x;\n};\n"),
    "csharp": ("method", "Send", "class A {\n    ", "#- A.cs\nclass A {\n    int Se$0nd() { return 1; }\n}\n"),
    "go": ("function", "Send", "package a\n\n", "#- a.go\npackage a\n\nfunc Se$0nd() int {\n\treturn 1\n}\n"),
    "rust attribute": ("function", "send", "", "#- a.rs\n#[inline]\nfn se$0nd() -> u8 {\n    1\n}\n"),
    "ruby": ("method", "send", "class A\n  ", "#- a.rb\nclass A\n  def se$0nd(x)\n    x\n  end\nend\n"),
    "lua": ("function", "send", "", "#- a.lua\nlocal function se$0nd(x)\n  return x\nend\n"),
    "elixir": ("method", "send", "defmodule A do\n  ", "#- a.ex\ndefmodule A do\n  def se$0nd(x), do: x\nend\n"),
    "bash": ("function", "send", "", "#- a.sh\nse$0nd() {\n  echo 1\n}\n"),
    "php": ("function", "send", "<?php\n", "#- a.php\n<?php\nfunction se$0nd() {\n  return 1;\n}\n"),
    "java": (
        "method",
        "send",
        "class A {\n    ",
        "#- A.java\nclass A {\n    int se$0nd() {\n        return 1;\n    }\n}\n",
    ),
}

WITH = {
    "python": ('"""Send it."""', '#- a.py\ndef se$0nd(x):\n    """Send it."""\n    return x\n'),
    "python class": (
        '"""A client.\n\n    More.\n    """',
        '#- a.py\nclass Cl$0ient:\n    """A client.\n\n    More.\n    """\n\n    x = 1\n',
    ),
    "typescript": ("/** Send it. */\n", "#- a.ts\n/** Send it. */\nfunction se$0nd(x) {\n  return x;\n}\n"),
    "ruby": ("# Send it.\n", "#- a.rb\n# Send it.\ndef se$0nd(x)\n  x\nend\n"),
    "elixir": (
        '@doc "Send it."\n  ',
        '#- a.ex\ndefmodule A do\n  @doc "Send it."\n  def se$0nd(x), do: x\nend\n',
    ),
    "go": ("// Send sends.\n", "#- a.go\npackage a\n\n// Send sends.\nfunc Se$0nd() int {\n\treturn 1\n}\n"),
    "rust": ("/// Send it.\n", "#- a.rs\n/// Send it.\nfn se$0nd() -> u8 {\n    1\n}\n"),
    "java": (
        "/** Send it. */\n    ",
        "#- A.java\nclass A {\n    /** Send it. */\n    int se$0nd() {\n        return 1;\n    }\n}\n",
    ),
}

SILENT = {
    "inside the body": "#- a.py\ndef send(x):\n    y = x\n    return$0 y\n",
    "outside": "#- a.py\ndef send(x):\n    return x\n\n\ny = 1$0\n",
    "a variable": "#- a.py\nlim$0it = 3\n",
    "go, inside the body": "#- a.go\npackage a\n\nfunc Send() int {\n\tx := 1\n\treturn$0 x\n}\n",
}


@pytest.mark.parametrize("case", WITHOUT)
def test_a_header_without_doc_is_offered_one(case, tmp_path):
    kind, name, before, source = WITHOUT[case]
    entry = menu(source, tmp_path)["document.write"]
    assert entry.title == f"Document {kind} '{name}'"
    assert (entry.replaced, entry.before) == ("", before)
    assert (entry.offer.kind, entry.offer.command) == (
        "refactor.rewrite.contexten.document",
        "contexten.document",
    )


@pytest.mark.parametrize("case", WITH)
def test_a_doc_that_is_there_may_be_rewritten(case, tmp_path):
    doc, source = WITH[case]
    entry = menu(source, tmp_path)["document.rewrite"]
    assert entry.title.startswith("Rewrite the docs of ")
    assert entry.replaced == doc


@pytest.mark.parametrize("case", SILENT)
def test_only_headers_are_offered_docs(case, tmp_path):
    assert not [action for action in menu(SILENT[case], tmp_path) if action.startswith("document.")]


def test_moving_the_cursor_offers_no_docs(tmp_path):
    assert menu(WITHOUT["python function"][3], tmp_path, automatic=True) == {}


def test_a_command_documents_the_definition_around(tmp_path):
    target, text = asked(SILENT["inside the body"], tmp_path, Intent.DOCUMENT, "for beginners")
    assert (target.symbol.name, target.instruction, text) == ("send", "for beginners", "")


def test_a_command_outside_of_definitions_says_where_to_go(tmp_path):
    assert "put the cursor inside" in declined(SILENT["outside"], tmp_path, Intent.DOCUMENT)
