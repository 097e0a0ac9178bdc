"""Kept packs: what an edit touches is chosen again, the rest is given again, and nothing stale is shown."""

from __future__ import annotations

import gc
import tempfile
import textwrap
import weakref
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contexten.context.kept import PackCache
from contexten.context.kept.changes import Change
from contexten.context.kept.entry import Kept, brought
from contexten.context.kept.wish import wish_of
from contexten.context.model import ContextPack, ItemKind
from contexten.context.select import select
from contexten.ide import target_for
from contexten.index.sheet import one_line
from contexten.store import Store
from contexten.text import Document, Span
from contexten.workspace import Workspace
from contexten.workspace.target import Intent, Target
from support.shop import SHOP
from support.workspaces import open_fixture

if TYPE_CHECKING:
    from contexten.workspace import Snapshot

PRICES = (
    SHOP.replace("import Money\n", "import Money, parse_price\n", 1)
    + """

    def parse_price(text: str) -> Money:
        return Money(int(text))
    #- weather.py
    def forecast(day: int) -> str:
        return "sun"
"""
)


@dataclass
class Desk:
    """A workspace, a target in it, and the cache between them."""

    workspace: Workspace
    root: str
    cache: PackCache = field(default_factory=PackCache)
    budget: int = 6000
    intent: Intent = Intent.IMPLEMENT

    def target(self, instruction: str = "") -> Target:
        snapshot = self.workspace.snapshot()
        path = f"{self.root}/shop.py"
        document = snapshot.document(path)
        assert document is not None
        at = document.data.index(b"def total") + 4
        target = target_for(snapshot, path, Span(at, at), self.intent, instruction)
        assert isinstance(target, Target), target
        return target

    def ask(self, instruction: str = "") -> tuple[ContextPack, bool]:
        """The pack, and whether it was kept."""
        before = self.cache.figures().hits
        pack = self.cache.select(
            self.workspace.snapshot(),
            self.target(instruction),
            budget=self.budget,
            count_tokens=len,
            counter="characters",
        )
        return pack, self.cache.figures().hits > before

    def write(self, relative: str, text: str) -> None:
        Path(self.root, relative).write_text(text)
        self.workspace.files_changed([f"{self.root}/{relative}"], [])

    def swap(self, relative: str, old: str, new: str) -> None:
        text = Path(self.root, relative).read_text()
        assert old in text
        self.write(relative, text.replace(old, new))


@pytest.fixture
def desk(tmp_path):
    opened = open_fixture(PRICES, tmp_path)
    return Desk(opened.workspace, opened.root)


def texts(pack: ContextPack) -> str:
    return "\n".join(item.text for item in pack.items)


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


# Any sequence of edits


@dataclass(frozen=True)
class Function:
    name: str
    parameter: str = "value"
    body: int = 1000
    called: str = "len"

    @property
    def text(self) -> str:
        return (
            f"def {self.name}({self.parameter}):\n    found = {self.called}({self.parameter})\n"
            f"    return found + {self.body}\n"
        )


FILES = ["shop/carts.py", "shop/items.py", "shop/odd.py", "shop/far.py"]
NAMES = ["add_item", "cost_of", "label_text", "sort_carts", "quiver", "zephyr"]
MAIN = "shop/main.py"
files, names = st.sampled_from(FILES), st.sampled_from(NAMES)


