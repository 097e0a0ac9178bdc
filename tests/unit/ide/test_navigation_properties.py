"""Whatever the texts, every place that navigation answers lies in its text, on the name that was asked for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.codebase.world import World
from contexten.ide.navigation.calls import callables_at, incoming, outgoing
from contexten.ide.navigation.definition import definitions_at
from contexten.ide.navigation.document_symbols import Entry, document_symbols
from contexten.ide.navigation.fuzzy import fit
from contexten.ide.navigation.highlight import mentions_at
from contexten.ide.navigation.implementations import implementations_at, types_of
from contexten.ide.navigation.names import named_at
from contexten.ide.navigation.references import references_at
from contexten.ide.navigation.workspace_symbols import workspace_symbols
from contexten.store import Store
from contexten.syntax.languages import LANGUAGES, of_path
from contexten.syntax.ranges import spans_around
from contexten.text import Span, encode
from contexten.workspace import Workspace

if TYPE_CHECKING:
    from contexten.syntax.language import Language

EVERY = frozenset(language.id for language in LANGUAGES)
PIECES = [
    "def f(x):\n    ", "class A(B):\n    ", "    ", "\n", "\n\n", "pass\n", "return f(x)\n", "self.f(x=1)\n", "@f\n",
    "from b import f as g\n", "import f\n", "import { f as g } from './b'\n", "for x in f:\n    ", "lambda x: f(x)\n",
    "function f(x) {", "}", "class A {", "this.f();", "func (a *A) f(x int) int {", "impl A {", "fn f(&self) {",
    "use b::f;\n", "a.f()", "int f(int x) {", "=> ", "f = 1\n", "f(", ")", "x", "'", "`", "\r\n", "\t", "é🙂", "\0",
    "end\n", "do |x|\n", "<?php ", "local function f(x)\n", "defmodule A do\n", "$this->f($x)", "f() {\n", "A.new.f\n",
    "let f x = x\n", "f :: Int -> Int\nf x = x\n", "val f = A(x)\n", "const f = ({ x }) => x\n", "type T<f> = A<f>\n",
]  # fmt: skip


def opened(texts: dict[str, str], language: Language) -> World:
    workspace = Workspace([], Store.open(None))
    for path, text in texts.items():
        workspace.open(path, language.language_ids[0], text, 1)
    return World(workspace.snapshot())


def written(world: World, path: str, span: Span) -> str:
    """What stands in a span, which must lie in its text."""
    data = world.document(path).data
    assert 0 <= span.start <= span.end <= len(data)
    return data[span.start : span.end].decode("utf-8", "replace")


@settings(max_examples=150, deadline=None)
@given(
    language=st.sampled_from(LANGUAGES),
    first=st.lists(st.sampled_from(PIECES), max_size=12),
    second=st.lists(st.sampled_from(PIECES), max_size=6),
)
def test_every_place_lies_in_its_text_on_the_name(language, first, second):
    ending = language.extensions[0]
    texts = {f"/w/a{ending}": "".join(first), f"/w/b{ending}": "".join(second)}
    world = opened(texts, language)
    for path, text in texts.items():
        for offset in range(len(encode(text)) + 1):
            check_place(world, path, offset)


def check_place(world: World, path: str, offset: int) -> None:
    named = named_at(world, path, offset)
    if named is None:
        assert definitions_at(world, path, offset) is None
        assert references_at(world, path, offset, declaration=True) == ()
        assert mentions_at(world, path, offset) == ()
        return
    assert written(world, path, named.span) == named.name
    assert named.span.start <= offset <= named.span.end
    names = names_of(world, named)
    for find in (definitions_at, implementations_at, types_of):
        found = find(world, path, offset)
        for landing in found.landings if found else ():
            assert landing.whole.covers(landing.name)
            written(world, landing.path, landing.whole)
    found = definitions_at(world, path, offset)
    assert {written(world, item.path, item.name) for item in (found.landings if found else ())} <= {*names, ""}
    used = references_at(world, path, offset, declaration=True)
    assert list(used) == sorted(set(used))
    assert {written(world, item.path, item.span) for item in used} <= names
    mentioned = mentions_at(world, path, offset)
    assert list(mentioned) == sorted(mentioned)
    assert {written(world, path, item.span) for item in mentioned} <= names


def names_of(world: World, named) -> set[str]:
    """The names that what is meant has anywhere: its own, and those that imports give it."""
    own = {named.name, *(symbol.name for symbol in named.symbols)}
    imports = [item for path in world.view.paths() for item in world.view.imports(path)]
    parts = {part for item in imports for part in (item.name, item.alias, item.local_name, item.module)}
    return own | parts | {item.module.rpartition(".")[2] for item in imports}


@settings(max_examples=100, deadline=None)
@given(language=st.sampled_from(LANGUAGES), pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_symbols_of_a_file_are_nested_and_calls_lead_to_names(language, pieces):
    text = "".join(pieces)
    world = opened({"/w/a": text}, language)
    entries = document_symbols(world.snapshot, "/w/a")
    for entry in entries:
        check_entry(world, entry)
    for offset in range(len(encode(text)) + 1):
        for symbol in callables_at(world, "/w/a", offset):
            for calls in (*incoming(world, symbol), *outgoing(world, symbol)):
                assert calls.spans
                assert all(written(world, "/w/a", span) for span in calls.spans)


def check_entry(world: World, entry: Entry) -> None:
    assert entry.name.strip()
    assert entry.span.covers(entry.name_span)
    written(world, "/w/a", entry.span)
    for child in entry.inside:
        check_entry(world, child)


@settings(max_examples=100, deadline=None)
@given(
    language=st.sampled_from(LANGUAGES),
    pieces=st.lists(st.sampled_from(PIECES), max_size=14),
    query=st.text("faAx.éz", max_size=3),
)
def test_found_symbols_fit_and_are_those_of_the_file(language, pieces, query):
    world = opened({"/w/a": "".join(pieces)}, language)
    found = workspace_symbols(world.snapshot, query, EVERY, most=5)
    assert len(found) <= 5
    known = {item.name for item in world.outline("/w/a").definitions}
    for item in found:
        assert item.name in known
        assert fit(query.rpartition(".")[2], item.name)


@settings(max_examples=100, deadline=None)
@given(
    language=st.sampled_from(LANGUAGES),
    pieces=st.lists(st.sampled_from(PIECES), max_size=14),
    place=st.integers(0, 200),
)
def test_each_selection_holds_the_one_before(language, pieces, place):
    world = opened({"/w/a": "".join(pieces)}, language)
    parsed = world.snapshot.parsed("/w/a")
    offset = min(place, len(parsed.data))
    spans = spans_around(parsed, offset)
    assert (spans[-1].start, spans[-1].end) == (0, len(parsed.data))
    assert all(outer.covers(inner) and outer != inner for inner, outer in pairwise(spans))
    assert all(span.start <= offset <= span.end for span in spans)


@settings(max_examples=300, deadline=None)
@given(name=st.text("abcABC_1é", min_size=1, max_size=12), places=st.sets(st.integers(0, 11), min_size=1))
def test_some_letters_of_a_name_in_order_never_fit_better_than_the_name(name, places):
    wanted = "".join(name[place] for place in sorted(places) if place < len(name))
    assert fit(wanted, name) <= fit(name, name) if wanted else True
    assert fit(name, name) >= 1000


@pytest.mark.parametrize("depth", [3, 40, 450])
def test_a_deep_file_gives_answers_that_are_not_deep(depth):
    """A sum of 450 words is a tree of 450 levels, and what writes and reads an answer goes down level by level."""
    inner = "".join(f"function f{level}() {{" for level in range(depth))
    world = opened({"/w/a": f"x = {'+'.join(['word'] * depth)};\n{inner}{'}' * depth}\n"}, of_path("a.js"))
    spans = spans_around(world.snapshot.parsed("/w/a"), 4)
    assert (spans[0], len(spans[-1])) == (Span(4, 8), len(world.snapshot.parsed("/w/a").data))
    assert len(spans) <= 100
    assert all(outer.covers(inner) and outer != inner for inner, outer in pairwise(spans))
    levels = [document_symbols(world.snapshot, "/w/a")]
    while any(entry.inside for entry in levels[-1]):
        levels.append([child for entry in levels[-1] for child in entry.inside])
    assert len(levels) <= 41
    shown = [entry for level in levels for entry in level]
    assert len(shown) == len(world.snapshot.facts("/w/a").definitions) >= depth
    assert all(entry.span.covers(child.span) for entry in shown for child in entry.inside)
