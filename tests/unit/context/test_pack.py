"""The packer: never above the budget, independent of order, headings printed once."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.context.model import Item, ItemKind
from contexten.context.pack import Cutter, fill, render
from contexten.context.rank import Ranked, UseSite
from contexten.context.redact import Redactor
from contexten.context.weights import Mix
from contexten.index.symbol import Symbol
from contexten.text import Span
from support.workspaces import open_fixture

CODE = "".join(
    f"    #- lib/part_{n}.py\n"
    f"    class Part{n}:\n"
    f"        '''A part.'''\n"
    f"        size_{n}: int\n"
    f"        def weigh_{n}(self, scale: float = {n}.5) -> float:\n"
    f"            return scale * self.size_{n}\n"
    f"        def turn_{n}(self): return -1\n"
    f"        class Inner{n}:\n"
    f"            def deep_{n}(self): return {n}\n"
    f"    def build_part_{n}(width, height, depth, colour_of_the_part='red'):\n"
    f"        made = Part{n}()\n"
    f"        return made\n"
    for n in range(6)
)


def quarter(text: str) -> int:
    return (len(text) + 3) // 4


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    snapshot = open_fixture("\n" + CODE, tmp_path_factory.mktemp("pack")).snapshot
    symbols = [
        Symbol(path, item, facts.qualified_name(item))
        for path in sorted(snapshot.index.paths())
        if (facts := snapshot.facts(path)) is not None
        for item in facts.definitions
        if item.name != "made"
    ]
    return snapshot, symbols


NO_MIX = Mix()


def filled(parts, ranked, budget, mix=NO_MIX, examples=(), uses=()):
    return fill(
        ranked,
        examples,
        uses,
        budget=budget,
        mix=mix,
        count_tokens=quarter,
        cutter=Cutter(parts[0], Redactor()),
    )


def scored(symbols, seed):
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    return [Ranked(symbol, round(rng.random(), 2), "because") for symbol in symbols]


MIXES = st.sampled_from([Mix(), Mix(0.15, 0.15), Mix(0.3, 0.2, 0.3)])


@given(st.integers(0, 900), st.integers(0, 50), MIXES)
@settings(deadline=None)
def test_the_rendered_items_never_cost_more_than_the_budget(parts, budget, seed, mix):
    ranked = scored(parts[1], seed)
    functions = [item for item in ranked if item.symbol.definition.kind.is_callable]
    uses = [UseSite(item.symbol, item.symbol.definition.body_start, item.score, "use") for item in functions[:5]]
    result = filled(parts, ranked, budget, mix, functions[:6], uses)
    assert quarter(render(result.items)) <= budget
    assert sum(item.tokens for item in result.items) <= budget


@given(st.integers(0, 900), st.integers(0, 50), MIXES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_candidates_does_not_matter(parts, budget, seed, mix, rng):
    ranked = scored(parts[1], seed)
    shuffled = list(ranked)
    rng.shuffle(shuffled)
    assert filled(parts, ranked, budget, mix, ranked) == filled(parts, shuffled, budget, mix, shuffled)


@given(st.integers(60, 2000), st.integers(0, 50), MIXES)
@settings(deadline=None)
def test_every_candidate_is_in_the_pack_or_in_the_list_of_what_was_left_out(parts, budget, seed, mix):
    ranked = scored(parts[1], seed)
    result = filled(parts, ranked, budget, mix, ranked[:4])
    text = render(result.items)
    left = {(item.path, item.name) for item in result.left_out}
    for item in ranked:
        assert (item.symbol.path, item.symbol.qualified_name) in left or item.symbol.name in text


def test_a_whole_text_is_not_followed_by_its_own_signature(parts):
    ranked = [item for item in scored(parts[1], 1) if item.symbol.name.startswith("build_part")]
    result = filled(parts, ranked, 2000, Mix(bodies=0.5))
    names = [item.name for item in result.items]
    assert len(names) == len(set(names))
    assert {item.kind for item in result.items} == {ItemKind.BODY}


def test_headings_are_printed_once_and_members_stand_below_their_types(parts):
    ranked = [Ranked(symbol, 1.0, "because") for symbol in parts[1] if symbol.path.endswith("part_3.py")]
    assert render(filled(parts, ranked, 1000).items) == (
        "# lib/part_3.py\n"
        "def build_part_3(width, height, depth, colour_of_the_part='red')\n"
        "class Part3\n"
        "    size_3: int\n"
        "    def weigh_3(self, scale: float = 3.5) -> float\n"
        "    def turn_3(self)\n"
        "    class Inner3\n"
        "        def deep_3(self)\n"
    )


def test_the_rendered_text_does_not_change_when_only_scores_move(parts):
    texts = {
        render(filled(parts, [Ranked(symbol, score, "because") for symbol in parts[1]], 5000).items)
        for score in (0.3, 0.8)
    }
    assert len(texts) == 1


def test_where_only_a_few_tokens_are_left_a_name_is_better_than_nothing(parts):
    long = next(symbol for symbol in parts[1] if symbol.name == "build_part_2")
    result = filled(parts, [Ranked(long, 1.0, "because")], 10)
    assert [(item.kind, item.text) for item in result.items] == [(ItemKind.NAME, "build_part_2")]


def test_items_carry_their_lines():
    item = Item("/w/a.py", Span(0, 5), 0, 0, ItemKind.SIGNATURE, "r", 1.0, 3, "def f()", relative="a.py")
    assert render([item]) == "# a.py\ndef f()\n"
