"""What is told of code without a model."""

import pytest

from contexten.extensions.codegen.facts import facts_of
from contexten.ide import target_for
from contexten.store.store import Store
from contexten.workspace.target import Intent
from contexten.workspace.workspace import Workspace
from support.workspaces import open_fixture

SHOP = """\
#- shop/model.py
import json

class Base:
    pass


class Order(Base):
    '''One order.

    With items.
    '''

    def total(self):
        return sum(price(item) for item in self.items)

    def dump(self):
        return json.dumps(self.total())


def price(item):
    return item[1]


LIMIT = pri$0ce((1, 2))
#- shop/use.py
from shop.model import Order


class Special(Order):
    pass


def run():
    return Order().total()
"""


def told(source, folder):
    opened = open_fixture(source, folder)
    target = target_for(opened.snapshot, opened.path, opened.span, Intent.EXPLAIN)
    return facts_of(opened.snapshot, target)


def at(mark):
    """The shop with the cursor before `mark`."""
    return SHOP.replace("$0", "").replace(mark, f"$0{mark}", 1)


def test_a_class_is_told_with_what_it_holds_and_who_derives_from_it(tmp_path):
    text = told(at("class Order"), tmp_path)
    assert text.startswith("## class `Order`\n\nshop/model.py:7-")
    assert "> One order.\n>\n> With items." in text
    assert "- Bases: `Base`" in text
    assert "- Methods: `total`, `dump`" in text
    assert "- Derived types: `shop/use.py:Special`" in text


def test_a_method_is_told_with_its_class_what_it_calls_and_who_calls_it(tmp_path):
    text = told(at("return json"), tmp_path)
    assert text.startswith("## method `Order.dump`")
    assert "- Calls: `json.dumps`, `self.total`" in text
    assert "- Uses of imports: `json (json)`" in text


def test_a_caller_is_named_by_file_and_definition(tmp_path):
    assert "- Called by: `shop/model.py:Order.dump`" in told(at("return sum"), tmp_path)


def test_code_outside_of_definitions_is_told_by_what_it_names(tmp_path):
    text = told(SHOP, tmp_path)
    assert text.startswith("## shop/model.py:")
    assert "- Uses of this file: `price`" in text


def test_a_long_list_is_cut_and_counted(tmp_path):
    calls = "\n".join(f"    f{number}()" for number in range(13))
    text = told(f"#- a.py\ndef ru$0n():\n{calls}\n", tmp_path)
    assert "`f9` and 3 more" in text
    assert "`f10`" not in text


def test_a_very_common_name_is_counted_and_not_looked_into(tmp_path):
    users = "\n".join(f"#- use{number}.py\nfrom a import run\nrun()" for number in range(201))
    text = told(f"#- a.py\ndef ru$0n():\n    pass\n{users}\n", tmp_path)
    assert "The name is used in 201 files, which is too common to look into." in text


@pytest.mark.parametrize(
    "text", ["#- a.py\n$0x\n", "#- a.py\ndef f$0(\n", "#- a.ts\nfunction f() {$0\n", "#- a.hs\nf$0 = 1\n"]
)
def test_any_text_is_told(text, tmp_path):
    assert told(text, tmp_path).startswith("## ")


def test_a_file_that_the_index_does_not_know_is_told_alone(tmp_path):
    opened = open_fixture(at("return json"), tmp_path)
    snapshot = Workspace([opened.root], Store.open(None)).snapshot()
    target = target_for(snapshot, opened.path, opened.span, Intent.EXPLAIN)
    text = facts_of(snapshot, target)
    assert text.startswith("## method `dump`")
    assert "The index does not know this file yet" in text
