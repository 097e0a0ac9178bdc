"""Names as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.drafts.words import Renaming, plural, similarity, singular, split

NAMES = st.from_regex(r"\A_{0,2}[a-z]{1,6}(?:_[a-z]{1,6}){0,3}\Z")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("get_user_id", ("get", "user", "id")),
        ("getUserID", ("get", "user", "id")),
        ("HTTPServer", ("http", "server")),
        ("parseHTTPResponse", ("parse", "http", "response")),
        ("MAX_SIZE", ("max", "size")),
        ("__init__", ("init",)),
        ("utf8", ("utf", "8")),
        ("_", ()),
    ],
)
def test_a_name_is_split_into_its_words(name, words):
    assert split(name) == words


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("user", "users"), ("box", "boxes"), ("city", "cities"), ("key", "keys"), ("child", "children"),
        ("match", "matches"), ("index", "indices"), ("address", "addresses"), ("person", "people"),
    ],
)  # fmt: skip
def test_plural_and_singular_are_inverse(one, many):
    assert plural(one) == many
    assert singular(many) == one


@pytest.mark.parametrize("word", ["status", "class", "bus", "analysis", "gas", "user"])
def test_a_singular_stays_singular(word):
    assert singular(word) == word


@pytest.mark.parametrize(
    ("source", "target", "before", "after"),
    [
        ("get_user", "get_order", "user", "order"),
        ("get_user", "get_order", "users", "orders"),
        ("get_user", "get_order", "User", "Order"),
        ("get_user", "get_order", "USERS", "ORDERS"),
        ("get_user", "get_order", "_user_id", "_order_id"),
        ("get_user", "get_order", "userID", "orderID"),
        ("get_user", "get_order", "UserRepository", "OrderRepository"),
        ("get_user", "get_order", "superuser", "superuser"),
        ("get_users", "get_cities", "user", "city"),
        ("area_of_circle", "area_of_square", "circle", "square"),
        ("Circle", "Square", "circle_area", "square_area"),
        ("UserStore", "PurchaseOrderStore", "user", "purchase_order"),
        ("UserStore", "PurchaseOrderStore", "USER", "PURCHASE_ORDER"),
        ("UserStore", "PurchaseOrderStore", "User", "PurchaseOrder"),
        ("UserStore", "PurchaseOrderStore", "userName", "purchaseOrderName"),
        ("UserStore", "PurchaseOrderStore", "fetchUsers", "fetchPurchaseOrders"),
    ],
)
def test_words_are_carried_over_in_the_names_own_style(source, target, before, after):
    assert Renaming.between([(source, target)]).name(before) == after


def test_prose_changes_by_whole_words():
    renaming = Renaming.between([("UserStore", "PurchaseOrderStore")])
    assert renaming.prose("no user, superuser") == "no purchase order, superuser"


@given(NAMES, NAMES)
def test_a_name_without_the_words_stays(name, other):
    renaming = Renaming.between([("zzqx", "other")])
    assert renaming.name(name) == name
    assert Renaming.between([(name, name)]).name(other) == other


@given(NAMES, NAMES)
def test_similarity_is_between_none_and_one(left, right):
    value = similarity(split(left), split(right))
    assert 0 <= value <= 1
    assert (value == 1.0) == ([singular(word) for word in split(left)] == [singular(word) for word in split(right)])
