"""Which files hold tests."""

from __future__ import annotations

import posixpath

_FOLDERS = frozenset({"test", "tests", "__tests__"})
_ENDINGS = ("_test", "_tests", ".test", ".spec", "Test", "Tests")


def is_test_file(relative: str) -> bool:
    """Whether a path (relative, `/`) is a test's by the customs of any of the languages."""
    *folders, name = relative.split("/")
    stem = posixpath.splitext(name)[0]
    return (
        name == "conftest.py" or stem.startswith("test_") or stem.endswith(_ENDINGS) or not _FOLDERS.isdisjoint(folders)
    )
