"""The feature page tells of every action."""

from __future__ import annotations

from pathlib import Path

from contexten.ide.assists import ASSISTS

PAGE = Path(__file__).parents[3] / "docs" / "assists.md"


def test_every_action_is_told_in_the_feature_page():
    feature = PAGE.read_text(encoding="utf-8")
    assert [action for assist in ASSISTS for action in assist.titles if f"`{action}`" not in feature] == []
