"""What selection keeps between requests is derived anew exactly where facts changed."""

from __future__ import annotations

from contexten.context.lexicon import Lexicon
from support.workspaces import open_fixture

SOURCE = """
    #- a.py
    def load_invoice(path): return read_file(path)
    #- b.py
    def read_file(path): ...
    #- tests/test_a.py
    def test_load(): load_invoice("x")
"""


def test_only_a_file_whose_facts_changed_has_another_mark(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    before = opened.snapshot.index
    opened.open("a.py", "def load_bill(path): ...\n")
    after = opened.snapshot.index
    assert after.mark(opened.at("b.py")) is before.mark(opened.at("b.py")) is not None
    assert after.mark(opened.at("a.py")) is not before.mark(opened.at("a.py"))
    assert after.mark(opened.at("a.py")) is after.mark(opened.at("a.py"))
    assert after.mark(opened.at("missing.py")) is None


def test_search_finds_by_stemmed_words_and_damps_tests(tmp_path):
    lexicon = Lexicon()
    lexicon.refresh(open_fixture(SOURCE, tmp_path).snapshot.index)
    hits = lexicon.search({"load": 1.0, "invoice": 1.0}, limit=5, tests=0.3)
    assert [hit.symbol.name for hit in hits] == ["load_invoice", "test_load"]
    assert hits[0].strength == 1.0


def test_what_is_gone_is_found_no_more(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    lexicon = Lexicon()
    lexicon.refresh(opened.snapshot.index)
    assert lexicon.popularity("read_file") > 0
    assert lexicon.definers("load_invoice") == 1
    opened.open("a.py", "def load_bill(path): ...\n")
    lexicon.refresh(opened.snapshot.index)
    assert lexicon.search({"invoice": 1.0}, limit=5) == []
    assert lexicon.popularity("read_file") == 0
    assert (lexicon.definers("load_invoice"), lexicon.definers("load_bill")) == (0, 1)
