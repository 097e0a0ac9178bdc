"""docs/architecture.md stays true where a machine can tell."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_test_that_holds_an_invariant_exists():
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_file_that_is_named_exists():
    rooms = "cli|lsp|ide|extensions|context|edits|drafts|llm|agents|codebase|workspace|index|syntax|text|store|calls"
    named = re.findall(rf"`((?:{rooms})/[\w/]+\.py)`", PAGE)
    assert named
    assert [path for path in named if not (ROOT / "server" / "contexten" / path).exists()] == []


def test_every_room_is_told_of():
    rooms = {path.name for path in (ROOT / "server" / "contexten").iterdir() if (path / "__init__.py").exists()}
    assert {room for room in rooms if f"{room}/" not in PAGE} == set()


def test_the_page_on_security_names_tests_that_exist():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
