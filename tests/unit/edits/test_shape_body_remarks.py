"""What shares a line with a stub stays when the body comes: a docstring, a comment."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from support.edits import request_at, result_of

KEPT = {
    "a docstring before the stub": (
        'def add(a, b):\n    """Add."""; .$0..\n',
        'def add(a, b):\n    """Add."""\n    return a + b\n',
    ),
    "a docstring on the line of the header": (
        'def add(a, b): """Add."""; .$0..\n',
        'def add(a, b):\n    """Add."""\n    return a + b\n',
    ),
    "a comment behind the stub": (
        "def add(a, b):\n    pa$0ss  # both may be negative\n",
        "def add(a, b):\n    # both may be negative\n    return a + b\n",
    ),
    "a docstring and a comment": (
        'def add(a, b):\n    """Add."""; pa$0ss  # cheap\n',
        'def add(a, b):\n    """Add."""\n    # cheap\n    return a + b\n',
    ),
    "what was still to do is done": (
        "def add(a, b):\n    pa$0ss  # TODO: add them\n",
        "def add(a, b):\n    return a + b\n",
    ),
    "a comment of finished code goes with it": (
        "def add(a, b):\n    return a - b$0  # wrong\n",
        "def add(a, b):\n    return a + b\n",
    ),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_shares_a_line_with_a_stub(case):
    source, expected = KEPT[case]
    assert result_of(request_at(source, Place.BODY), "return a + b") == expected
