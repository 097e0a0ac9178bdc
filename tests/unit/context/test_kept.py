"""Kept packs: what an edit touches is chosen again, the rest is given again, and nothing stale is shown."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from contexten.context.kept import PackCache
from contexten.context.kept.changes import Change
from contexten.context.kept.entry import Kept, brought
from contexten.context.kept.wish import wish_of
from contexten.context.model import ItemKind
from contexten.context.select import select
from contexten.ide import target_for
from contexten.workspace.target import Intent, Target
from support.kept import PRICES, Desk, texts
from support.workspaces import open_fixture


@pytest.fixture
def desk(tmp_path):
    opened = open_fixture(PRICES, tmp_path)
    return Desk(opened.workspace, opened.root)


def test_the_same_question_is_answered_again_without_choosing(desk):
    first, kept = desk.ask()
    again, kept_again = desk.ask()
    assert (kept, kept_again) == (False, True)
    assert again == first


def test_a_body_that_is_shown_and_edited_is_chosen_again(desk):
    assert "self.cents + other.cents" in texts(desk.ask()[0])
    desk.swap("money.py", "self.cents + other.cents", "other.cents + self.cents")
    pack, kept = desk.ask()
    assert not kept
    assert "other.cents + self.cents" in texts(pack)


def test_a_body_of_which_only_a_value_or_a_comment_changed_is_cut_anew(desk):
    desk.swap("money.py", "return Money(int(text))", "return Money(int(text) * 10)")
    assert "int(text) * 10" in texts(desk.ask()[0])
    desk.swap("money.py", "return Money(int(text) * 10)", "# Cents.\n    return Money(int(text) * 100)")
    pack, kept = desk.ask()
    assert kept
    assert "# Cents.\n    return Money(int(text) * 100)" in texts(pack)
    assert "int(text) * 10)" not in texts(pack)


def test_a_secret_typed_into_a_shown_body_is_replaced(desk):
    desk.ask()
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    desk.swap("money.py", "return Money(int(text))", f'# "{key}"\n    return Money(int(text))')
    pack, _ = desk.ask()
    assert "class Money" in texts(pack)
    assert key not in texts(pack)


def test_a_pack_without_what_is_excluded_is_kept_beside_the_one_with_it(desk):
    assert "class Money" in texts(desk.ask()[0])
    desk.excluded = frozenset({"money.py"})
    for kept in (False, True):
        pack, was_kept = desk.ask()
        assert was_kept is kept
        assert "class Money" not in texts(pack)
    desk.excluded = frozenset()
    pack, kept = desk.ask()
    assert kept
    assert "class Money" in texts(pack)


def test_an_edit_of_what_is_not_shown_changes_nothing(desk):
    desk.budget = 900
    before = desk.ask()[0]
    assert "sun" not in texts(before)
    desk.swap("weather.py", '"sun"', '"rain"')
    assert desk.ask() == (before, True)


def test_what_only_moved_is_shown_at_its_new_lines(desk):
    before = desk.ask()[0]
    desk.write("money.py", "# Prices.\n\n" + Path(desk.root, "money.py").read_text())
    pack, kept = desk.ask()
    assert kept
    moved = [(item.name, item.start_line - 2) for item in pack.items if item.path.endswith("money.py")]
    assert moved == [(item.name, item.start_line) for item in before.items if item.path.endswith("money.py")]
    assert texts(pack) == texts(before)


def test_the_file_under_edit_is_always_shown_as_it_is(desk):
    desk.ask()
    desk.swap("shop.py", "self.items: list[Money] = []", "self.wares: list[Money] = []")
    pack, kept = desk.ask()
    assert kept
    assert "self.wares" in pack.here
    assert pack.here == pack.here_before + pack.here_target + pack.here_after
    assert desk.cache.figures().renewed == 1


def test_typing_inside_the_body_that_is_to_be_written_keeps_the_choice(desk):
    desk.ask()
    desk.swap("shop.py", "raise NotImplementedError", "# Money(0) first\n        raise NotImplementedError")
    pack, kept = desk.ask()
    assert kept
    assert "# Money(0) first" in pack.here


def test_values_and_comments_of_the_target_are_shown_anew_and_change_no_choice(desk):
    desk.intent = Intent.REWRITE
    desk.ask()
    desk.swap("shop.py", "raise NotImplementedError", "# Nothing yet.\n        raise NotImplementedError")
    pack, kept = desk.ask()
    assert kept
    assert "# Nothing yet." in pack.here_target
    desk.swap("shop.py", "raise NotImplementedError", "return parse_price('1')")
    assert not desk.ask()[1], "it uses something else now"


def test_another_signature_of_the_target_is_another_question(desk):
    desk.ask()
    desk.swap("shop.py", "def total(self) -> Money", "def total(self, tax: int) -> Money")
    assert not desk.ask()[1]


@pytest.mark.parametrize("name", ["Money", "parse_price"])
def test_a_definition_that_appears_under_a_mentioned_name_is_looked_at(desk, name):
    desk.ask()
    desk.write("coins.py", f"def {name}(text):\n    return 0\n")
    assert not desk.ask()[1]


def test_a_definition_that_the_instruction_speaks_of_in_words_is_looked_at(desk):
    desk.ask("round to the tax table")
    desk.write("taxes.py", "def tax_table():\n    return {}\n")
    pack, kept = desk.ask("round to the tax table")
    assert not kept
    assert "tax_table" in texts(pack)


def test_a_definition_under_a_name_that_nobody_speaks_of_changes_nothing(desk):
    desk.ask()
    desk.write("weather.py", Path(desk.root, "weather.py").read_text() + "\n\ndef barometer():\n    return 3\n")
    assert desk.ask()[1]


def test_a_file_that_changed_unseen_is_not_shown_as_it_was(desk):
    assert "self.cents + other.cents" in texts(desk.ask()[0])
    path = Path(desk.root, "money.py")
    path.write_text(path.read_text().replace("self.cents + other.cents", "self.cents - other.cents"))
    desk.workspace.files_changed([f"{desk.root}/weather.py"], [])
    assert "self.cents + other.cents" not in texts(desk.ask()[0])


def test_a_file_that_became_private_is_shown_no_more(desk):
    assert "class Money" in texts(desk.ask()[0])
    desk.write(".contextignore", "money.py\n")
    desk.workspace.scan(workers=0)
    pack, kept = desk.ask()
    assert not kept
    assert not any(item.path.endswith("money.py") for item in pack.items)


def test_a_file_that_turns_into_a_link_to_a_secret_is_shown_no_more(desk, tmp_path):
    desk.ask()
    path = Path(desk.root, "money.py")
    secret = tmp_path / ".env"
    secret.write_text(path.read_text())
    path.unlink()
    path.symlink_to(secret)
    desk.workspace.files_changed([f"{desk.root}/weather.py"], [])
    assert not any(item.path.endswith("money.py") for item in desk.ask()[0].items)


@pytest.mark.parametrize("edited", ["money.py", "weather.py", "shop.py"])
def test_a_pack_with_a_secret_in_it_is_chosen_again_after_any_edit_of_its_files(desk, edited):
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    desk.swap("money.py", "return Money(int(text))", f'return Money(int(text, "{key}"))')
    pack, _ = desk.ask()
    assert pack.redactions
    assert {"money.py", "weather.py"} <= {item.relative for item in pack.items}
    assert key not in texts(pack) + pack.here
    assert desk.ask()[1]
    desk.write(edited, "# Prices.\n" + Path(desk.root, edited).read_text())
    again, kept = desk.ask()
    assert not kept
    assert key not in texts(again) + again.here


def test_a_secret_typed_into_the_file_under_edit_is_replaced(desk):
    desk.ask()
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    desk.swap("shop.py", "list[Money] = []", f'list[Money] = ["{key}"]')
    pack, kept = desk.ask()
    assert not kept
    assert key not in pack.here
    assert pack.redactions


def test_budget_instruction_and_counter_are_part_of_the_question(desk):
    desk.ask()
    assert not desk.ask("use the tax table")[1]
    desk.budget = 5000
    assert not desk.ask()[1]
    desk.cache.select(
        desk.workspace.snapshot(),
        desk.target(),
        budget=5000,
        count_tokens=lambda text: len(text) // 2,
        counter="halves",
    )
    assert desk.cache.figures().hits == 0


def test_old_packs_expire_and_the_least_recently_used_go_first(desk):
    now = [0.0]
    desk.cache = PackCache(max_age=10, max_bytes=60_000, clock=lambda: now[0])
    desk.ask()
    now[0] = 11
    assert not desk.ask()[1]
    assert desk.cache.figures().expired == 1
    for number in range(30):
        desk.ask(f"variant {number}")
    figures = desk.cache.figures()
    assert figures.bytes <= 60_000
    assert figures.evictions > 0
    assert desk.ask("variant 29")[1]
    assert not desk.ask("variant 0")[1]


def test_the_cache_lets_an_old_snapshot_go_and_keeps_what_is_still_right(desk):
    before = desk.ask()[0]
    old = weakref.ref(desk.workspace.snapshot())
    desk.swap("weather.py", '"sun"', '"rain"')
    desk.cache.follow(desk.workspace.snapshot())
    gc.collect()
    assert old() is None
    pack, kept = desk.ask()
    assert kept
    assert '"rain"' in texts(pack)
    assert texts(pack) == texts(before).replace('"sun"', '"rain"')


def test_an_older_snapshot_is_answered_from_itself(desk):
    old, target = desk.workspace.snapshot(), desk.target()
    before = select(old, target, budget=desk.budget, count_tokens=len)
    desk.swap("money.py", "self.cents + other.cents", "other.cents + self.cents")
    desk.ask()
    pack = desk.cache.select(old, target, budget=desk.budget, count_tokens=len, counter="characters")
    assert "other.cents + self.cents" not in texts(pack)
    assert [item.name for item in pack.items] != []
    assert pack.here == before.here
    assert "other.cents + self.cents" in texts(desk.ask()[0])


GO = """
    #- main.go
    package shop

    func total(repo *Repo) int {
    \t$0panic("todo")
    }
    #- repo.go
    package shop

    type Repo struct {
    \tsizes []int
    }
    #- find.go
    package shop

    func (r *Repo) FindAll(limit int) []int {
    \treturn r.sizes[:limit]
    }
