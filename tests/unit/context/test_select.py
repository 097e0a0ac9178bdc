"""What is chosen for a place, why, and that it fits, teaches no secret and shows nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contexten.context.model import ItemKind
from contexten.context.pack import render
from contexten.context.select import select
from contexten.context.weights import DEFAULT, Source, Strategy, elsewhere
from contexten.text import Span
from contexten.workspace.target import Diagnostic, Intent, Target
from support.workspaces import Opened, open_fixture

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.context.model import ContextPack, Item

SHOP = """
    #- shop/models.py
    from shop.money import Money

    class Item:
        name: str
        price: Money

        def discounted(self, percent: int) -> Money:
            return self.price.minus(percent)

    class Cart:
        def __init__(self, items: list[Item]):
            self.items = items

        def add(self, item: Item) -> None:
            self.items.append(item)

        def subtotal(self) -> Money:
            return Money.sum(item.price for item in self.items)
    #- shop/money.py
    class Money:
        def minus(self, percent: int) -> "Money":
            return self

        @classmethod
        def sum(cls, parts) -> "Money":
            return cls()

    def parse_money(text: str) -> Money:
        return Money()
    #- shop/store.py
    class Repo:
        def save(self, thing) -> None: ...
        def find(self, key: str): ...
    #- shop/checkout.py
    from shop.models import Cart
    from shop.money import parse_money
    from shop.store import Repo

    class Checkout:
        def __init__(self, repo: Repo):
            self.repo = repo

        def cancel(self, cart: Cart) -> None:
            self.repo.save(cart)

        def total(self, cart: Cart):
            $0pass
    #- shop/web.py
    from shop.checkout import Checkout

    def show_total(checkout: Checkout, cart):
        return checkout.total(cart)
    #- shop/unrelated.py
    def paint_fence(colour):
        return colour
    #- tests/test_checkout.py
    from shop.checkout import Checkout

    def test_total():
        assert Checkout(None).total(None) == 3
