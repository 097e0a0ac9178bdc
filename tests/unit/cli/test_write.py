"""Writing a plan: a file gets its new text in one step, or stays as it is with nothing beside it."""

import os

import pytest

from contexten.cli.write import write_plan
from contexten.edits.model import Change, EditPlan, FileEdit
from contexten.errors import DiskError
from contexten.text import Document, Patch, Span


def plan_of(path):
    change = Change(Patch(Span(0, 1), b"y"), "a change")
    return EditPlan((FileEdit(str(path), Document(b"x = 1\n"), (change,)),))


def test_a_name_as_long_as_can_be_is_no_hindrance(tmp_path):
    path = tmp_path / f"{'a' * 252}.py"
    path.write_text("x = 1\n")
    path.chmod(0o640)
    write_plan(plan_of(path), [str(tmp_path)])
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("y = 1\n", 0o640)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_source, _target):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DiskError, match="No space left"):
        write_plan(plan_of(path), [str(tmp_path)])
    assert path.read_text() == "x = 1\n"
    assert list(tmp_path.iterdir()) == [path]
