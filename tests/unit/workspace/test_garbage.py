"""Typing leaves no garbage behind: an old tree goes at once, not when the collector stops everything."""

import gc

from contexten.syntax.parse import Parsed
from contexten.text import Patch, Span
from contexten.workspace.buffer import Buffer
from support.workspaces import open_fixture


def alive(kind):
    return sum(type(item) is kind for item in gc.get_objects())


def test_keystrokes_leave_no_buffers_and_trees_for_the_collector(tmp_path):
    opened = open_fixture("#- a.py\ndef f():\n    pass\n", tmp_path)
    path, workspace = opened.path, opened.workspace
    del opened
    workspace.open(path, "python", "x = 1\n", 1)
    gc.collect()
    gc.disable()
    try:
        before = alive(Buffer), alive(Parsed)
        for version in range(2, 30):
            workspace.change(path, version, [lambda _document: Patch(Span(0, 0), b"y")])
        assert (alive(Buffer), alive(Parsed)) == before
    finally:
        gc.enable()
