import itertools
import time

import pytest

from contexten.syntax.extract import extract_facts, facts_digest
from contexten.syntax.facts import pack_facts, unpack_facts
from contexten.syntax.languages import LANGUAGES, by_id
from contexten.syntax.parse import MAX_PARSED_BYTES, fragment, parse, reparse
from contexten.text import Document, Patch, Span
from support.syntax import outline, parsed_text

PYTHON = by_id("python")


def test_a_text_over_the_limit_is_not_parsed():
    assert parse(Document(b"x" * (MAX_PARSED_BYTES + 1)), PYTHON) is None
    assert parse(Document(b"#" * MAX_PARSED_BYTES), PYTHON) is not None


def test_a_parse_past_its_deadline_gives_none_and_the_next_is_right():
    slow = Document(b"x = [\n" + b"    f(1, 2, 3),\n" * 40_000 + b"]\n")
    assert parse(slow, PYTHON, deadline=0.02) is None
    parsed = parse(Document(b"def f(): return 1\n"), PYTHON, deadline=5.0)
    assert parsed is not None
    assert outline(extract_facts(parsed)) == ["function f"]
    assert parsed.errors == 0


def test_only_the_work_itself_counts_and_not_what_else_the_machine_does(monkeypatch):
    seconds = itertools.count()
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    assert parse(Document(b"x = f(1)\n" * 5_000), PYTHON, deadline=60.0) is not None
    monkeypatch.setattr(time, "thread_time", lambda: next(seconds))
    assert parse(Document(b"x = f(1)\n" * 50_000), PYTHON, deadline=60.0) is None


def test_a_parse_with_a_deadline_gives_the_same_facts():
    text = "class Ä:\n    ü = 1\n\n    def m(self): return self.ü\n" * 3000
    document = Document.of(text)
    with_deadline = parse(document, PYTHON, deadline=30.0)
    assert with_deadline is not None
    assert extract_facts(with_deadline) == extract_facts(parse(document, PYTHON))


def test_a_reparse_leaves_the_old_tree_valid():
    before = Document.of("def f():\n    return 1\n")
    old = parse(before, PYTHON)
    patch = Patch(Span(4, 5), b"renamed")
    after = before.patched(patch)
    new = reparse(old, [(before, patch)], after)
    assert outline(extract_facts(new)) == ["function renamed"]
    assert outline(extract_facts(old)) == ["function f"]
    assert old.document is before


def test_several_steps_are_applied_in_order():
    first = Document.of("a = 1\r\nb = 2\r\n")
    one = Patch(Span(7, 7), b"def g():\r\n    pass\r\n")
    second = first.patched(one)
    two = Patch(Span(0, 5), b"")
    third = second.patched(two)
    new = reparse(parse(first, PYTHON), [(first, one), (second, two)], third)
    assert extract_facts(new) == extract_facts(parse(third, PYTHON))
    assert outline(extract_facts(new)) == ["function g", "variable b"]


def test_a_reparse_past_its_deadline_gives_none():
    document = Document(b"x = [\n" + b"    f(1, 2, 3),\n" * 40_000 + b"]\n")
    old = parse(document, PYTHON)
    patch = Patch(Span(0, 0), b"'''")
    assert reparse(old, [(document, patch)], document.patched(patch), deadline=0.001) is None


def test_errors_count_missing_tokens_too():
    assert parsed_text("def f(:\n", "python").errors > 0
    assert parsed_text("function f( { }", "typescript").errors > 0
    assert parsed_text("x = 1\n", "python").errors == 0


def test_a_fragment_keeps_text_that_json_can_carry():
    parsed = fragment("x = '\ud800'\n", PYTHON)
    facts = extract_facts(parsed)
    assert unpack_facts(pack_facts(facts)) == facts


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda row: row.id)
def test_facts_survive_packing(language):
    facts = extract_facts(fragment("class A { f() {} }\n", language))
    assert unpack_facts(pack_facts(facts)) == facts


def test_the_key_of_facts_depends_on_text_and_language():
    keys = {facts_digest(digest, row) for digest in ("a", "b") for row in LANGUAGES}
    assert len(keys) == 2 * len(LANGUAGES)
    assert facts_digest("a", PYTHON) == facts_digest("a", PYTHON)
