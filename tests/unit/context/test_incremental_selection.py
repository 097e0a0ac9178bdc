"""Whatever happened to a workspace, selection over it equals that over a fresh one with the same texts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.context.select import select
from contexten.context.weights import DEFAULT, Source, Strategy
from contexten.store import Store
from contexten.workspace import Workspace, WorkspaceOptions
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.context.model import ContextPack

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
BY_HAND = Strategy(
    "by hand",
    # What was edited last is no fact of the texts.
    {source: weight for source, weight in DEFAULT.weights.items() if source is not Source.RECENT},
    DEFAULT.mixes,
    popular=DEFAULT.popular,
)
paths = st.sampled_from(PATHS)
texts = st.sampled_from(TEXTS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), paths, texts),
        st.tuples(st.just("open"), paths, texts),
        st.tuples(st.just("change"), paths, texts),
        st.tuples(st.just("close"), paths, st.just("")),
        st.tuples(st.just("delete"), paths, st.just("")),
        st.tuples(st.just("rename"), paths, paths),
        st.tuples(st.just("scan"), st.just(""), st.just("")),
    ),
    max_size=12,
)


@dataclass
class Edited:
    """A workspace to which anything can happen."""

    root: Path
    workspace: Workspace
    versions: dict[str, int] = field(default_factory=dict[str, int])

    def do(self, step: str, path: str, other: str) -> None:
        at = str(self.root / path)
        if step == "write":
            self.workspace.files_changed([self.put(path, other)], [])
        elif step == "open":
            self.versions[path] = 1
            self.workspace.open(at, "", other, 1)
        elif step == "change" and path in self.versions:
            self.versions[path] += 1
            self.workspace.change(at, self.versions[path], [other])
        elif step == "close":
            self.versions.pop(path, None)
            self.workspace.close(at)
        elif step == "delete":
            Path(at).unlink(missing_ok=True)
            self.workspace.files_changed([], [at])
        elif step == "rename" and path != other and Path(at).exists():
            Path(at).rename(self.put(other, ""))
            self.workspace.files_changed([str(self.root / other)], [at])
        elif step == "scan":
            self.workspace.scan(workers=0)

    def put(self, path: str, text: str) -> str:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return str(file)

    def fresh(self) -> Workspace:
        """A workspace made afresh, with the same documents open."""
        snapshot, fresh = self.workspace.snapshot(), Workspace([str(self.root)], Store.open(None))
        fresh.scan(workers=0)
        for path in snapshot.open_paths:
            document = snapshot.document(path)
            assert document is not None
            fresh.open(path, "", document.text, 1)
        return fresh


def selected(workspace: Workspace, path: str, budget: int) -> ContextPack:
    snapshot = workspace.snapshot()
    facts = snapshot.facts(path)
    assert facts is not None
    function = next(item for item in facts.definitions if item.name == "count_items")
    assert function.body is not None
    target = Target(path, Intent.IMPLEMENT, function.body, instruction="count the items", symbol=function)
    return select(snapshot, target, budget=budget, count_tokens=len, strategy=BY_HAND)


def told(pack: ContextPack) -> list[tuple[str, str, str, str, float]]:
    shown = [(item.path, item.name, item.text, item.reason, round(item.score, 4)) for item in pack.items]
    lost = [(item.path, item.name, item.why, item.reason, round(item.score, 4)) for item in pack.left_out]
    return sorted(shown) + sorted(lost)


@given(st.lists(st.tuples(paths, texts), max_size=5), steps, st.sampled_from([1500, 6000, 40_000]))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_selection_after_any_changes_equals_that_over_a_fresh_workspace(
    first: list[tuple[str, str]], changes: list[tuple[str, str, str]], budget: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        options = WorkspaceOptions(compact_from=4, rescan_from=6)
        edited = Edited(root, Workspace([str(root)], Store.open(None), options=options))
        for path, text in [*first, (MAIN, MAIN_TEXT)]:
            edited.put(path, text)
        edited.workspace.scan(workers=0)
        for change in changes:
            edited.do(*change)
        main = str(root / MAIN)
        assert told(selected(edited.workspace, main, budget)) == told(selected(edited.fresh(), main, budget))
