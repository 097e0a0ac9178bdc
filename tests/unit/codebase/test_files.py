"""Files and the codebase as a whole."""

import dataclasses

import pytest

from contexten.codebase import Codebase, File, NotFound
from contexten.errors import ClientError
from contexten.store import Store
from support.codebases import codebase_of, labels
from support.workspaces import open_fixture

SHOP = """
    #- shop/cart.py
    \"\"\"What is bought.\"\"\"
    from . import prices
    from .prices import total

    LIMIT = 1

    class Cart:
        def cost(self):
            def inner():
                return 1
            return prices.total(inner())
    #- shop/prices.py
    def total(items): return items
    #- shop/__init__.py
    from shop.cart import Cart
    #- web/app.ts
    import { x } from './x'
    export function start() {}
    #- web/x.ts
    export const x = 1
"""


def test_files_come_by_path():
    codebase = codebase_of(SHOP)
    assert labels(codebase.files) == ["shop/__init__.py", "shop/cart.py", "shop/prices.py", "web/app.ts", "web/x.ts"]


def test_a_language_narrows_everything():
    codebase = codebase_of(SHOP, language="python")
    assert labels(codebase.files) == ["shop/__init__.py", "shop/cart.py", "shop/prices.py"]
    assert labels(codebase.functions) == ["shop/prices.py:total"]
    assert codebase.get_symbols("start") == []
    assert not codebase.has_file("web/app.ts")


def test_only_the_top_level_is_the_codebase_s():
    codebase = codebase_of(SHOP)
    assert labels(codebase.functions) == ["shop/prices.py:total", "web/app.ts:start"]
    assert labels(codebase.classes) == ["shop/cart.py:Cart"]
    assert labels(codebase.global_vars) == ["shop/cart.py:LIMIT", "web/x.ts:x"]
    assert labels(codebase.get_file("shop/cart.py").all_symbols) == [
        "shop/cart.py:LIMIT",
        "shop/cart.py:Cart",
        "shop/cart.py:Cart.cost",
        "shop/cart.py:Cart.cost.inner",
    ]


def test_what_stands_in_a_callback_is_not_the_top_level():
    codebase = codebase_of("""
        #- a.test.ts
        describe('a', () => {
          const local = () => 1
          class Inner {}
          interface Shape {}
        })
        export const outer = () => 2
    """)
    assert labels(codebase.symbols) == ["a.test.ts:outer"]


def test_importers_are_files_and_inbound_imports_are_imports():
    codebase = codebase_of(SHOP)
    prices = codebase.get_file("shop/prices.py")
    assert labels(prices.importers) == ["shop/cart.py"]
    assert labels(prices.inbound_imports) == ["shop/cart.py:prices", "shop/cart.py:total"]
    assert codebase.get_file("web/app.ts").importers == []


def test_a_file_says_what_it_is():
    file = codebase_of(SHOP).get_file("shop/cart.py")
    assert (file.name, file.extension, file.language, file.docstring) == ("cart", ".py", "python", "What is bought.")
    assert file.source.startswith('"""What is bought."""\n')
    assert file.get_class("Cart").name == "Cart"
    assert file.get_symbol("Cart.cost").full_name == "Cart.cost"
    assert file.get_function("cost") is None
    assert file.has_import("total")


def test_what_is_not_there_is_an_error_or_none():
    codebase = codebase_of(SHOP)
    assert codebase.get_file("no.py", optional=True) is None
    with pytest.raises(NotFound, match=r"There is no file 'no\.py'"):
        codebase.get_file("no.py")
    with pytest.raises(ValueError, match="There is no function 'missing'"):
        codebase.get_function("missing")


def test_a_name_that_several_have_is_an_error():
    codebase = codebase_of("""
        #- a.py
        def f(): ...
        #- b.py
        def f(): ...
    """)
    with pytest.raises(NotFound, match="more than one function 'f'"):
        codebase.get_function("f")
    assert labels(codebase.get_symbols("f")) == ["a.py:f", "b.py:f"]


def test_assignments_are_counted_and_variables_are_named_once():
    file = codebase_of("""
        #- a.py
        LIMIT = 1
        LIMIT += 1
        a, b = 1, 2
        app.debug = True
        config["KEY"] = 1
    """).get_file("a.py")
    assert [item.name for item in file.assignments] == ["LIMIT", "LIMIT", "a", "b", "app.debug", 'config["KEY"]']
    assert [item.name for item in file.global_vars] == ["LIMIT", "a", "b"]


def test_exports():
    file = codebase_of("""
        #- a.ts
        export const one = 1, two = 2
        export { three, four as five } from './b'
        export * from './c'
        export default function six() {}
        export interface Seven {}
        #- b.ts
        #- c.ts
    """).get_file("a.ts")
    assert [item.name for item in file.exports] == ["one", "two", "three", "five", "*", "default", "Seven"]


def test_views_are_equal_by_what_they_show_and_never_change():
    codebase = codebase_of(SHOP)
    cart = codebase.get_class("Cart")
    assert cart == codebase.get_file("shop/cart.py").classes[0]
    assert len({cart, codebase.get_class("Cart")}) == 1
    assert repr(cart) == "Class('shop/cart.py:Cart')"
    with pytest.raises(dataclasses.FrozenInstanceError):
        cart.number = 2


def test_places_are_counted_as_tree_sitter_does():
    cart = codebase_of(SHOP).get_class("Cart")
    assert (cart.start_point, cart.start_line, cart.end_line) == ((6, 0), 7, 11)
    assert cart.source.encode() == cart.file.source.encode()[cart.start_byte : cart.end_byte]


def test_from_string():
    codebase = Codebase.from_string("export const f = () => 1", language="typescript")
    assert labels(codebase.functions) == ["file.ts:f"]
    with pytest.raises(ClientError, match="There is no language 'klingon'"):
        Codebase.from_string("", language="klingon")
    with pytest.raises(ClientError, match="There is no language 'klingon'"):
        Codebase.from_files({}, language="klingon")


def test_a_folder_is_opened_and_the_facts_outlive_it(tmp_path):
    fixture = open_fixture(SHOP, tmp_path)
    codebase = Codebase.open(fixture.root, cache=tmp_path / "cache")
    for path in codebase.snapshot.index.paths():
        (tmp_path / path).unlink()
    assert labels(codebase.classes[0].methods) == ["shop/cart.py:Cart.cost"]
    assert len(codebase.imports) == 4
    assert codebase.get_class("Cart").source == ""


def test_a_second_opening_parses_nothing(tmp_path, monkeypatch):
    fixture = open_fixture(SHOP, tmp_path)
    Codebase.open(fixture.root, cache=tmp_path / "cache")

    def refused(*_given, **_named):
        raise AssertionError("a known file was parsed again")

    monkeypatch.setattr("contexten.index.extract.parse", refused)
    assert len(Codebase.open(fixture.root, cache=tmp_path / "cache").files) == 5


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ClientError, match="There is no folder"):
        Codebase.open(tmp_path / "nowhere")


def test_unsaved_text_of_an_editor_counts(tmp_path):
    opened = open_fixture(SHOP, tmp_path, store=Store.open(None))
    opened.open("shop/prices.py", "def total(items): return 0\n\ndef fresh(): return total(1)\n")
    codebase = Codebase(opened.snapshot, language="python")
    assert labels(codebase.get_file("shop/prices.py").functions) == ["shop/prices.py:total", "shop/prices.py:fresh"]
    assert [file for file in codebase.get_function("total").symbol_usages if isinstance(file, File)] == []
    assert "shop/prices.py:fresh" in labels(codebase.get_function("total").callers)