class Edits(RuleBasedStateMachine):
    """The model is a list of functions for each file; what a pack shows is checked against it and the snapshot."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name).resolve()
        self.workspace = Workspace([str(self.root)], Store.open(None))
        self.cache = PackCache()
        self.model: dict[str, list[Function]] = {path: [] for path in FILES}
        self.notes: dict[str, int] = dict.fromkeys(FILES, 0)
        self.main_body, self.sibling = 1, 1000
        self.versions: dict[str, int] = {}
        self.shown: tuple[ContextPack, tuple[object, ...]] | None = None
        self.budget = 0
        self.unasked = 0

    def teardown(self) -> None:
        self._folder.cleanup()

    @initialize(
        first=st.lists(st.tuples(files, names), min_size=4, max_size=12),
        budget=st.sampled_from([900, 1600, 3200, 7000]),
    )
    def begin(self, first: list[tuple[str, str]], budget: int) -> None:
        self.budget = budget
        (self.root / "shop").mkdir()
        for path, name in first:
            if all(one.name != name for one in self.model[path]):
                self.model[path].append(Function(name))
        for path in (*FILES, MAIN):
            (self.root / path).write_text(self.text(path))
        self.workspace.scan(workers=0)

    def text(self, path: str) -> str:
        if path == MAIN:
            return (
                "from shop.carts import add_item\nfrom shop.items import cost_of\n\n\n"
                f"def beside(value):\n    return {self.sibling}\n\n\n"
                f"def fold_items(value: int) -> int:\n    pass\n{'    #' * (self.main_body % 2)}\n"
            )
        return "# note\n" * self.notes[path] + "\n\n".join(one.text for one in self.model[path])

    def update(self, path: str) -> None:
        if path in self.versions:
            self.versions[path] += 1
            self.workspace.change(str(self.root / path), self.versions[path], [self.text(path)])
        else:
            (self.root / path).write_text(self.text(path))
            self.workspace.files_changed([str(self.root / path)], [])

    @rule(path=files, number=st.integers(0, 5), body=st.sampled_from([1000, 2000, 3000]))
    def edit_a_value(self, path: str, number: int, body: int) -> None:
        if number < len(self.model[path]):
            self.model[path][number] = replace(self.model[path][number], body=body)
            self.update(path)

    @rule(path=files, number=st.integers(0, 5), called=st.sampled_from(["len", "sum", "abs"]))
    def edit_what_a_body_uses(self, path: str, number: int, called: str) -> None:
        if number < len(self.model[path]):
            self.model[path][number] = replace(self.model[path][number], called=called)
            self.update(path)

    @rule(path=files, number=st.integers(0, 5), parameter=st.sampled_from(["value", "other", "cart"]))
    def edit_a_signature(self, path: str, number: int, parameter: str) -> None:
        if number < len(self.model[path]):
            self.model[path][number] = replace(self.model[path][number], parameter=parameter)
            self.update(path)

    @rule(path=files, name=names)
    def add(self, path: str, name: str) -> None:
        if all(one.name != name for one in self.model[path]):
            self.model[path].append(Function(name))
            self.update(path)

    @rule(path=files)
    def remove(self, path: str) -> None:
        if self.model[path]:
            self.model[path].pop(0)
            self.update(path)

    @rule(path=files)
    def turn_around(self, path: str) -> None:
        self.model[path].reverse()
        self.update(path)

    @rule(path=files, lines=st.integers(0, 3))
    def note(self, path: str, lines: int) -> None:
        self.notes[path] = lines
        self.update(path)

    @rule(path=st.sampled_from([*FILES, MAIN]))
    def open(self, path: str) -> None:
        if path not in self.versions:
            self.versions[path] = 1
            self.workspace.open(str(self.root / path), "python", self.text(path), 1)

    @rule(path=st.sampled_from([*FILES, MAIN]))
    def save_and_close(self, path: str) -> None:
        if self.versions.pop(path, None) is not None:
            (self.root / path).write_text(self.text(path))
            self.workspace.files_changed([str(self.root / path)], [])
            self.workspace.close(str(self.root / path))

    @rule(body=st.sampled_from([1000, 2000]))
    def edit_beside_the_target(self, body: int) -> None:
        self.sibling = body
        self.update(MAIN)

    @rule()
    def scan(self) -> None:
        for path in tuple(self.versions):
            self.save_and_close(path)
        self.workspace.scan(workers=0)

    @rule(edits=st.integers(1, 3))
    def work_on_without_asking(self, edits: int) -> None:
        self.unasked = edits + 1

    @invariant()
    def what_is_kept_is_right(self) -> None:
        self.unasked -= 1
        if self.budget == 0 or self.unasked > 0:
            return
        snapshot = self.workspace.snapshot()
        target = self.target(snapshot)
        hits = self.cache.figures().hits
        pack = self.cache.select(snapshot, target, budget=self.budget, count_tokens=len, counter="")
        kept = self.cache.figures().hits > hits
        fresh = select(snapshot, target, budget=self.budget, count_tokens=len)
        assert (pack.here_before, pack.here_target, pack.here_after) == (
            fresh.here_before,
            fresh.here_target,
            fresh.here_after,
        )
        assert pack.tokens <= self.budget
        for item in pack.items:
            check_shown(snapshot, item)
        if self.shown is not None:
            before, was = self.shown
            same = was == (self.used(before), self.named())
            assert kept == same, "an edit to what is used makes it wrong, and nothing else does"
        self.shown = (pack, (self.used(pack), self.named()))

    def target(self, snapshot: Snapshot) -> Target:
        facts = snapshot.facts(str(self.root / MAIN))
        assert facts is not None
        function = next(item for item in facts.definitions if item.name == "fold_items")
        assert function.body is not None
        return Target(str(self.root / MAIN), Intent.IMPLEMENT, function.body, symbol=function)

    def used(self, pack: ContextPack) -> frozenset[tuple[object, ...]]:
        """What the shown items stand for, as the model has it now."""
        found: set[tuple[object, ...]] = set()
        for item in pack.items:
            functions = self.model.get(item.relative, [])
            one = next((one for one in functions if one.name == item.name), None)
            whole = item.kind in {ItemKind.BODY, ItemKind.WINDOW}
            said = None if one is None else (one.name, one.parameter, one.called if whole else "")
            found.add((item.relative, item.name, item.kind, said))
        return frozenset(found)

    def named(self) -> frozenset[tuple[str, str]]:
        """Where the names stand that the target speaks of."""
        spoken = {"add_item", "cost_of"}
        return frozenset((path, one.name) for path in FILES for one in self.model[path] if one.name in spoken)

    @invariant()
    def counts_are_right(self) -> None:
        figures = self.cache.figures()
        assert figures.bytes >= 0
        assert (figures.entries == 0) == (figures.bytes == 0)


def check_shown(snapshot: Snapshot, item) -> None:
    """The item's text stands in the snapshot at the lines it names."""
    assert snapshot.is_private(item.path) is None
    document = snapshot.document(item.path)
    assert isinstance(document, Document)
    lines = document.text.splitlines()
    if item.kind in {ItemKind.BODY, ItemKind.WINDOW}:
        shown = "\n".join(lines[item.start_line : item.end_line + 1])
        assert textwrap.dedent(shown).rstrip() == item.text
        return
    facts = snapshot.facts(item.path)
    assert facts is not None
    named = [one for one in facts.definitions if one.name_start == item.span.start]
    assert [one.name for one in named] == [item.name.rpartition(".")[2]]
    assert document.line_of(named[0].name_start) == item.start_line
    if item.kind is not ItemKind.NAME:
        assert item.text == one_line(named[0].signature or document.line_text(item.start_line))[: len(item.text)]


TestAnySequenceOfEdits = Edits.TestCase
TestAnySequenceOfEdits.settings = settings(deadline=None, max_examples=30, stateful_step_count=20)
