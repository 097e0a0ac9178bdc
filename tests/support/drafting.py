"""Drafts of fixtures: the intent, the marked place, the answer."""

from __future__ import annotations

from contexten.drafts.draft import Draft, NoDraft, draft
from contexten.syntax.at import definitions_at
from contexten.workspace.target import Intent, Target
from support.workspaces import open_fixture


def drafted(source, tmp_path, intent=Intent.IMPLEMENT, *, name="") -> Draft | NoDraft:
    """The draft for the marked place of a fixture."""
    opened = open_fixture(source, tmp_path)
    snapshot = opened.snapshot
    parsed = snapshot.parsed(opened.path)
    assert parsed is not None
    around = definitions_at(parsed, opened.span)
    symbol = around[-1] if around else None
    return draft(snapshot, Target(opened.path, intent, opened.span, symbol=symbol, name=name))


def text_of(source, tmp_path, intent=Intent.IMPLEMENT, *, name="") -> str:
    """The drafted text; fails with the reason where there is none."""
    made = drafted(source, tmp_path, intent, name=name)
    assert isinstance(made, Draft), made
    return made.text