"""


def quarter(text: str) -> int:
    return (len(text) + 3) // 4


def target_of(
    opened: Opened,
    intent: Intent = Intent.IMPLEMENT,
    *,
    instruction: str = "",
    diagnostics: tuple[Diagnostic, ...] = (),
) -> Target:
    facts = opened.snapshot.facts(opened.path)
    assert facts is not None
    functions = [item for item in facts.enclosing(opened.span) if item.kind.is_callable]
    symbol = functions[-1] if functions else None
    body = symbol.body if symbol is not None and intent is Intent.IMPLEMENT else None
    span = opened.span if body is None else body
    return Target(opened.path, intent, span, symbol=symbol, instruction=instruction, diagnostics=diagnostics)


def chosen(
    source: str,
    tmp_path: Path,
    *,
    budget: int = 1500,
    strategy: Strategy | None = None,
    intent: Intent = Intent.IMPLEMENT,
    instruction: str = "",
    diagnostics: tuple[Diagnostic, ...] = (),
) -> ContextPack:
    opened = open_fixture(source, tmp_path)
    target = target_of(opened, intent, instruction=instruction, diagnostics=diagnostics)
    return select(opened.snapshot, target, budget=budget, count_tokens=quarter, strategy=strategy)


def reasons(pack: ContextPack) -> dict[str, str]:
    return {item.name: item.reason for item in pack.items}


def test_members_of_the_types_at_hand_are_chosen_with_their_reason(tmp_path: Path) -> None:
    why = reasons(chosen(SHOP, tmp_path))
    assert "type of parameter 'cart'" in why["Cart.subtotal"] or "resembles" in why["Cart.subtotal"]
    assert why["parse_money"] == "imported here, not used yet"
    assert "Repo.save" in why


def test_an_import_that_nothing_uses_yet_comes_before_a_stranger(tmp_path: Path) -> None:
    pack = chosen(SHOP, tmp_path)
    names = [item.name for item in pack.items]
    assert "parse_money" in names
    assert "paint_fence" not in names[: names.index("parse_money")]


def test_what_siblings_use_is_chosen_and_says_which_sibling(tmp_path: Path) -> None:
    source = """
    #- app/mail.py
    def send_mail(to, text):
        return to, text
    #- app/users.py
    from app import mail
    from app.mail import send_mail

    class Users:
        def invite_friend(self, user):
            return send_mail(user, "hi")

        def invite_team(self, team):
            $0pass
    """
    pack = chosen(source, tmp_path, strategy=Strategy("only", {Source.NEAREST: 1.0}, ()))
    assert reasons(pack) == {"send_mail": "used by Users.invite_friend, sibling in Users"}


def test_the_overridden_method_and_its_other_implementations_are_found(tmp_path: Path) -> None:
    source = """
    #- base.py
    class Shape:
        def area(self, scale: float) -> float:
            raise NotImplementedError
    #- circle.py
    from base import Shape

    class Circle(Shape):
        def area(self, scale: float) -> float:
            return 3.14 * scale
    #- square.py
    from base import Shape

    class Square(Shape):
        def area(self, scale: float) -> float:
            $0pass
    """
    pack = chosen(source, tmp_path, strategy=Strategy("only", {Source.OVERRIDDEN: 1.0}, ()))
    assert reasons(pack) == {"Shape.area": "overridden method of Shape", "Circle.area": "same method of Circle"}


def test_members_of_a_module_imported_whole_are_chosen(tmp_path: Path) -> None:
    source = """
    #- pkg/__init__.py
    #- pkg/box.py
    ROUNDED = 1
    def draw_box(width): return width
    #- pkg/table.py
    from . import box

    def render_table(width):
        $0pass
    """
    why = reasons(
        chosen(source, tmp_path, strategy=Strategy("only", {Source.MODULE_USED: 1.0, Source.MODULE_FRESH: 1.0}, ()))
    )
    assert why == dict.fromkeys(("ROUNDED", "draw_box"), "member of box, imported here")


def test_names_in_a_diagnostic_and_an_instruction_are_looked_up(tmp_path: Path) -> None:
    problem = Diagnostic(Span(0, 0), "use 'paint_fence' instead")
    pack = chosen(SHOP, tmp_path, strategy=Strategy("only", {Source.USED: 1.0}, ()), diagnostics=(problem,))
    assert reasons(pack)["paint_fence"] == "named in the diagnostic"
    pack = chosen(
        SHOP, tmp_path, strategy=Strategy("only", {Source.USED: 1.0}, ()), instruction="like paint_fence does"
    )
    assert reasons(pack)["paint_fence"] == "named in the instruction"


def test_a_rewrite_is_shown_what_it_uses_and_an_implementation_is_not_misled_by_its_stub(tmp_path: Path) -> None:
    source = """
    #- lib.py
    def old_helper(): ...
    #- main.py
    from lib import old_helper

    def work():
        $0return old_helper()$0
    """
    only = Strategy("only", {Source.USED: 1.0}, ())
    assert reasons(chosen(source, tmp_path, intent=Intent.REWRITE, strategy=only)) == {
        "old_helper": "used here as 'old_helper'"
    }


def test_callers_count_where_a_function_is_rewritten(tmp_path: Path) -> None:
    pack = chosen(SHOP, tmp_path, strategy=Strategy("only", {Source.CALLER: 1.0}, ()))
    assert reasons(pack)["show_total"] == "calls the target"


def test_tests_of_the_target_are_found(tmp_path: Path) -> None:
    pack = chosen(SHOP, tmp_path, strategy=Strategy("only", {Source.TESTS: 1.0}, ()))
    assert reasons(pack) == {"test_total": "tests total"}


def test_open_and_edited_files_count(tmp_path: Path) -> None:
    opened = open_fixture(SHOP, tmp_path)
    opened.open(
        "shop/unrelated.py", "def paint_fence(colour):\n    return colour\n\n\ndef fresh_thing():\n    return 1\n"
    )
    only = Strategy("only", {Source.RECENT: 1.0}, ())
    pack = select(opened.snapshot, target_of(opened), budget=500, count_tokens=quarter, strategy=only)
    assert {"paint_fence", "fresh_thing"} <= reasons(pack).keys()


def test_unsaved_text_of_the_file_and_of_others_counts(tmp_path: Path) -> None:
    opened = open_fixture(SHOP, tmp_path)
    opened.open("shop/money.py", "class Money:\n    def rounded_up(self) -> int:\n        return 1\n")
    pack = select(opened.snapshot, target_of(opened), budget=2000, count_tokens=quarter)
    names = {item.name for item in pack.items}
    assert "Money.minus" not in names
    assert "parse_money" not in names


@pytest.mark.parametrize("budget", [0, 40, 120, 300, 700, 1600, 7000])
def test_the_whole_pack_fits_whatever_the_budget(tmp_path: Path, budget: int) -> None:
    pack = chosen(SHOP, tmp_path, budget=budget)
    assert quarter(pack.here) + quarter(render(pack.items)) <= budget
    assert pack.tokens <= budget


def test_the_same_question_gives_the_same_pack(tmp_path: Path) -> None:
    opened = open_fixture(SHOP, tmp_path)
    packs = [select(opened.snapshot, target_of(opened), budget=1500, count_tokens=quarter) for _ in range(2)]
    assert packs[0] == packs[1]
    assert packs[0].digest == packs[1].digest


def test_what_was_chosen_before_an_edit_is_forgotten(tmp_path: Path) -> None:
    opened = open_fixture(SHOP, tmp_path)
    select(opened.snapshot, target_of(opened), budget=1500, count_tokens=quarter)
    opened.open("shop/store.py", "class Repo:\n    def store_total(self, cart): ...\n")
    again = select(opened.snapshot, target_of(opened), budget=1500, count_tokens=quarter)
    assert "Repo.store_total" in reasons(again)
    assert "Repo.find" not in reasons(again)


def test_nothing_that_the_current_file_shows_is_sent_again(tmp_path: Path) -> None:
    pack = chosen(SHOP, tmp_path, budget=4000)
    assert "def cancel" in pack.here
    assert not [item for item in pack.items if item.path.endswith("shop/checkout.py")]
    assert [item.why for item in pack.left_out if item.name == "Checkout.cancel"] == ["already shown"]


def test_a_caller_who_has_the_file_gets_none_of_it(tmp_path: Path) -> None:
    pack = chosen(SHOP, tmp_path, strategy=elsewhere(DEFAULT))
    assert pack.here == ""
    assert not [item for item in pack.items if item.path.endswith("shop/checkout.py")]


def test_what_is_excluded_leaves_its_room_to_others(tmp_path: Path) -> None:
    opened = open_fixture(SHOP, tmp_path)

    def ask(*excluded: str) -> ContextPack:
        target, unwanted = target_of(opened), frozenset(excluded)
        return select(opened.snapshot, target, budget=160, count_tokens=quarter, excluded=unwanted)

    before = ask()
    first = before.items[0]
    lost = {item.name for item in before.left_out if item.why == "budget"}
    relative = opened.snapshot.relative(first.path)
    for name in (f"{relative}:{first.name}", relative):
        after = ask(name)
        assert all(
            name not in {relative_of(opened, item), f"{relative_of(opened, item)}:{item.name}"} for item in after.items
        )
        assert lost & set(reasons(after))
        assert after.tokens <= 160
        assert "excluded" in {item.why for item in after.left_out if item.path == first.path}
    assert ask("nowhere.py") == before


def test_an_excluded_file_gives_no_example_and_no_call(tmp_path: Path) -> None:
    opened = open_fixture(SHOP, tmp_path)
    unwanted = frozenset({"shop/web.py", "shop/models.py:Cart.add"})
    assert {"show_total", "Cart.add"} <= set(reasons(chosen(SHOP, tmp_path, budget=8000)))
    pack = select(opened.snapshot, target_of(opened), budget=8000, count_tokens=quarter, excluded=unwanted)
    assert "show_total" not in render(pack.items)
    assert "Cart.add" not in reasons(pack)


def relative_of(opened: Opened, item: Item) -> str:
    return opened.snapshot.relative(item.path)


def test_a_secret_file_is_never_sent_and_is_reported(tmp_path: Path) -> None:
    source = SHOP + "\n    #- shop/.env.py\n    API = 1\n"
    opened = open_fixture(source, tmp_path)
    target = Target(opened.at("shop/.env.py"), Intent.INSERT, Span(0, 0))
    pack = select(opened.snapshot, target, budget=1500, count_tokens=quarter)
    assert "API" not in pack.here
    assert pack.left_out[0].reason == "the file under edit"


def test_a_key_is_replaced_in_every_part_of_the_pack(tmp_path: Path) -> None:
    key = "gh" + "p_" + "aB3d" * 9
    source = SHOP.replace("def parse_money(text: str)", f'def parse_money(text: str = "{key}")')
    source = source.replace('"""\n', "").replace("self.repo = repo", f"self.repo = repo  # {key}")
    problem = Diagnostic(Span(0, 0), f"bad token {key}")
    pack = chosen(source, tmp_path, instruction=f"use {key}", diagnostics=(problem,))
    sent = [pack.here, pack.instruction, *pack.diagnostics, *(item.text for item in pack.items), render(pack.items)]
    assert not [text for text in sent if key in text]
    assert "<SECRET:github:1>" in pack.here
    assert set(pack.secrets.values()) == {key}
    assert {item.kind for item in pack.redactions} == {"github"}


