"""Whatever stands in the editor, the menu answers, and a command means what the menu meant."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.ide import offers, target_for
from contexten.store import Store
from contexten.text import Span, encode
from contexten.workspace import Workspace
from contexten.workspace.target import Diagnostic, Target

LANGUAGES = [
    "python",
    "javascript",
    "typescript",
    "typescriptreact",
    "go",
    "rust",
    "java",
    "c",
    "cpp",
    "csharp",
    "ruby",
    "php",
    "lua",
    "shellscript",
    "elixir",
    "sql",
]
PIECES = [
    "def f(x):\n    ", "class A(B):\n    ", "    ", "\n", "\n\n", "pass\n", "...\n", "return g(x)\n",
    "self.go()", "@cache\n", "\"\"\"Doc.", "\"\"\"", "# ai: do it\n", "// ai: do it\n", "/* ai: do",
    " AI! */", "function f(x) {", "}", "class A {", "this.go();", "func (a *A) F() int {", "impl A {",
    "fn f(&self) {", "todo!()", "a.go()", "int f() {", "throw new Error('not implemented');", "=> ",
    "x = 1", "go(", ")", "'", "`", "\r\n", "\t", "\u00e9\U0001f600", "\0", "import x\n",
    "def f\n", "end\n", "do |x|\n", "<?php ", "-- ai: do it\n", "local function f()\n", "defmodule A do\n",
    "$this->go()", "  raise NotImplementedError\n", "f() {\n",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    language=st.sampled_from(LANGUAGES),
    pieces=st.lists(st.sampled_from(PIECES), max_size=14),
    places=st.tuples(st.integers(0, 200), st.integers(0, 200)),
)
def test_every_offer_names_a_place_in_the_text_and_the_command_agrees(language, pieces, places):
    text = "".join(pieces)
    size = len(encode(text))
    span = Span(min(*places, size), min(max(places), size))
    workspace = Workspace([], Store.open(None))
    workspace.open("untitled:any", language, text, 1)
    snapshot = workspace.snapshot()
    for offer in offers(snapshot, "untitled:any", span, [Diagnostic(span, "an error")]):
        target = offer.target
        assert 0 <= target.span.start <= target.span.end <= size
        again = target_for(snapshot, "untitled:any", span, target.intent, "", target.diagnostics)
        assert again == target


@settings(max_examples=100, deadline=None)
@given(
    language=st.sampled_from(LANGUAGES),
    pieces=st.lists(st.sampled_from(PIECES), max_size=14),
    place=st.integers(0, 200),
    instruction=st.sampled_from(["", "do it"]),
)
def test_a_guess_names_a_place_in_the_text_or_gives_a_reason(language, pieces, place, instruction):
    text = "".join(pieces)
    size = len(encode(text))
    workspace = Workspace([], Store.open(None))
    workspace.open("untitled:any", language, text, 1)
    answer = target_for(workspace.snapshot(), "untitled:any", Span(place, place), None, instruction)
    if isinstance(answer, Target):
        assert 0 <= answer.span.start <= answer.span.end <= size
    else:
        assert answer.reason
