"""Every row of the fault table in docs/agents.md names a test that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def rows():
    page = (ROOT / "docs/agents.md").read_text("utf-8")
    table = page.partition("<!-- faults -->\n")[2].partition("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def test_the_table_has_the_faults_of_the_plan():
    told = " ".join(row[0] for row in rows())
    for fault in ("remote vanished", "by force", "token expires", "ten minutes", "clock jumps", "never ends",
                  "10,000 lines", "outside of the folder"):  # fmt: skip
        assert fault in told, fault


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_its_test_is_there(row):
    file, _, name = row[2].strip("`").partition("::")
    text = (ROOT / file).read_text("utf-8")
    assert not name or re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE), row[2]
