"""The Atlas over some files, with open documents and deleted files over the base."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from support.atlas import known, texts
from support.workspaces import open_fixture

SOURCE = """
#- shop/__init__.py
from shop.cart import Cart
#- shop/cart.py
class Item:
    price: int
class Cart:
    items: list[Item]
    def add(self, item: Item) -> "Cart":
        '''Adds an item to the cart.'''
        return self.check(item)
    def check(self, item): return len(self.items)
#- shop/use.py
from shop import Cart
def fill(cart: Cart):
    cart.add(Item())
    cart.check(1)
#- tests/test_cart.py
from shop.cart import Cart
def test_add():
    Cart().add(1)
#- go/a.go
package shop

type Box struct{}
#- go/b.go
package shop

func (b *Box) Open() { b.Close() }
func (b *Box) Close() {}
"""


@pytest.fixture
def opened(tmp_path):
    return open_fixture(SOURCE, tmp_path)


def atlas_of(opened):
    return opened.snapshot.index.atlas


def named(atlas, name):
    (found,) = atlas.symbols_named(atlas.id_of(name))
    return int(found)


def names(atlas, symbols):
    return sorted(known(atlas, symbol)[2] for symbol in symbols)


def test_symbols_by_name_and_their_columns(opened):
    atlas = atlas_of(opened)
    add = named(atlas, "add")
    assert atlas.path_of(atlas.file[add]) == opened.at("shop/cart.py")
    assert atlas.signature(add) == 'def add(self, item: Item) -> "Cart"'
    assert atlas.text_of(atlas.type[add]) == "Cart"
    assert known(atlas, atlas.parent[add])[2] == "Cart"
    assert names(atlas, atlas.members_of(named(atlas, "Cart"))) == ["add", "check", "items"]
    assert (atlas.id_of("nothing_of_this_name"), list(atlas.symbols_named(0))) == (0, [])


def test_methods_outside_of_their_type_belong_to_it(opened):
    atlas = atlas_of(opened)
    assert names(atlas, atlas.members_of(named(atlas, "Box"))) == ["Close", "Open"]
    opened.open("go/a.go", "package shop\n\ntype Bag struct{}\n\ntype Box struct{ x int }\n")
    atlas = atlas_of(opened)
    assert names(atlas, atlas.members_of(named(atlas, "Box"))) == ["Close", "Open", "x"]
    opened.open("go/a.go", "package shop\n", version=2)
    atlas = atlas_of(opened)
    assert atlas.parent[named(atlas, "Open")] == -1


def test_uses_of_many_functions_at_once(opened):
    opened.open("shop/use.py", "from shop import Cart\ndef fill(cart: Cart):\n    cart.drop()\n")
    atlas = atlas_of(opened)
    functions = np.array([named(atlas, "add"), named(atlas, "fill"), named(atlas, "Cart"), named(atlas, "test_add")])
    uses = atlas.uses_of(functions)
    found = [
        (int(owner), atlas.text_of(name), int(form), atlas.text_of(base))
        for owner, name, form, base in zip(uses.owner, uses.name, uses.form, uses.base, strict=True)
    ]
    assert (0, "check", 2, "Cart") in found
    assert (1, "drop", 2, "Cart") in found
    assert (3, "add", 2, "Cart") in found
    assert not [item for item in found if item[0] == 2]
    assert atlas.functions[functions].tolist() == [True, True, False, True]


def test_users_and_counts_follow_what_is_open(opened):
    atlas = atlas_of(opened)
    add = atlas.id_of("add")
    assert names(atlas, atlas.users(add)) == ["fill", "test_add"]
    assert float(atlas.use_count[add]) == pytest.approx(1.3)
    opened.open("shop/use.py", "def fill(cart): cart.check(1)\ndef more(cart): cart.add(1)\ndef add(): pass\n")
    atlas = atlas_of(opened)
    assert names(atlas, atlas.users(add)) == ["more", "test_add"]
    assert float(atlas.use_count[add]) == pytest.approx(1.3)
    assert int(atlas.define_count[add]) == 2


def test_postings_leave_out_the_dead(opened):
    symbols, counts = atlas_of(opened).postings(atlas_of(opened).id_of("cart"))
    assert len(symbols) == len(counts) > 3
    Path(opened.at("shop/cart.py")).unlink()
    opened.workspace.files_changed([], [opened.at("shop/cart.py")])
    atlas = atlas_of(opened)
    left, _ = atlas.postings(atlas.id_of("cart"))
    assert names(atlas, left) == ["fill"]
    assert atlas.alive[left].all()
    assert atlas.file_of(opened.at("shop/cart.py")) == -1


def test_links_follow_what_a_package_hands_on(opened):
    atlas = atlas_of(opened)
    use, cart = atlas.file_of(opened.at("shop/use.py")), atlas.file_of(opened.at("shop/cart.py"))
    linked = {atlas.path_of(file) for file in atlas.links(use)}
    assert linked == {opened.at("shop/__init__.py"), opened.at("shop/cart.py")}
    back = {atlas.path_of(file) for file in atlas.linked_from(cart)}
    assert back == {opened.at(path) for path in ("shop/__init__.py", "shop/use.py", "tests/test_cart.py")}
    assert atlas.warm(1000)


def back_links(opened):
    atlas = atlas_of(opened)
    paths = [opened.at(path) for path in opened.fixture.files if atlas.file_of(opened.at(path)) >= 0]
    return {path: sorted(map(atlas.path_of, atlas.linked_from(atlas.file_of(path)))) for path in paths}


def test_links_that_were_all_found_answer_as_those_looked_up_one_by_one(opened):
    one_by_one = back_links(opened)
    assert any(one_by_one.values())
    while not atlas_of(opened).warm(1):
        pass
    text = opened.fixture.files["shop/use.py"]
    opened.open("shop/use.py", f"{text}\n# a comment\n")
    assert back_links(opened) == one_by_one


def test_links_that_were_all_found_are_forgotten_when_an_import_changes(opened):
    atlas_of(opened).warm(1000)
    opened.open("shop/use.py", "import json\n")
    changed = back_links(opened)
    assert opened.at("shop/use.py") not in changed[opened.at("shop/cart.py")]
    assert opened.at("shop/__init__.py") in changed[opened.at("shop/cart.py")]


def test_what_imports_bind(opened):
    atlas = atlas_of(opened)
    cart = atlas.id_of("Cart")
    found = sorted(map(atlas.path_of, atlas.importing(cart)))
    assert found == [opened.at(path) for path in ("shop/__init__.py", "shop/use.py", "tests/test_cart.py")]
    assert texts(atlas, atlas.bound(atlas.file_of(opened.at("shop/use.py")))) == ["Cart"]


def test_an_atlas_does_not_change_when_files_do(opened):
    atlas = atlas_of(opened)
    before = (names(atlas, atlas.symbols_named(atlas.id_of("add"))), float(atlas.use_count[atlas.id_of("add")]))
    opened.open("shop/cart.py", "def entirely_new_name(): brand_new_use()\n")
    later = atlas_of(opened)
    assert later.id_of("entirely_new_name") > 0
    assert atlas.id_of("entirely_new_name") == 0
    assert before == (names(atlas, atlas.symbols_named(atlas.id_of("add"))), float(atlas.use_count[atlas.id_of("add")]))


def test_an_empty_workspace_has_an_atlas(tmp_path):
    atlas = open_fixture("#- notes.txt\nnothing\n", tmp_path).snapshot.index.atlas
    assert (atlas.count, atlas.files, atlas.id_of("x")) == (0, 0, 0)
    assert len(atlas.postings(0)[0]) == 0


def test_the_server_starts_without_numpy():
    code = "import sys, contexten.lsp.serve, contexten.workspace; assert 'numpy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
