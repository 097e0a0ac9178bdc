"""What is offered in Kotlin, Scala, Swift, OCaml and Haskell, and that its result stands where it should."""

from __future__ import annotations

import pytest

from contexten.drafts.docstring import doc_text
from contexten.drafts.model import Draft
from contexten.edits.model import Place
from contexten.ide import target_for
from contexten.syntax.languages import of_path
from contexten.syntax.parse import fragment
from contexten.workspace.target import Intent
from support.edits import request_at, result_of
from support.fixture import parse_fixture
from support.menu import menu
from support.workspaces import open_fixture

STUBS = {
    "kotlin": "#- a.kt\nclass A {\n    fun total(tax: Int): Int = TO$0DO()\n}\n",
    "scala": "#- a.scala\nclass A {\n  def total(tax: Int): Int = ?$0??\n}\n",
    "swift": "#- a.swift\nclass A {\n    func total(tax: Int) -> Int {\n        fatal$0Error()\n    }\n}\n",
    "ocaml": '#- a.ml\nlet total tax = fail$0with "TODO"\n',
    "haskell": "#- a.hs\nmodule A where\n\ntotal :: Int -> Int\ntotal tax = unde$0fined\n",
}
DOCUMENTED = {
    "kotlin": "/**\n     * Sum of all.\n     */\n    fun total",
    "scala": "/**\n   * Sum of all.\n   */\n  def total",
    "swift": "/// Sum of all.\n    func total",
    "ocaml": "(**\n    Sum of all.\n *)\nlet total",
    "haskell": "-- |\n-- Sum of all.\ntotal :: Int -> Int",
}


@pytest.mark.parametrize("language", sorted(STUBS))
def test_a_stub_is_offered_to_be_written(language, tmp_path):
    offered = menu(STUBS[language], tmp_path)
    assert any(name.startswith("implement") for name in offered), offered
    assert any(name.startswith("test") for name in offered), offered


@pytest.mark.parametrize("language", sorted(STUBS))
def test_a_documented_function_has_its_doc_before_it_and_parses(language):
    source = STUBS[language]
    text = result_of(request_at(source, Place.DOC), "Sum of all.")
    assert DOCUMENTED[language] in text
    row = of_path(parse_fixture(source).path)
    assert row is not None
    assert not fragment(text, row).errors
    again = f"#- {parse_fixture(source).path}\n" + text.replace("total", "to$0tal", 1)
    replaced = result_of(request_at(again, Place.DOC), "Sum with tax.")
    assert "Sum with tax." in replaced
    assert "Sum of all." not in replaced


@pytest.mark.parametrize("language", sorted(STUBS))
def test_a_marker_comment_is_an_instruction(language, tmp_path):
    mark = {"ocaml": "(* ai: add the tax *)", "haskell": "-- ai: add the tax"}.get(language, "// ai: add the tax")
    body = STUBS[language].replace("$0", "")
    offered = menu(f"{body}\n{mark.replace('add', 'a$0dd')}\n", tmp_path, marker="ai:")
    entry = next((item for name, item in offered.items() if name.startswith("comment")), None)
    assert entry is not None, offered
    assert entry.target.instruction == "add the tax"


@pytest.mark.parametrize("language", sorted(STUBS))
def test_doc_drafts_follow_the_custom_of_the_language(language, tmp_path):
    opened = open_fixture(STUBS[language].replace("$0", "").replace("total", "to$0tal", 1), tmp_path)
    target = target_for(opened.snapshot, opened.path, opened.span, Intent.DOCUMENT, "")
    draft = doc_text(opened.snapshot, target)
    assert isinstance(draft, Draft)
    custom = {"kotlin": "KDoc", "scala": "Scaladoc", "swift": "DocC", "ocaml": "odoc", "haskell": "Haddock"}
    assert custom[language] in draft.source
