"""Loads the grammars that are named and parses with each; prints the name of every one that did, as a line of JSON.

Run as a process of its own by `contexten doctor`, because a broken grammar can end the process.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXT = "a = (1)\n"
"""No language needs to accept it: a tree with errors is a tree."""


def load(names: Sequence[str]) -> None:
    """Load and use each grammar in turn."""
    for name in names:
        language = by_id(name)
        if language is None:
            raise SystemExit(f"there is no grammar '{name}'")
        parse(Document.of(_TEXT, None), language)
        sys.stdout.write(json.dumps(name) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    load(sys.argv[1:])