def test_a_key_that_stands_only_in_the_instruction_can_be_restored(tmp_path: Path) -> None:
    key = "gh" + "p_" + "cD5e" * 9
    pack = chosen(SHOP, tmp_path, instruction=f"use {key}")
    assert pack.instruction == "use <SECRET:github:1>"
    assert pack.secrets == {"<SECRET:github:1>": key}
    assert [item.kind for item in pack.redactions] == ["github"]


def test_a_file_that_an_ignore_file_denies_is_not_sent_though_it_is_open_and_imported(tmp_path: Path) -> None:
    source = """
    #- .contextenignore
    vault.py
    #- vault.py
    class Vault:
        def open_vault(self): ...
    #- main.py
    from vault import Vault

    def rob(vault: Vault):
        $0pass
    """
    opened = open_fixture(source, tmp_path)
    opened.open("vault.py")
    pack = select(opened.snapshot, target_of(opened), budget=1500, count_tokens=quarter)
    assert "open_vault" not in render(pack.items)


def test_the_candidates_that_lost_are_listed_with_score_and_cause(tmp_path: Path) -> None:
    pack = chosen(SHOP, tmp_path, budget=60, strategy=elsewhere(DEFAULT))
    assert {item.why for item in pack.left_out} >= {"budget", "already shown"}
    assert all(item.reason for item in pack.left_out)


