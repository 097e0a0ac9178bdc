"""One file's part of the Atlas: its symbols with their words, and what its functions use of which receivers."""

from __future__ import annotations

from array import array

import pytest

from contexten.index.entry import make_entry, pack_entry, sheet_of, unpack_entry
from contexten.index.receivers import Form, main_type
from contexten.index.sheet import DIRECT_TYPE, HAS_DOC, STATIC, SYMBOL_COLUMNS, TOP_LEVEL, USE_COLUMNS, make_sheet
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document


def sheet_for(source: str, language: str):
    document = Document.of(source)
    facts = extract_facts(parse(document, by_id(language)))
    return facts, make_sheet(facts, document)


def rows(data: bytes, columns):
    numbers = array("i", data)
    return [
        dict(zip(columns, numbers[at : at + len(columns)], strict=True)) for at in range(0, len(numbers), len(columns))
    ]


def symbols_of(source: str, language: str = "python"):
    _, sheet = sheet_for(source, language)
    found = rows(sheet.symbols, SYMBOL_COLUMNS)
    for row in found:
        for column in ("name", "owner", "type"):
            row[column] = sheet.strings[row[column]]
    return found


def uses_of(source: str, language: str = "python"):
    """By function the uses as (name, form, base, via)."""
    facts, sheet = sheet_for(source, language)
    uses, found = iter(rows(sheet.uses, USE_COLUMNS)), {}
    for row in rows(sheet.symbols, SYMBOL_COLUMNS):
        name = facts.qualified_name(facts.definitions[row["definition"]])
        own = [next(uses) for _ in range(row["uses"])]
        text = sheet.strings
        found[name] = [(text[u["name"]], Form(u["form"]), text[u["base"]], text[u["via"]]) for u in own]
    return found


def use(found, function: str, name: str):
    return next(item[1:] for item in found[function] if item[0] == name)


def test_symbols_are_what_other_code_can_name():
    found = symbols_of(
        "class A:\n    x: int = 1\n    def m(self):\n        def inner(): pass\n        y = 1\n\n"
        "def f():\n    class L: pass\n"
    )
    assert [(row["name"], row["parent"], row["owner"]) for row in found] == [
        ("A", -1, ""),
        ("x", 0, "A"),
        ("m", 0, "A"),
        ("f", -1, ""),
    ]
    assert [bool(row["flags"] & TOP_LEVEL) for row in found] == [True, False, False, True]
    assert [(row["start_line"], row["end_line"]) for row in found] == [(0, 4), (1, 1), (2, 4), (6, 7)]


def test_flags_and_types():
    found = symbols_of(
        "class A:\n"
        "    @staticmethod\n"
        "    def made() -> 'A':\n"
        "        '''Makes one.'''\n"
        "        return A()\n"
        "    def all(self) -> list[models.Item]: return []\n"
        "    def none(self) -> dict[str, int]: return {}\n"
    )
    made, every, none = found[1:]
    assert (made["type"], bool(made["flags"] & DIRECT_TYPE)) == ("A", True)
    assert (every["type"], bool(every["flags"] & DIRECT_TYPE)) == ("Item", False)
    assert none["type"] == ""
    assert made["flags"] & STATIC
    assert made["flags"] & HAS_DOC
    assert not every["flags"] & (STATIC | HAS_DOC)


def test_words_count_name_owner_signature_and_doc():
    _, sheet = sheet_for("class UserStore:\n    def find_user(self, user_id):\n        '''Finds users.'''\n", "python")
    row = rows(sheet.symbols, SYMBOL_COLUMNS)[1]
    numbers = array("i", sheet.words)[-row["words"] :]
    counts = {sheet.strings[n]: c / 2 for n, c in zip(numbers, sheet.counts[-row["words"] :], strict=True)}
    assert counts == {"find": 1 + 1 + 2, "user": 1 + 1 + 1 + 2 + 0.5, "id": 1, "store": 0.5}


