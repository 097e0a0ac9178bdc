"""A cursor in a text, for what decides about completion at it."""

from __future__ import annotations

from contexten.extensions.codegen.inline_spot import Spot, spot_at
from contexten.store import Store
from contexten.text import encode
from contexten.workspace.workspace import Workspace

CURSOR = "⌖"


def spot_of(marked: str, path: str = "/project/a.py", *, invoked: bool = True) -> Spot | None:
    """The spot at the cursor's mark in `marked`."""
    before, _, after = marked.partition(CURSOR)
    workspace = Workspace(["/project"], Store.open(None))
    workspace.open(path, "", before + after, 1)
    return spot_at(workspace.snapshot(), path, len(encode(before)), invoked=invoked)