def test_a_larger_budget_shows_examples_whole_and_signatures_in_one_line(tmp_path: Path) -> None:
    pack = chosen(SHOP.replace("def cancel", "def cancelled"), tmp_path, budget=6000)
    assert ItemKind.BODY in {item.kind for item in pack.items}
    small = chosen(SHOP.replace("def cancel", "def cancelled"), tmp_path, budget=1000)
    assert ItemKind.BODY not in {item.kind for item in small.items}
    assert ItemKind.SIGNATURE in {item.kind for item in small.items}
    assert all("\n" not in item.text for item in pack.items if item.kind is ItemKind.SIGNATURE)


def test_a_file_of_an_unknown_language_still_shows_its_text(tmp_path: Path) -> None:
    source = "#- notes.txt\nline one\n$0line two\n#- a.py\ndef f(): ...\n"
    opened = open_fixture(source, tmp_path)
    pack = select(opened.snapshot, Target(opened.path, Intent.INSERT, opened.span), budget=300, count_tokens=quarter)
    assert pack.here_before == "line one\n"
    assert pack.here_after == "line two\n"


def test_a_file_that_no_language_reads_is_shown_lines_of_others_that_share_its_rare_words(tmp_path: Path):
    source = """
    #- config/shop.proto
    message Basket { repeated LineItem line_items = 1; string currency_code = 2; }$0
    #- shop/basket.py
    def total(basket):
        return basket.line_items, basket.currency_code
    #- shop/unrelated.py
    def paint_fence(colour):
        return colour
    """
    opened = open_fixture(source, tmp_path)
    target = Target(opened.path, Intent.REWRITE, opened.span)
    pack = select(opened.snapshot, target, budget=400, count_tokens=quarter)
    assert "line_items" in pack.here
    assert any(item.kind is ItemKind.WINDOW and item.relative == "shop/basket.py" for item in pack.items)
