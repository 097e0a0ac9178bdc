"""What the learned order is told of a candidate: bounded numbers, none of which gives away the file under edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from contexten.context.features import FEATURES, features_of
from contexten.context.meaning import Meaning
from contexten.context.rank import candidates
from contexten.context.scene import Scene
from contexten.context.weights import DEFAULT, Source
from contexten.syntax.facts import FileFacts
from contexten.workspace.target import Intent, Target
from support.workspaces import Opened, open_fixture

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.context.board import Table

CODE = """
    #- shop/models.py
    class Item:
        name: str
        def price_of(self, percent: int) -> int: ...
    class Cart:
        def __init__(self, items: list[Item]): ...
        def add_item(self, item: Item) -> None: ...
        def count_items(self) -> int: ...
    #- shop/tools.py
    from shop.models import Cart, Item
    def sort_items(cart: Cart): return cart.count_items()
    def fold_items(cart: Cart): return cart.count_items() + sort_items(cart)
    def _hidden(cart): return 1
    #- shop/main.py
    from shop.models import Cart
    from shop.tools import sort_items

    class Desk:
        def show_items(self, cart: Cart):
            return sort_items(cart)

        def total_items(self, cart: Cart):
            $0pass
    #- tests/test_main.py
    from shop.main import Desk
    def test_total_items(): Desk().total_items(None)
"""


def scene_of(opened: Opened, intent: Intent = Intent.IMPLEMENT) -> Scene:
    snapshot = opened.snapshot
    facts = snapshot.facts(opened.path) or FileFacts(language="")
    functions = [item for item in facts.enclosing(opened.span) if item.kind.is_callable]
    span = functions[-1].body if functions else None
    target = Target(opened.path, intent, span or opened.span, symbol=functions[-1] if functions else None)
    return Scene(snapshot, target, facts, Meaning(snapshot.index.atlas))


def tabled(scene: Scene) -> tuple[Table, dict[str, list[float]]]:
    """The candidates, and by feature what is said of each."""
    table = candidates(scene, DEFAULT)
    features = features_of(scene, table)
    assert features.shape == (len(table.symbols), len(FEATURES))
    assert features.dtype == np.float32
    return table, {name: features[:, number].tolist() for number, name in enumerate(FEATURES)}


def named(scene: Scene, table: Table, column: list[float]) -> dict[str, float]:
    return {scene.title(symbol): value for symbol, value in zip(table.symbols.tolist(), column, strict=True)}


@pytest.mark.parametrize("intent", [Intent.IMPLEMENT, Intent.REWRITE, Intent.FIX, Intent.TEST, Intent.INSERT])
def test_every_number_is_finite_and_between_0_and_about_1(tmp_path: Path, intent: Intent) -> None:
    table, columns = tabled(scene_of(open_fixture(CODE, tmp_path), intent))
    assert len(table.symbols) > 8
    for name, values in columns.items():
        assert all(0.0 <= value <= 1.5 for value in values), name


def test_facts_of_the_candidates_stand_in_their_columns(tmp_path: Path) -> None:
    scene = scene_of(open_fixture(CODE, tmp_path))
    table, columns = tabled(scene)
    said = {name: named(scene, table, values) for name, values in columns.items()}
    assert said["type"]["Cart"] == said["callable"]["sort_items"] == said["member"]["Cart.add_item"] == 1.0
    assert said["type"]["sort_items"] == said["callable"]["Cart"] == said["member"]["sort_items"] == 0.0
    assert said["same file"]["Desk.show_items"] == 1.0
    assert said["same file"]["sort_items"] == 0.0
    assert said["same folder"]["fold_items"] == 1.0
    assert said["same type as the target's"]["Desk.show_items"] == 1.0
    assert said["its type is used here"]["Cart.add_item"] == 1.0
    assert said["its type is used here"]["Item.price_of"] == 0.0
    assert said["in tests"]["test_total_items"] == 1.0
    assert set(columns["in a method"]) == set(columns["parameters typed"]) == {1.0}
    assert set(columns["wants tests"]) == {0.0}


def test_ranks_follow_the_strengths(tmp_path: Path) -> None:
    scene = scene_of(open_fixture(CODE, tmp_path))
    table = candidates(scene, DEFAULT)
    features = features_of(scene, table)
    ranked = [name.removeprefix("rank by ") for name in FEATURES if name.startswith("rank by ")]
    assert ranked
    for source in ranked:
        strengths = table.strengths[list(Source).index(Source(source))].tolist()
        ranks = features[:, FEATURES.index(f"rank by {source}")].tolist()
        for one, first in zip(strengths, ranks, strict=True):
            assert (first > 0) == (one > 0)
            assert all(first >= second for other, second in zip(strengths, ranks, strict=True) if one > other)


def test_without_candidates_there_are_no_rows(tmp_path: Path) -> None:
    opened = open_fixture("#- notes.txt\nnothing $0here\n", tmp_path)
    table, _ = tabled(scene_of(opened, Intent.INSERT))
    assert table.symbols.tolist() == []


@pytest.mark.parametrize("body", ["return fold_items(cart)", "pass  # fold_items", "return 'fold_items', cart"])
def test_no_feature_says_that_the_text_which_is_replaced_has_a_name(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    """What is learned from bodies that were cut out must hold where they are not."""
    plain = scene_of(open_fixture(CODE, tmp_path_factory.mktemp("plain")))
    told = scene_of(open_fixture(CODE.replace("$0pass", f"$0{body}"), tmp_path_factory.mktemp("told")))
    table, columns = tabled(plain)
    other, others = tabled(told)
    assert [plain.title(symbol) for symbol in table.symbols.tolist()] == [
        told.title(symbol) for symbol in other.symbols.tolist()
    ]
    for name in set(FEATURES) - {"popularity", "popularity of its name alone"}:
        assert others[name] == pytest.approx(columns[name], abs=0.02), name
