"""docs/reference is made from the code."""

from pathlib import Path

import pytest

from contexten.cli.reference import pages

FOLDER = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize("name", ["actions.md", "cli.md", "commands.md", "settings.md", "sources.md"])
def test_the_page_is_fresh(name):
    stored = (FOLDER / name).read_text(encoding="utf-8")
    assert stored == pages()[name], "run: .venv/bin/python -m contexten.cli.reference docs/reference"


def test_no_page_is_left_over():
    assert {path.name for path in FOLDER.iterdir()} == set(pages())