"""


def test_a_header_of_another_file_under_which_an_item_stands_is_looked_at(tmp_path):
    opened = open_fixture(GO, tmp_path)
    cache = PackCache()

    def ask():
        snapshot = opened.snapshot
        target = target_for(snapshot, opened.path, opened.span, Intent.IMPLEMENT, "")
        assert isinstance(target, Target), target
        pack = cache.select(snapshot, target, budget=1400, count_tokens=len, counter="")
        return {item.name: item.under for item in pack.items}

    assert ask()["Repo.FindAll"] == ("type Repo struct",)
    text = opened.fixture.files["repo.go"]
    Path(opened.at("repo.go")).write_text(text.replace("type Repo struct", "type Repo[T any] struct"))
    opened.workspace.files_changed([opened.at("repo.go")], [])
    assert ask()["Repo.FindAll"] == ("type Repo[T any] struct",)


@pytest.mark.parametrize(("edited", "old", "new"), [("repo.go", "Repo struct", "Repo[T any] struct")])
def test_a_heading_counts_also_where_the_type_itself_is_not_shown(tmp_path, edited, old, new):
    opened = open_fixture(GO, tmp_path)
    before = opened.snapshot
    target = target_for(before, opened.path, opened.span, Intent.IMPLEMENT, "")
    assert isinstance(target, Target), target
    pack = select(before, target, budget=1400, count_tokens=len)
    alone = replace(pack, items=tuple(item for item in pack.items if item.name == "Repo.FindAll"))
    kept = Kept.of(before, wish_of(before, target, 1400, ""), alone, len, (0.0, 0.0))
    Path(opened.at(edited)).write_text(opened.fixture.files[edited].replace(old, new))
    opened.workspace.files_changed([opened.at(edited)], [])
    assert brought(kept, Change.between(before, opened.snapshot, opened.at(edited))) is None


def test_a_heading_of_the_same_file_counts_where_the_class_itself_is_not_shown(desk):
    before, target = desk.workspace.snapshot(), desk.target()
    pack = select(before, target, budget=desk.budget, count_tokens=len)
    money = next(item for item in pack.items if item.name == "parse_price")
    path = money.path
    facts = before.facts(path)
    assert facts is not None
    plus = next(item for item in facts.definitions if item.name == "plus")
    item = replace(
        money,
        name="Money.plus",
        kind=ItemKind.SIGNATURE,
        span=plus.name_span,
        text=plus.signature,
        under=("class Money",),
    )
    kept = Kept.of(before, wish_of(before, target, 1, ""), replace(pack, items=(item,)), len, (0.0, 0.0))
    desk.write("money.py", "# Prices.\n" + Path(path).read_text())
    moved = brought(kept, Change.between(before, desk.workspace.snapshot(), path))
    assert moved is not None
    assert moved.pack.items[0].span == plus.name_span.shifted(len("# Prices.\n"))
    between = desk.workspace.snapshot()
    desk.swap("money.py", "class Money:", "class Money(object):")
    assert brought(moved, Change.between(between, desk.workspace.snapshot(), path)) is None


REEXPORTED = """
    #- stock/__init__.py
    from .money import Money
    #- stock/money.py
    class Money:
        def plus(self, other): return self
    #- stock/coins.py
    class Money:
        def add(self, other): return self
    #- shop.py
    from stock import Money


    def total(items) -> Money:
        $0raise NotImplementedError
"""


def test_an_import_that_means_something_else_by_now_is_looked_at(tmp_path):
    opened = open_fixture(REEXPORTED, tmp_path)
    desk = Desk(opened.workspace, opened.root)
    desk.ask()
    desk.swap("stock/__init__.py", ".money", ".coins")
    assert not desk.ask()[1]
