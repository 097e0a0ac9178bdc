"""pyproject.toml, setup.cfg and setup.py: the folders in which a project's packages stand.

Source: "Package Discovery" of setuptools, "packages" of Poetry, "build" of Hatch.
"""

from __future__ import annotations

import posixpath
import re

NAMES = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
_STATED = re.compile(
    r"(?:\bwhere\s*=\s*\[?\s*|\bfrom\s*=\s*|\bpackage-dir\s*=\s*\{\s*[\"']{2}\s*=\s*|\bpackage_dir\s*=\s*\{\s*[\"']{2}\s*:\s*"
    r"|\bpackage_dir\s*=\s*\n?\s*=\s*|find_(?:namespace_)?packages\(\s*|\bpythonpath\s*=\s*\[?\s*)[\"']?([\w./-]+)[\"']?"
)
"""A folder that a project file states as the one in which its packages stand."""


def source_roots(folder: str, text: str) -> list[str]:
    """The folders a search for the project's packages starts in, the likeliest first."""
    stated = [posixpath.normpath(f"{folder}/{place}") for place in _STATED.findall(text)]
    return list(dict.fromkeys((*stated, f"{folder}/src", folder)))
