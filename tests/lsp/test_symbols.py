"""`contexten.symbols`: questions about definitions, on the texts as they stand in the editor."""

import pytest

from support.editor import Editor, ServerError
from support.workspaces import write_fixture

FIXTURE = '''\
#- shop/price.py
"""Prices."""

from decimal import Decimal


class Price:
    """An amount of money."""

    def __init__(self, amount):
        self.amount = Decimal(amount)

    def with_tax(self, rate):
        """The price with tax."""
        return rounded(self.amount * rate)


def rounded(amount):
    return amount.quantize(Decimal("0.01"))

#- shop/cart.py
from shop.price import Price


def total(amounts):
    return sum(Price(amount).with_tax(2) for amount in amounts)


def rounded(amount):
    return round(amount)
'''


@pytest.fixture
def root(tmp_path):
    write_fixture(FIXTURE, tmp_path)
    return tmp_path


async def asked(editor, ask, name="", **more):
    return await editor.execute("contexten.symbols", {"ask": ask, "name": name, **more})


def names(answer):
    return [f"{item['path']}:{item['name']}" for item in answer["symbols"]]


async def test_a_definition_is_found_by_its_name_or_a_part_of_it(root):
    async with Editor(root) as editor:
        (found,) = (await asked(editor, "find", "Price.with_tax"))["symbols"]
        assert found == {
            "name": "Price.with_tax",
            "kind": "method",
            "path": "shop/price.py",
            "line": 12,
            "endLine": 14,
            "signature": "def with_tax(self, rate)",
            "doc": "The price with tax.",
        }
        assert names(await asked(editor, "find", "shop/cart.py:rounded")) == ["shop/cart.py:rounded"]
        assert names(await asked(editor, "find", "TAX")) == ["shop/price.py:Price.with_tax"]
        assert names(await asked(editor, "find", "nothing")) == []


async def test_of_several_the_one_that_the_file_knows_is_meant_and_the_others_are_told(root):
    async with Editor(root) as editor:
        near = editor.uri("shop/price.py")
        answer = await asked(editor, "callers", "rounded", near=near)
        assert (answer["about"]["path"], answer["others"]) == ("shop/price.py", ["shop/cart.py:rounded"])
        (use,) = answer["usages"]
        assert (use["line"], use["by"], use["kind"]) == (14, "shop/price.py:Price.with_tax", "body")
        assert use["text"] == "return rounded(self.amount * rate)"


async def test_what_uses_calls_and_needs_what(root):
    async with Editor(root) as editor:
        uses = (await asked(editor, "usages", "Price"))["usages"]
        assert [(use["line"], use["kind"]) for use in uses] == [(1, "imported"), (5, "body")]
        assert names(await asked(editor, "calls", "total")) == ["shop/price.py:Price", "shop/price.py:Price.with_tax"]
        needed = (await asked(editor, "dependencies", "Price"))["symbols"]
        assert {(item["name"], item["kind"]) for item in needed} == {
            ("decimal.Decimal", "external"),
            ("rounded", "function"),
        }
        assert "2 files" in (await asked(editor, "summary"))["summary"]
        assert "1 importers" in (await asked(editor, "summary", "shop/price.py"))["summary"]
        assert "- 2 methods" in (await asked(editor, "summary", "Price"))["summary"]


async def test_a_list_is_as_long_as_wished_and_says_how_many_there_are(root):
    async with Editor(root) as editor:
        answer = await asked(editor, "usages", "Price", limit=1)
        assert (len(answer["usages"]), answer["total"]) == (1, 2)


async def test_what_is_not_saved_counts(root):
    async with Editor(root) as editor:
        uri = editor.open("shop/cart.py")
        editor.type(uri, "def total", "def fresh():\n    return Price(1)\n\n\n")
        calls = (await asked(editor, "callers", "Price"))["usages"]
        assert {use["by"] for use in calls} == {"shop/cart.py:fresh", "shop/cart.py:total"}


async def test_a_name_that_means_nothing_is_told_with_what_is_near(root):
    async with Editor(root) as editor:
        with pytest.raises(ServerError, match=r"called 'round'\. Near it: shop/cart\.py:rounded"):
            await asked(editor, "usages", "round")
        with pytest.raises(ServerError, match="'name' is empty"):
            await asked(editor, "calls")


async def test_a_known_secret_in_a_line_is_replaced(root):
    key = "ghp_" + "a1B2c3D4e5" * 4
    async with Editor(root) as editor:
        uri = editor.open("shop/cart.py")
        editor.type(uri, "def total", f'FIRST = Price("{key[:40]}")\n\n\n')
        (use, _) = (await asked(editor, "callers", "Price"))["usages"]
        assert use["text"].startswith('FIRST = Price("<SECRET:')
