"""What the names of a Rust crate mean, by rustc: rustdoc's source pages link each name to its definition.

rustdoc checks types and runs nothing of the crate: no build script, no procedural macro of its own. Only crates that
need no other crate can be read so.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluation.source import File, SourceTree

NAME = "rustc"
_FLAGS = ["-Zunstable-options", "--generate-link-to-definition", "--document-private-items", "--cap-lints=allow"]
_FEATURES = re.compile(r"default|std|alloc|unicode.*|perf.*")
"""The features that bring no other crate with them."""
_LINES = re.compile(r"^(.*)\.html#(\d+)(?:-(\d+))?$")


def rust_uses(root: Path, tree: SourceTree) -> Iterator[str]:
    """Lines of: file, byte offset, file and byte offset of the definition, parted by tabs."""
    manifest = (root / "Cargo.toml").read_text()
    edition = re.search(r'^edition\s*=\s*"(\d+)"', manifest, re.MULTILINE)
    features = [flag for name in _features(manifest) for flag in ("--cfg", f'feature="{name}"')]
    with tempfile.TemporaryDirectory() as folder:
        command = ["rustdoc", "+nightly", "--crate-name=crate_read", "--crate-type=lib", f"--out-dir={folder}"]
        command += [f"--edition={edition[1] if edition else 2021}", *_FLAGS, *features, "src/lib.rs"]
        subprocess.run(command, cwd=root, check=True, stderr=subprocess.DEVNULL)
        pages = Path(folder, "src", "crate_read")
        for page in sorted(pages.rglob("*.html")):
            path = f"src/{page.relative_to(pages).as_posix().removesuffix('.html')}"
            if path in tree.files:
                yield from _uses_in(tree.files[path], page.read_text(), tree)


def _features(manifest: str) -> list[str]:
    section = manifest.partition("[features]")[2].partition("\n[")[0]
    named = re.findall(r"^([\w-]+)\s*=\s*\[([^\]]*)\]", section, re.MULTILINE)
    return [name for name, brings in named if _FEATURES.fullmatch(name) and "dep:" not in brings]


def _uses_in(file: File, page: str, tree: SourceTree) -> Iterator[str]:
    reader = _Page()
    reader.feed(page)
    if "".join(reader.text).rstrip() != file.data.decode().rstrip():
        return
    for offset, name, link in reader.links:
        found = _LINES.match(link)
        home = found and tree.files.get(
            posixpath.normpath(posixpath.join(posixpath.dirname(file.path), found[1] or ""))
        )
        if link.startswith("#"):
            found, home = re.match(r"^(#)(\d+)(?:-(\d+))?$", link), file
        if not home or not found:
            continue
        at = _defined(home, name, int(found[2]), int(found[3] or found[2]))
        if at >= 0:
            yield f"{file.path}\t{offset}\t{home.path}\t{at}"


def _defined(home: File, name: str, first: int, last: int) -> int:
    """Where the first definition called `name` in some lines has its name, -1: nowhere."""
    named = (item.name_start for item in home.facts.definitions if item.name == name)
    return next((start for start in named if first <= home.line(start) <= last), -1)


class _Page(HTMLParser):
    """The code of a source page, and its links: byte offset, linked text, address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: list[tuple[int, str, str]] = []
        self._depth = 0
        self._skipping = False
        self._open: tuple[int, int, str] | None = None
        self._bytes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "code" and not self._depth:
            self._depth = 1
        elif tag == "a" and self._depth:
            self._skipping = "data-nosnippet" in known
            if not self._skipping:
                self._open = (self._bytes, len(self.text), known.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._depth = 0
        elif tag == "a":
            if self._open is not None:
                start, number, link = self._open
                self.links.append((start, "".join(self.text[number:]), link))
            self._skipping, self._open = False, None

    def handle_data(self, data: str) -> None:
        if self._depth and not self._skipping:
            self.text.append(data)
            self._bytes += len(data.encode())
