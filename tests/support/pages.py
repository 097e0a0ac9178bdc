"""Examples of a page in docs/ that tests run: a fenced block behind `<!-- run: name -->`."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def examples(page: str) -> dict[str, str]:
    """The examples of docs/`page`, by name."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- run: (\w+) -->\n```\w+\n(.*?)```", text, re.DOTALL))
