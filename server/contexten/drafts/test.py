"""TEST: a test skeleton in the workspace's own style.

**Invariant:** it asserts only what the code states: a declared result type, a raised error with its evident
condition. It never asserts an invented result.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from contexten.drafts.model import Draft, NoDraft
from contexten.drafts.python_test import python_test
from contexten.drafts.script_test import script_test
from contexten.drafts.site import site_of
from contexten.drafts.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*\.py|[^/]*_test\.py|[^/]*\.(?:test|spec)\.[jt]sx?)$")
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
_MOST = 40


def test_code(snapshot: Snapshot, target: Target) -> Draft | NoDraft:
    """The text to put into the test file that goes with `target`, with its imports on top."""
    site = site_of(snapshot, target.path, target.symbol) if target.symbol else None
    if site is None or not site.definition.kind.is_callable:
        return NoDraft("there is no function here to test")
    root = snapshot.root_of(target.path) or posixpath.dirname(target.path)
    test_path = posixpath.join(root, site.language.test_file(posixpath.relpath(target.path, root)))
    tests = test_files(snapshot, target.path)
    values = Values(site)
    if site.language.id == "python":
        made = python_test(site, values, root=root, test_path=test_path, tests=tests)
    elif site.language.id in _SCRIPTS:
        made = script_test(site, values, test_path=test_path, tests=tests)
    else:
        return NoDraft(f"tests in {site.language.title} need a model; configure one")
    return made


def test_files(snapshot: Snapshot, path: str) -> tuple[str, ...]:
    """The test files of the same language, nearest first."""
    end = posixpath.splitext(path)[1]
    found: Iterable[str] = (item for item in snapshot.index.paths() if item.endswith(end) and _TEST_FILE.search(item))
    return tuple(sorted(found, key=lambda item: (-len(posixpath.commonpath([item, path])), item))[:_MOST])
