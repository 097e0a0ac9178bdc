"""Files that change together count as near, where that is wanted."""

from __future__ import annotations

import numpy as np
import pytest

from contexten.context.board import Board
from contexten.context.candidates.near import near
from contexten.context.meaning import Meaning
from contexten.context.scene import Scene
from contexten.context.weights import Source
from contexten.store import Store
from contexten.workspace import Workspace
from contexten.workspace.cochange import CoChange
from contexten.workspace.target import Intent, Target

HERE = "def target(order):\n    raise NotImplementedError\n"


@pytest.fixture
def workspace(tmp_path):
    for name, text in {"here/a.py": HERE, "far/b.py": "def helper(): ...\n", "away/c.py": "def other(): ...\n"}.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    workspace = Workspace([str(tmp_path)], Store.open(None))
    workspace.scan(workers=0)
    return workspace


def nearness(workspace: Workspace, cochange: CoChange | None) -> dict[str, float]:
    snapshot = workspace.snapshot()
    snapshot.cochange = cochange
    path = f"{workspace.roots[0]}/here/a.py"
    facts = snapshot.facts(path)
    assert facts is not None
    symbol = facts.definitions[0]
    assert symbol.body is not None
    target = Target(path, Intent.IMPLEMENT, symbol.body, symbol=symbol)
    scene = Scene(snapshot, target, facts, Meaning(snapshot.index.atlas))
    board = Board()
    near(scene, board)
    table = board.table([Source.NEAR], np.ones(scene.atlas.count, np.bool_), scene.atlas.place)
    names = [scene.atlas.text_of(int(scene.atlas.name[symbol])) for symbol in table.symbols]
    return dict(zip(names, table.strengths[0].tolist(), strict=True))


def test_without_a_history_only_what_is_close_counts(workspace):
    assert nearness(workspace, None) == nearness(workspace, CoChange()) == {}


def test_what_changed_together_counts_by_its_share(workspace):
    root = workspace.roots[0]
    together = ((f"{root}/far/b.py", 1.0), (f"{root}/away/c.py", 0.5), (f"{root}/gone.py", 1.0))
    found = nearness(workspace, CoChange({f"{root}/here/a.py": together}))
    assert found == pytest.approx({"helper": 0.5, "other": 0.25})
