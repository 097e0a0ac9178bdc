"""What functions use: every form a use can take, and the same answers for one question as for many at once."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pytest

from contexten.context.bulk import Bulk
from contexten.context.meaning import IS_TYPE, Meaning
from contexten.context.uses import edges_of
from support.workspaces import Opened, open_fixture

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.index.atlas import Atlas

LIB = """
#- lib/__init__.py
from lib.store import Store as Shop
from lib.tools import *
#- lib/store.py
class Url:
    owner: Store
    def host(self): ...
    def port(self): ...

class Base:
    def open_door(self): ...
    def close_door(self): ...

class Store(Base):
    url: Url
    def __init__(self, url: Url):
        self.address = url
    def close_door(self): ...
    def find_item(self, key) -> Item: ...
    def link(self) -> Url: ...

class Item:
    price: int
    def cost(self): ...
#- lib/tools.py
from lib.store import Store

def make_store() -> Store: ...
def weigh(item): ...
#- lib/other.py
class Crane:
    def lift_load(self): ...
    def host(self): ...
def weigh(item): ...
"""


def title(atlas: Atlas, symbol: int) -> str:
    name, parent = atlas.text_of(int(atlas.name[symbol])), int(atlas.parent[symbol])
    return f"{title(atlas, parent)}.{name}" if parent >= 0 else name


def used(opened: Opened, function: str, *, file: str = "main") -> dict[str, float]:
    """What `function` uses, with the share of each, as `stem:Type.member`."""
    atlas = opened.snapshot.index.atlas
    stems = {number: atlas.path_of(number).rpartition("/")[2].partition(".")[0] for number in range(atlas.files)}
    asked = [
        symbol
        for symbol in range(atlas.count)
        if atlas.alive[symbol] and stems[int(atlas.file[symbol])] == file and title(atlas, symbol) == function
    ]
    edges = edges_of(Meaning(atlas), np.array(asked, np.int32))
    assert len(asked) == 1
    found: dict[str, float] = {}
    for symbol, share in zip(edges.symbol.tolist(), edges.share.tolist(), strict=True):
        found[f"{stems[int(atlas.file[symbol])]}:{title(atlas, symbol)}"] = round(share, 3)
    return found


def python(tmp_path: Path, body: str) -> dict[str, float]:
    """What the function `work` of a file with this text uses."""
    return used(open_fixture(LIB + "#- main.py\n" + textwrap.dedent(body), tmp_path), "work")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from lib.tools import weigh\ndef work(): weigh(1)\n", {"tools:weigh"}),
        ("from lib.tools import weigh as heavy\ndef work(): heavy(1)\n", {"tools:weigh"}),
        ("from lib.tools import weigh as heavy\ndef weigh(): ...\ndef work(): heavy(1)\n", set[str]()),
        ("from lib.store import Store as Shop\ndef work(s: Shop): s.find_item(1)\n", {"store:Store.find_item"}),
        (
            "from lib.store import Store as Shop\ndef work():\n    s = Shop(1)\n    s.find_item(1).cost()\n",
            {"store:Store.find_item", "store:Item.cost"},
        ),
        (
            "from lib.store import Store as Shop\nclass Big(Shop): ...\ndef work(b: Big): b.open_door()\n",
            {"main:Big", "store:Base.open_door"},
        ),
        ("def weigh(): ...\ndef work(): weigh()\n", {"main:weigh"}),
        ("def work(): weigh(1)\n", set[str]()),
        ("from lib import make_store\ndef work(): make_store()\n", {"tools:make_store"}),
        ("import lib.tools as t\ndef work(): t.weigh(1)\n", {"tools:weigh"}),
        ("import lib.tools\ndef work(): lib.tools.weigh(1)\n", {"tools:weigh"}),
        ("from lib import tools\ndef work(): tools.weigh(1)\n", {"tools:weigh"}),
        ("from lib.store import Store\ndef work(s: Store): s.find_item(1)\n", {"store:Store.find_item"}),
        ("from lib.store import Store\ndef work(s: Store | None): s.find_item(1)\n", {"store:Store.find_item"}),
        ("from lib.store import Store\ndef work(s: Store): s.open_door()\n", {"store:Base.open_door"}),
        ("from lib.store import Store\ndef work(s: Store): s.close_door()\n", {"store:Store.close_door"}),
        ("from lib.store import Store\ndef work(s: Store): s.url.host()\n", {"store:Store.url", "store:Url.host"}),
        (
            "from lib.store import Store\ndef work(s: Store): s.address.host()\n",
            {"store:Store.address", "store:Url.host"},
        ),
        (
            "from lib.store import Store\ndef work(s: Store): s.find_item(1).cost()\n",
            {"store:Store.find_item", "store:Item.cost"},
        ),
        (
            "from lib.store import Store\ndef work(s: Store): s.link().owner.find_item(1).cost()\n",
            {"store:Store.link", "store:Url.owner", "store:Store.find_item", "store:Item.cost"},
        ),
        (
            "from lib.tools import make_store\ndef work(): make_store().find_item(1).cost()\n",
            {"tools:make_store", "store:Store.find_item", "store:Item.cost"},
        ),
        (
            "from lib.tools import make_store\ndef work():\n    i = make_store().find_item(1)\n    i.cost()\n",
            {"tools:make_store", "store:Store.find_item", "store:Item.cost"},
        ),
        (
            "from lib.store import Store\ndef work(s: Store): s.link().away.find_item(1)\n",
            {"store:Store.link"},
        ),
        (
            "from lib.store import Store\ndef work():\n    s = Store(1)\n    s.find_item(2)\n",
            {"store:Store", "store:Store.find_item"},
        ),
        (
            "from lib.tools import make_store\ndef work():\n    s = make_store()\n    s.find_item(2)\n",
            {"tools:make_store", "store:Store.find_item"},
        ),
        (
            "from lib.store import Store\ndef work(s: Store):\n    link = s.link()\n    link.port()\n",
            {"store:Store.link", "store:Url.port"},
        ),
        ("from lib.store import Store\ndef work(): Store.find_item(1, 2)\n", {"store:Store", "store:Store.find_item"}),
    ],
)
def test_a_use_in_python_means_what_the_code_shows(tmp_path: Path, text: str, expected: set[str]) -> None:
    found = python(tmp_path, text)
    assert {name for name, share in found.items() if share == 1.0} - {"store:Store"} == expected - {"store:Store"}
    assert set(found) >= expected


def test_a_receiver_of_which_nothing_is_known_is_shared_among_the_members_of_that_name(tmp_path: Path) -> None:
    assert python(tmp_path, "def work(thing): thing.host()\n") == {"store:Url.host": 0.35, "other:Crane.host": 0.35}
    assert python(tmp_path, "def work(thing): thing.lift_load()\n") == {"other:Crane.lift_load": 0.7}


def test_a_member_name_that_too_many_types_have_means_none(tmp_path: Path) -> None:
    many = "".join(f"class Kind{number}:\n    def run_it(self): ...\n" for number in range(9))
    assert python(tmp_path, many + "def work(thing): thing.run_it()\n") == {}


def test_a_method_uses_its_own_class_its_bases_and_its_attributes(tmp_path: Path) -> None:
    source = LIB + textwrap.dedent(
        """
        #- main.py
        from lib.store import Base, Store

        class Desk(Base):
            def __init__(self, store: Store):
                self.store = store
                self.spare = Store(None)

            def serve(self):
                self.greet()
                self.open_door()
                self.store.find_item(1)
                self.spare.link()
                super().close_door()

            def greet(self): ...
        """
    )
    found = used(open_fixture(source, tmp_path), "Desk.serve")
    assert {name for name, share in found.items() if share == 1.0} == {
        "main:Desk.greet",
        "main:Desk.store",
        "main:Desk.spare",
        "store:Base.open_door",
        "store:Base.close_door",
        "store:Store.find_item",
        "store:Store.link",
    }


def test_typescript_uses_are_followed_through_imports_fields_and_results(tmp_path: Path) -> None:
    source = """
    #- src/store.ts
    export class Item { cost(): number { return 1 } }
    export class Base { openDoor(): void {} }
    export class Store extends Base {
      findItem(key: string): Item { return new Item() }
    }
    export function makeStore(): Store { return new Store() }
    #- src/main.ts
    import { Store, makeStore } from './store'
    import * as shop from './store'

    export class Desk {
      private spare: Store = new Store()
      constructor(private readonly store: Store) {}
      greet(): void {}
      serve(other: Store): void {
        this.greet()
        this.store.findItem('a').cost()
        this.spare.openDoor()
        other.openDoor()
      }
    }
    export function work(): void {
      const made = new Store()
      made.findItem('b')
      makeStore().openDoor()
      shop.makeStore()
    }
    """
    opened = open_fixture(source, tmp_path)
    sure = {name for name, share in used(opened, "Desk.serve").items() if share == 1.0}
    assert sure >= {"main:Desk.greet", "store:Store.findItem", "store:Item.cost", "store:Base.openDoor"}
    sure = {name for name, share in used(opened, "work").items() if share == 1.0}
    assert sure >= {"store:Store", "store:Store.findItem", "store:makeStore", "store:Base.openDoor"}


def test_go_uses_are_followed_through_packages_receivers_and_fields(tmp_path: Path) -> None:
    source = """
    #- go.mod
    module example.com/shop
    #- store/store.go
    package store

    type Item struct{ Price int }
    func (i *Item) Cost() int { return i.Price }
    type Store struct{ First *Item }
    func (s *Store) FindItem(key string) *Item { return nil }
    func NewStore() *Store { return nil }
    #- desk/helper.go
    package desk

    func greet() {}
    #- desk/main.go
    package desk

    import "example.com/shop/store"

    type Desk struct{ shop *store.Store }

    func (d *Desk) Serve(other *store.Store) int {
        greet()
        d.shop.FindItem("a")
        other.First.Cost()
        return d.total()
    }

    func (d *Desk) total() int {
        made := store.NewStore()
        first := made.FindItem("b")
        return first.Price
    }
    """
    opened = open_fixture(source, tmp_path)
    sure = {name for name, share in used(opened, "Desk.Serve").items() if share == 1.0}
    assert sure >= {"helper:greet", "store:Store.FindItem", "store:Item.Cost", "main:Desk.total", "store:Store.First"}
    sure = {name for name, share in used(opened, "Desk.total").items() if share == 1.0}
    assert sure >= {"store:NewStore", "store:Store.FindItem"}


def test_a_part_of_the_edges_is_numbered_from_its_first_user(tmp_path: Path) -> None:
    opened = open_fixture(LIB, tmp_path)
    atlas = opened.snapshot.index.atlas
    functions = np.flatnonzero(atlas.functions).astype(np.int32)
    every = edges_of(Meaning(atlas), functions)
    for first in range(len(functions)):
        alone = edges_of(Meaning(atlas), functions[first : first + 1])
        part = every.of(first, 1)
        assert set(part.user.tolist()) <= {0}
        pairs = zip(part.symbol.tolist(), part.start.tolist(), part.share.tolist(), strict=True)
        assert sorted(pairs) == sorted(
            zip(alone.symbol.tolist(), alone.start.tolist(), alone.share.tolist(), strict=True)
        )


def test_no_functions_use_nothing(tmp_path: Path) -> None:
    atlas = open_fixture(LIB, tmp_path).snapshot.index.atlas
    assert edges_of(Meaning(atlas), np.zeros(0, np.int32)).symbol.tolist() == []


MIXED = (
    LIB
    + """
