"""Two indexes of the same texts give the same context, item by item with its score, whatever each was before."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.context.meanings import Meanings
from contexten.context.select import select
from contexten.store import Store
from contexten.workspace.target import Intent, Target
from support.edited import Edited

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.workspace import Workspace

MODULES = 12
MAIN = "part3.py"


def python(number: int, version: int) -> str:
    """A module like all others, so that little but its path tells its functions apart; versions differ in names."""
    after = (number + 1) % MODULES
    return (
        f"from part{after} import step{after}, Box{after}\n\n\n"
        f"class Box{number}(Box{after}):\n    held: Box{after}\n"
        f"    def take{version}(self, value): return self.held.give(value)\n"
        f"    def give(self, value): return value\n\n\n"
        f"def step{number}(value):\n    return step{after}(value) + {version}\n\n\n"
        f"def only{number}_{version}(value):\n    return step{number}(value).give(value)\n"
    )


def go(number: int, version: int) -> str:
    """A file of one package: its methods stand outside of the type, which another file holds."""
    kind = "type Desk struct {\n\tbox *Box\n}\n\ntype Box struct{}\n\n" if number % 4 == 0 else ""
    return (
        f"package part\n\n{kind}func (d *Desk) Step{number}(value int) int {{ return d.box.Give{number}(value) }}\n\n"
        f"func (b *Box) Give{number}(value int) int {{ return value + {version} }}\n\n"
        f"func Only{number}x{version}(d *Desk) int {{ return d.Step{(number + 1) % MODULES}(1) }}\n"
    )


LANGUAGES = {"py": (python, "step3"), "go": (go, "Step3")}
numbers, versions = st.integers(0, MODULES - 1), st.integers(0, 3)
step = st.sampled_from(
    ["write", "write", "open", "change", "save", "close", "delete", "rename", "scan", "restart", "ask"]
)


def selected(workspace: Workspace, meanings: Meanings, path: str, name: str, budget: int) -> ContextPack:
    snapshot = workspace.snapshot()
    facts = snapshot.facts(path)
    assert facts is not None
    function = next(item for item in facts.definitions if item.name == name)
    assert function.body is not None
    target = Target(path, Intent.IMPLEMENT, function.body, instruction="step the value", symbol=function)
    return select(snapshot, target, budget=budget, count_tokens=len, meanings=meanings)


@pytest.mark.parametrize("ending", LANGUAGES)
@given(
    st.lists(numbers, unique=True),
    st.lists(st.tuples(step, numbers, numbers, versions), max_size=20),
    st.sampled_from([1500, 6000, 40_000]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_context_after_any_history_equals_that_of_a_fresh_index(
    ending: str, first: list[int], history: list[tuple[str, int, int, int]], budget: int
) -> None:
    text_of, name = LANGUAGES[ending]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "root"
        main = str(root / f"part3.{ending}")
        edited = Edited(root, Store.open(Path(folder) / "store"))
        for number in (*first, 3):
            edited.put(f"part{number}.{ending}", text_of(number, 0))
        edited.workspace.scan(workers=0)
        for step, number, other, version in history:
            text = f"part{other}.{ending}" if step == "rename" else text_of(number, version)
            if 3 not in ({"delete": [number], "rename": [number, other]}.get(step, [])):
                edited.do(step, f"part{number}.{ending}", text)
            if step == "ask":
                selected(edited.workspace, edited.meanings, main, name, budget)
        mine = selected(edited.workspace, edited.meanings, main, name, budget)
        fresh = selected(edited.fresh(), Meanings(), main, name, budget)
        assert (mine.items, mine.left_out) == (fresh.items, fresh.left_out)
