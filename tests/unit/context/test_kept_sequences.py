"""Kept packs after any sequence of edits: nothing shown is stale, and only an edit of what was used makes one wrong."""

from __future__ import annotations

import tempfile
import textwrap
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contexten.context.kept import PackCache
from contexten.context.model import ContextPack, ItemKind
from contexten.context.select import select
from contexten.index.sheet import one_line
from contexten.store import Store
from contexten.text import Document
from contexten.workspace import Workspace
from contexten.workspace.target import Intent, Target

if TYPE_CHECKING:
    from contexten.workspace import Snapshot


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