PYTHON = """
import httpx
import os.path
from shop import Cart, total

LOG = Logger()

class Base:
    def save(self): pass

class Shop(Base):
    client: httpx.Client
    def __init__(self, cart: Cart, clock):
        self.cart = cart
        self.clock = clock
        self.log = Logger()

    @property
    def first(self) -> "Cart": ...

    def run(self, other: "Shop | None", items: list[Cart], text: str):
        self.save(); super().save(); self.cart.add(); self.client.get(); self.clock.now(); self.log.info()
        self.first.pop(); other.cart.drop(); items.append(1); text.strip(); httpx.post(); os.path.join()
        Cart.empty(); Cart().fill(); total().plus(); self.run().after(); LOG.warn(); unknown.thing(); "".join([])
        made = Cart()
        made.sort()
        result = self.load()
        result.close()
        def nested():
            made.nested()
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("save", (Form.INSTANCE, "Shop", "")),
        ("add", (Form.INSTANCE, "Cart", "")),
        ("get", (Form.INSTANCE, "Client", "")),
        ("now", (Form.ATTRIBUTE, "Shop", "clock")),
        ("info", (Form.INSTANCE, "Logger", "")),
        ("pop", (Form.INSTANCE, "Cart", "")),
        ("drop", (Form.INSTANCE, "Cart", "")),
        ("append", (Form.INSTANCE, "list", "")),
        ("strip", (Form.INSTANCE, "str", "")),
        ("post", (Form.MODULE, "httpx", "")),
        ("join", (Form.MODULE, "os", "path")),
        ("empty", (Form.CLASS, "Cart", "")),
        ("fill", (Form.INSTANCE, "Cart", "")),
        ("plus", (Form.RESULT, "total", "")),
        ("after", (Form.RESULT, "run", "Shop")),
        ("warn", (Form.INSTANCE, "Logger", "")),
        ("thing", (Form.UNKNOWN, "", "")),
        ("sort", (Form.INSTANCE, "Cart", "")),
        ("close", (Form.RESULT, "load", "Shop")),
        ("nested", (Form.INSTANCE, "Cart", "")),
        ("total", (Form.BARE, "", "")),
    ],
)
def test_what_a_receiver_is(name, expected):
    assert use(uses_of(PYTHON), "Shop.run", name) == expected


def test_super_is_the_first_base():
    found = [item for item in uses_of(PYTHON)["Shop.run"] if item[0] == "save"]
    assert [item[2] for item in found] == ["Shop", "Base"]


@pytest.mark.parametrize(
    ("language", "source", "function", "name", "expected"),
    [
        (
            "typescript",
            "class A { constructor(private store: Store) {} m(x: Promise<Item>) { this.store.get(); x.then(); } }",
            "A.m",
            "get",
            (Form.INSTANCE, "Store", ""),
        ),
        (
            "typescript",
            "function f() { const a = new Item(); a.sell(); }",
            "f",
            "sell",
            (Form.INSTANCE, "Item", ""),
        ),
        (
            "go",
            "package p\nfunc (s *Shop) Run(c *Cart) { s.Save(); c.Add() }",
            "Shop.Run",
            "Save",
            (Form.INSTANCE, "Shop", ""),
        ),
        ("go", "package p\nfunc f() { c := Cart{}; c.Add() }", "f", "Add", (Form.INSTANCE, "Cart", "")),
        ("go", "package p\nfunc f() { c := NewCart(); c.Add() }", "f", "Add", (Form.RESULT, "NewCart", "")),
        ("rust", "fn f() { let c = Cart::new(); c.add(); }", "f", "add", (Form.INSTANCE, "Cart", "")),
        (
            "java",
            "class A { Store store; void m(Item x) { store.get(); x.sell(); } }",
            "A.m",
            "get",
            (Form.INSTANCE, "Store", ""),
        ),
    ],
)
def test_receivers_in_other_languages(language, source, function, name, expected):
    assert use(uses_of(source, language), function, name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Optional[httpx.Client]", ("Client", True)),
        ("list[Client]", ("Client", False)),
        ("Client | None", ("Client", True)),
        ("dict[str, int]", ("", False)),
        ("&'a mut Vec<Token>", ("Token", False)),
        ("*pkg.Cart", ("Cart", True)),
        ("Promise<Item[]>", ("Item", True)),
        ("", ("", False)),
    ],
)
def test_what_a_type_text_is_about(text, expected):
    assert main_type(text) == expected


def test_a_sheet_survives_the_store():
    document = Document.of(PYTHON)
    facts = extract_facts(parse(document, by_id("python")))
    entry = unpack_entry(pack_entry(make_entry(facts, document)))
    assert entry is not None
    assert sheet_of(entry) == make_sheet(facts, document)


def test_names_outside_of_functions_are_kept_apart():
    _, sheet = sheet_for("from a import b\nX = b(1)\nclass C(b.D):\n    y = z\n    def m(self): return w\n", "python")
    assert {"b", "z"} <= {sheet.strings[number] for number in array("i", sheet.tops)}
    assert "w" not in {sheet.strings[number] for number in array("i", sheet.tops)}
