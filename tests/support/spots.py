"""A cursor in a text, for what decides about completion at it."""

from __future__ import annotations

from hypothesis import strategies as st

from contexten.extensions.codegen.inline_spot import Spot, spot_at
from contexten.store import Store
from contexten.syntax.languages import of_path
from contexten.syntax.parse import parse
from contexten.text import Patch, Span, encode
from contexten.workspace.workspace import Workspace

CURSOR = "⌖"
PLACES = st.sampled_from(
    [
        "def f(value):\n    ⌖\n    return value\n",
        "def f(value):\n    return value⌖\n",
        "def f(value):\n    print(⌖)\n",
        "class A:\n    x = [⌖]\n\n    def f(self):\n        pass\n",
        "value = 1\n⌖\n",
        "value = 1\nprint('é', ⌖)\n",
        "if True:\r\n\tvalue = ⌖1\r\n",
    ]
)
"""Cursors in Python that has no error."""


def spot_of(marked: str, path: str = "/project/a.py", *, invoked: bool = True) -> Spot | None:
    """The spot at the cursor's mark in `marked`."""
    before, _, after = marked.partition(CURSOR)
    workspace = Workspace(["/project"], Store.open(None))
    workspace.open(path, "", before + after, 1)
    return spot_at(workspace.snapshot(), path, len(encode(before)), invoked=invoked)


def assert_it_fits(text: str, spot: Spot, lines: int) -> None:
    """Assert that `text` at a spot of Python adds no error, and is as long as allowed."""
    after = spot.document.patched(Patch(Span(spot.offset, spot.offset), encode(text)))
    compile(spot.document.text, "before", "exec")
    compile(after.text, "after", "exec")
    assert parse(after, of_path("a.py")).errors == 0
    assert text.count("\n") < lines
    assert text == "" or text.strip()
