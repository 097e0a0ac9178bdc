"""Whatever happened to a workspace, selection over it equals that over a fresh one with the same texts."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.context.meanings import Meanings
from contexten.context.select import select
from contexten.context.weights import DEFAULT
from contexten.workspace.target import Intent, Target
from support.edited import Edited

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.context.weights import Strategy
    from contexten.workspace import Workspace

PATHS = ["shop/__init__.py", "shop/items.py", "shop/carts.py", "shop/desk.py", "tests/test_desk.py"]
TEXTS = [
    "",
    "class Item:\n    price: int\n    def cost_of(self, count: int) -> int: ...\n    def label_text(self): ...\n",
    (
        "from shop.items import Item\n\nclass Cart:\n    def __init__(self, first: Item):\n        self.first = first\n"
        "    def add_item(self, item: Item): self.first.cost_of(1)\n    def total_cost(self) -> Item: ...\n"
    ),
    (
        "from shop.carts import Cart\nfrom shop.items import *\n\n\n"
        "def sort_items(cart: Cart): return cart.total_cost()\n"
        "def fold_items(cart: Cart): return sort_items(cart)\n"
    ),
    (
        "from shop import Cart, sort_items\n\n\nclass Desk(Cart):\n    def total_cost(self): return sort_items(self)\n"
        "    def show_items(self, cart: Cart): cart.add_item(fold_items(cart))\n"
    ),
    "from .carts import Cart\nfrom .items import Item as Thing\n",
    "def broken(:\n    class Item\n",
]
MAIN = "shop/main.py"
MAIN_TEXT = (
    "from shop.carts import Cart\nfrom shop.items import Item\n\n\nclass Counter:\n"
    "    def show_cost(self, cart: Cart): return cart.total_cost()\n\n"
    "    def count_items(self, cart: Cart, item: Item) -> Item:\n        pass\n"
)
paths = st.sampled_from(PATHS)
texts = st.sampled_from(TEXTS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), paths, texts),
        st.tuples(st.just("open"), paths, texts),
        st.tuples(st.just("change"), paths, texts),
        st.tuples(st.just("save"), paths, st.just("")),
        st.tuples(st.just("close"), paths, st.just("")),
        st.tuples(st.just("delete"), paths, st.just("")),
        st.tuples(st.just("rename"), paths, paths),
        st.tuples(st.just("scan"), st.just(""), st.just("")),
    ),
    max_size=12,
)


def selected(workspace: Workspace, meanings: Meanings, path: str, budget: int, strategy: Strategy) -> ContextPack:
    snapshot = workspace.snapshot()
    facts = snapshot.facts(path)
    assert facts is not None
    function = next(item for item in facts.definitions if item.name == "count_items")
    assert function.body is not None
    target = Target(path, Intent.IMPLEMENT, function.body, instruction="count the items", symbol=function)
    return select(snapshot, target, budget=budget, count_tokens=len, strategy=strategy, meanings=meanings)


@given(
    st.lists(st.tuples(paths, texts), max_size=5),
    steps,
    st.sampled_from([1500, 6000, 40_000]),
    st.sampled_from([DEFAULT, replace(DEFAULT, learned=False)]),
)
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_selection_after_any_changes_equals_that_over_a_fresh_workspace(
    first: list[tuple[str, str]], changes: list[tuple[str, str, str]], budget: int, strategy: Strategy
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        edited = Edited(Path(folder).resolve())
        for path, text in [*first, (MAIN, MAIN_TEXT)]:
            edited.put(path, text)
        edited.workspace.scan(workers=0)
        for change in changes:
            edited.do(*change)
        main = str(edited.root / MAIN)
        mine = selected(edited.workspace, edited.meanings, main, budget, strategy)
        fresh = selected(edited.fresh(), Meanings(), main, budget, strategy)
        assert (mine.items, mine.left_out) == (fresh.items, fresh.left_out)
