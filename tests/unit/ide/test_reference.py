"""The reference page is the table's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from contexten.ide.assists import ASSISTS
from contexten.ide.reference import markdown

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "actions.md"


def test_the_page_is_fresh():
    assert PAGE.read_text() == markdown(), "refresh it: python -m contexten.ide.reference > docs/reference/actions.md"


def test_the_command_prints_the_page():
    run = subprocess.run([sys.executable, "-m", "contexten.ide.reference"], capture_output=True, text=True, check=True)
    assert run.stdout == markdown()


def test_every_action_is_told_in_the_feature_page():
    feature = (PAGE.parents[1] / "assists.md").read_text()
    assert [action for assist in ASSISTS for action in assist.titles if f"`{action}`" not in feature] == []
