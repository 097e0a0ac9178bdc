"""A source tree as tasks see it: its files, their facts, and the places in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from contexten.syntax.extract import extract_facts
from contexten.syntax.facts import FileFacts
from contexten.syntax.languages import of_path
from contexten.syntax.parse import parse
from contexten.text import Document

if TYPE_CHECKING:
    from pathlib import Path

    from contexten.syntax.language import Language
    from contexten.syntax.parse import Parsed

MAX_BYTES = 400 * 1024
LANGUAGES = {
    "python": "python",
    "typescript": "typescript",
    "tsx": "typescript",
    "go": "go",
    "rust": "rust",
    "java": "java",
    "csharp": "csharp",
}
"""Of each language that has tasks: the name it has in them."""
_TEST = re.compile(
    r"(^|/)(_?vendor(s|ed)?|third_party|tests?|testing|testdata|__tests__|spec|specs|benches|benchmarks?|examples?|e2e|[^/]*\.?tests?|[^/]*\.test[^/]*)/"
    r"|(^|/)(test_[^/]*|conftest)\.py$|(_test|_tests)\.\w+$|[.-](test|spec|bench)\.\w+$|(Tests?|Test_\w+)\.(java|cs)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class File:
    """One file; `path` is relative to the tree, with `/`."""

    path: str
    data: bytes
    language: Language

    @cached_property
    def document(self) -> Document:
        return Document(self.data)

    @cached_property
    def lines(self) -> list[str]:
        """The lines as the scorer counts them: parted by a newline only."""
        return self.data.decode().split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """The byte offset of each line's first byte."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line.encode()) + 1)
        return starts[:-1]

    @cached_property
    def parsed(self) -> Parsed | None:
        return parse(self.document, self.language)

    @cached_property
    def facts(self) -> FileFacts:
        return extract_facts(self.parsed) if self.parsed else FileFacts(self.language.id)

    @property
    def is_test(self) -> bool:
        return bool(_TEST.search(self.path))

    def line(self, offset: int) -> int:
        """The line, from 1, that holds the byte at `offset`."""
        return self.data.count(b"\n", 0, offset) + 1

    def text(self, first: int, last: int) -> str:
        """The lines from `first` to `last`."""
        return "\n".join(self.lines[first - 1 : last])

    def utf16(self, offset: int) -> tuple[int, int]:
        """Line from 0 and UTF-16 column of a byte offset, as a language server wants them."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        before = self.data[start:offset].decode()
        return self.line(offset) - 1, len(before.encode("utf-16-le")) // 2

    def offset(self, line: int, column: int) -> int:
        """The inverse of `utf16`."""
        if line >= len(self.lines):
            return len(self.data)
        text = self.lines[line].encode("utf-16-le")[: column * 2].decode("utf-16-le", "ignore")
        return self.starts[line] + len(text.encode())


@dataclass
class SourceTree:
    """The files of one tree that have tasks' language, read once."""

    root: Path
    files: dict[str, File] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, language: str) -> SourceTree:
        """All files of `language` (a name of tasks) below `root`; those that are no UTF-8 are left out."""
        tree = cls(root)
        for path in sorted(root.rglob("*")):
            found = of_path(path.name)
            if found is None or LANGUAGES.get(found.id) != language or path.is_symlink() or not path.is_file():
                continue
            data = path.read_bytes()
            relative = path.relative_to(root).as_posix()
            if len(data) <= MAX_BYTES and _is_text(data) and "node_modules/" not in relative:
                tree.files[relative] = File(relative, data, found)
        return tree

    @cached_property
    def defined(self) -> dict[str, set[str]]:
        """By name: the files that define it at the top level or in a type."""
        found: dict[str, set[str]] = {}
        for file in self.files.values():
            for item in file.facts.definitions:
                found.setdefault(item.name, set()).add(file.path)
        return found


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\r" not in data and b"\0" not in data