#- pkg/__init__.py
#- pkg/a.py
from lib import *
from lib.store import Base, Store as Kept
from . import b
class Url(Base): ...
def weigh(): ...
#- pkg/b.py
from pkg.a import Url, weigh
class Crane(Url):
    def lift_load(self): ...
#- go/one.go
package one
type Store struct{}
func (s *Store) Find() *Item { return nil }
#- go/two.go
package one
type Item struct{}
func weigh() {}
#- src/a.ts
import { Store } from './b'
export class Desk extends Store { serve(): void {} }
#- src/b.ts
export class Store { openDoor(): void {} }
#- broken.py
class Broken(Broken):
    def host(self): ...
"""
)


@pytest.fixture(scope="module", params=["as scanned", "with edited files"])
def atlas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    opened = open_fixture(MIXED, tmp_path_factory.mktemp("bulk"))
    if request.param != "as scanned":
        opened.open("lib/store.py", opened.fixture.files["lib/store.py"] + "class Late(Item): ...\ndef weigh(): ...\n")
        opened.open("pkg/b.py", "from lib import *\nclass Crane(Late): ...\n")
        opened.workspace.files_changed([], [opened.at("go/two.go")])
    return opened.snapshot.index.atlas


def pairs(count: int, names: int) -> tuple[np.ndarray, np.ndarray]:
    grid = np.mgrid[0:count, 0:names].reshape(2, -1).astype(np.int32)
    return grid[0], grid[1]


def first(found: list[int]) -> int:
    return found[0] if found else -1


def test_what_names_mean_is_the_same_for_many_as_for_one(atlas: Atlas) -> None:
    meaning = Meaning(atlas)
    files, names = pairs(atlas.files, atlas.strings)
    living = atlas.file_alive[files]
    files, names = files[living], names[living]
    expected = [
        first(meaning.name(file, name).tolist()) for file, name in zip(files.tolist(), names.tolist(), strict=True)
    ]
    assert Bulk(meaning).tops(files, names).tolist() == expected
    assert sum(symbol >= 0 for symbol in expected) > 30


def test_the_types_of_names_are_the_same_for_many_as_for_one(atlas: Atlas) -> None:
    meaning = Meaning(atlas)
    files, names = pairs(atlas.files, atlas.strings)
    living = atlas.file_alive[files] & (names > 0)
    files, names = files[living], names[living]
    asked = zip(files.tolist(), names.tolist(), strict=True)
    expected = [first(meaning.types(file, (name,))) for file, name in asked]
    assert Bulk(meaning).types(files, names).tolist() == expected
    assert sum(symbol >= 0 for symbol in expected) > 20


def test_members_are_the_same_for_many_as_for_one(atlas: Atlas) -> None:
    meaning = Meaning(atlas)
    kinds = np.flatnonzero(IS_TYPE[atlas.kind] & atlas.alive)
    which, names = pairs(len(kinds), atlas.strings)
    types = kinds[which].astype(np.int32)
    asked = zip(types.tolist(), names.tolist(), strict=True)
    expected = [first(meaning.member(kind, name).tolist()) for kind, name in asked]
    assert Bulk(meaning).members(types, names).tolist() == expected
    assert sum(symbol >= 0 for symbol in expected) > 20


def test_what_symbols_give_is_the_same_for_many_as_for_one(atlas: Atlas) -> None:
    meaning = Meaning(atlas)
    symbols = np.concatenate((np.flatnonzero(atlas.alive), [-1])).astype(np.int32)
    expected = [first(meaning.type_of(symbol)) if symbol >= 0 else -1 for symbol in symbols.tolist()]
    assert Bulk(meaning).types_of(symbols).tolist() == expected
