"""The packer: never above the budget, independent of order, headings printed once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexten.context.choice import Choice, UseSite
from contexten.context.meaning import IS_CALLABLE, Meaning
from contexten.context.model import Item, ItemKind
from contexten.context.pack import Cutter, Filled, fill, render
from contexten.context.redact import Redactor
from contexten.context.scene import Scene
from contexten.context.weights import Mix
from contexten.syntax.facts import FileFacts
from contexten.text import Span
from contexten.workspace.target import Intent, Target
from support.workspaces import open_fixture

if TYPE_CHECKING:
    from collections.abc import Sequence

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


@dataclass(frozen=True)
class Parts:
    """The scene of a workspace and the symbols that can be packed."""

    scene: Scene
    symbols: list[int]

    def name(self, symbol: int) -> str:
        return self.scene.atlas.text_of(int(self.scene.atlas.name[symbol]))

    def path(self, symbol: int) -> str:
        return self.scene.atlas.path_of(int(self.scene.atlas.file[symbol]))

    def body(self, symbol: int) -> int:
        outline = self.scene.view.outline(self.path(symbol))
        assert outline is not None
        return outline.definitions[int(self.scene.atlas.definition[symbol])].body_start


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    snapshot = open_fixture("\n" + CODE, tmp_path_factory.mktemp("pack")).snapshot
    target = Target(snapshot.roots[0] + "/new.py", Intent.INSERT, Span(0, 0))
    scene = Scene(snapshot, target, FileFacts(language="python"), Meaning(snapshot.index.atlas))
    return Parts(scene, list(range(scene.atlas.count)))


NO_MIX = Mix()


def filled(
    parts: Parts,
    choices: Sequence[Choice],
    budget: int,
    mix: Mix = NO_MIX,
    examples: Sequence[Choice] = (),
    uses: Sequence[UseSite] = (),
) -> Filled:
    return fill(
        choices,
        examples,
        uses,
        budget=budget,
        mix=mix,
        count_tokens=quarter,
        cutter=Cutter(parts.scene, Redactor()),
    )


def because() -> str:
    return "because"


def scored(symbols: Sequence[int], seed: int) -> list[Choice]:
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    return [Choice(symbol, round(rng.random(), 2), because) for symbol in symbols]


def functions_of(parts: Parts, choices: Sequence[Choice]) -> list[Choice]:
    return [choice for choice in choices if IS_CALLABLE[parts.scene.atlas.kind[choice.symbol]]]


MIXES = st.sampled_from([Mix(), Mix(0.15, 0.15), Mix(0.3, 0.2, 0.3)])


@given(st.integers(0, 900), st.integers(0, 50), MIXES)
@settings(deadline=None)
def test_the_rendered_items_never_cost_more_than_the_budget(parts: Parts, budget: int, seed: int, mix: Mix) -> None:
    choices = scored(parts.symbols, seed)
    functions = functions_of(parts, choices)
    uses = [UseSite(item.symbol, parts.body(item.symbol), item.score, "use") for item in functions[:5]]
    result = filled(parts, choices, budget, mix, functions[:6], uses)
    assert quarter(render(result.items)) <= budget
    assert sum(item.tokens for item in result.items) <= budget


@given(st.integers(0, 900), st.integers(0, 50), MIXES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_candidates_does_not_matter(
    parts: Parts, budget: int, seed: int, mix: Mix, rng: random.Random
) -> None:
    choices = scored(parts.symbols, seed)
    functions = functions_of(parts, choices)
    uses = [UseSite(item.symbol, parts.body(item.symbol), item.score, "use") for item in functions[:5]]
    expected = filled(parts, choices, budget, mix, functions, uses)
    for given_in in (choices, functions, uses):
        rng.shuffle(given_in)
    assert filled(parts, choices, budget, mix, functions, uses) == expected


@given(st.integers(60, 2000), st.integers(0, 50), MIXES)
@settings(deadline=None)
def test_every_candidate_is_in_the_pack_or_in_the_list_of_what_was_left_out(
    parts: Parts, budget: int, seed: int, mix: Mix
) -> None:
    choices = scored(parts.symbols, seed)
    result = filled(parts, choices, budget, mix, choices[:4])
    text = render(result.items)
    left = {(item.path, item.name) for item in result.left_out}
    for choice in choices:
        known_as = parts.path(choice.symbol), parts.scene.title(choice.symbol)
        assert known_as in left or parts.name(choice.symbol) in text


def test_what_was_left_out_keeps_its_score_and_reason_best_first(parts: Parts) -> None:
    choices = scored(parts.symbols, 3)
    left = filled(parts, choices, 0).left_out
    assert len(left) == len(choices)
    assert [item.score for item in left] == sorted((choice.score for choice in choices), reverse=True)
    assert {(item.reason, item.why) for item in left} == {("because", "budget")}


def test_a_whole_text_is_not_followed_by_its_own_signature(parts: Parts) -> None:
    choices = [item for item in scored(parts.symbols, 1) if parts.name(item.symbol).startswith("build_part")]
    result = filled(parts, choices, 2000, Mix(bodies=0.5))
    names = [item.name for item in result.items]
    assert len(names) == len(set(names)) == 6
    assert {item.kind for item in result.items} == {ItemKind.BODY}


def test_a_use_is_shown_with_the_lines_around_it(parts: Parts) -> None:
    build = next(symbol for symbol in parts.symbols if parts.name(symbol) == "build_part_4")
    use = UseSite(build, parts.body(build), 0.5, "use of Part4")
    shown = filled(parts, [], 400, Mix(windows=0.5), uses=[use]).items
    assert [(item.kind, item.reason) for item in shown] == [(ItemKind.WINDOW, "use of Part4")]
    assert shown[0].text == (
        "def build_part_4(width, height, depth, colour_of_the_part='red'):\n    made = Part4()\n    return made"
    )


def test_headings_are_printed_once_and_members_stand_below_their_types(parts: Parts) -> None:
    inside = [symbol for symbol in parts.symbols if parts.path(symbol).endswith("part_3.py")]
    assert render(filled(parts, [Choice(symbol, 1.0, because) for symbol in inside], 1000).items) == (
        "# lib/part_3.py\n"
        "def build_part_3(width, height, depth, colour_of_the_part='red')\n"
        "class Part3\n"
        "    size_3: int\n"
        "    def weigh_3(self, scale: float = 3.5) -> float\n"
        "    def turn_3(self)\n"
        "    class Inner3\n"
        "        def deep_3(self)\n"
    )


def test_the_rendered_text_does_not_change_when_only_scores_move(parts: Parts) -> None:
    texts = {render(filled(parts, scored(parts.symbols, seed), 5000).items) for seed in range(4)}
    assert len(texts) == 1


def test_where_only_a_few_tokens_are_left_a_name_is_better_than_nothing(parts: Parts) -> None:
    long = next(symbol for symbol in parts.symbols if parts.name(symbol) == "build_part_2")
    result = filled(parts, [Choice(long, 1.0, because)], 10)
    assert [(item.kind, item.text) for item in result.items] == [(ItemKind.NAME, "build_part_2")]


def test_on_a_full_page_all_but_the_best_have_a_short_line_with_the_whole_name(parts: Parts) -> None:
    named = {parts.name(symbol): symbol for symbol in parts.symbols}
    builders = [named[f"build_part_{number}"] for number in range(6)]
    choices = [Choice(symbol, 0.19 / number if number else 0.9, because) for number, symbol in enumerate(builders)]
    lines = [item.text for item in filled(parts, choices, 100).items]
    assert lines[0] == "def build_part_0(width, height, depth, colour_of_the_part='red')"
    assert lines[1:] == [f"def build_part_{number}(width,…" for number in range(1, 6)]


def test_where_the_page_has_room_for_all_every_header_is_whole(parts: Parts) -> None:
    items = filled(parts, scored(parts.symbols, 5), 4000).items
    assert len(items) == len(parts.symbols)
    assert not any("…" in item.text for item in items)


def test_of_equal_worth_what_stands_below_a_shown_heading_comes_first(parts: Parts) -> None:
    named = {parts.name(symbol): symbol for symbol in parts.symbols}
    wanted = ["deep_4", "build_part_4", "build_part_0", "turn_4", "turn_5"]
    choices = [Choice(named[name], 0.9 if name == "turn_4" else 0.5, because) for name in wanted]
    texts = " ".join(item.text for item in filled(parts, choices, 38).items)
    assert "deep_4" in texts
    assert "turn_5" not in texts


def test_a_heading_that_a_shown_member_asks_for_is_an_item_without_cost(parts: Parts) -> None:
    named = {parts.name(symbol): symbol for symbol in parts.symbols}
    choices = [Choice(named["deep_1"], 0.9, because), Choice(named["Part1"], 0.01, because)]
    budget = quarter(render(filled(parts, choices[:1], 400).items))
    items = {item.name: item for item in filled(parts, choices, budget).items}
    assert items["Part1"].tokens == 0
    assert items["Part1"].reason == "because"


def test_items_carry_the_place_of_what_they_show(parts: Parts) -> None:
    whole = {item.name: item for item in filled(parts, scored(parts.symbols, 1), 5000, Mix(bodies=0.5)).items}
    build = whole["build_part_5"]
    assert (build.kind, build.start_line, build.end_line, build.relative) == (ItemKind.BODY, 8, 10, "lib/part_5.py")
    lines = parts.scene.snapshot.document(build.path)
    assert lines is not None
    assert lines.slice(build.span).rstrip() == build.text


def test_items_carry_their_lines() -> None:
    item = Item("/w/a.py", Span(0, 5), 0, 0, ItemKind.SIGNATURE, "r", 1.0, 3, "def f()", relative="a.py")
    assert render([item]) == "# a.py\ndef f()\n"
