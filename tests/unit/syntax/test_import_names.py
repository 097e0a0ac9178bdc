"""What name an import binds."""

import pytest

from contexten.syntax.facts import Import


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (Import("os", 0, 1), "os"),
        (Import("os.path", 0, 1), "os"),
        (Import("os.path", 0, 1, alias="p"), "p"),
        (Import("os.path", 0, 1, name="join"), "join"),
        (Import("os.path", 0, 1, name="join", alias="j"), "j"),
        (Import("os", 0, 1, name="*"), ""),
        (Import("./money", 0, 1, name="*", alias="money"), "money"),
        (Import("example.com/shop/till", 0, 1), "till"),
        (Import("example.com/shop/v2", 0, 1), "shop"),
    ],
)
def test_the_name(item, name):
    assert item.local_name == name
