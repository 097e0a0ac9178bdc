"""The Markdown of the repository: every link leads somewhere, and every page is in the index."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "docs/README.md"
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)


@cache
def pages() -> tuple[Path, ...]:
    """All Markdown that is kept."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(ROOT / name for name in found.stdout.splitlines())


def prose(text: str) -> str:
    """The page without code."""
    return _CODE.sub("", _FENCED.sub("", text))


def links(page: Path) -> list[str]:
    """What the page links to, pictures too."""
    return _LINK.findall(prose(page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    """The anchors that a forge gives to the headings of a page."""
    headings = _HEADING.findall(_FENCED.sub("", page.read_text("utf-8")))
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain}


def broken(page: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    found = []
    for link in links(page):
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        missing = not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target))
        found += [link] if missing else []
    return found


def test_every_relative_link_leads_somewhere():
    assert {str(page.relative_to(ROOT)): found for page in pages() if (found := broken(page))} == {}


def test_every_page_of_the_documentation_is_in_its_index():
    linked = {(INDEX.parent / link.partition("#")[0]).resolve() for link in links(INDEX)}
    documentation = {page for page in pages() if page.is_relative_to(INDEX.parent)} - {INDEX}
    assert documentation - linked == set()


def test_every_picture_is_shown():
    shown = {(page.parent / link).resolve() for page in pages() for link in links(page)}
    assert set((ROOT / "docs/pictures").iterdir()) - shown == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](there.md) ![b](no.png)", ["no.png"]),
        ("[a](there.md#a-heading) [b](there.md#another)", ["there.md#another"]),
        ("`[a](no.md)` and\n```\n[b](no.md)\n```\n[c](<no.md>)", ["no.md"]),
        ("[a](https://example.org/no.md) [b](#own)\n## Own", []),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path, text, expected):
    (tmp_path / "there.md").write_text("# A *heading*\n", "utf-8")
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    assert broken(page) == expected
