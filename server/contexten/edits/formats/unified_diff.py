"""Unified diffs, also without correct line numbers and counts, which models rarely get right.

**Invariant:** the numbers of a hunk are only a hint; its lines decide where it goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from contexten.edits.formats.answer import Block, Blocks, Reading, Unreadable

_HUNK = re.compile(r"^@@(?:[ \t]*-(\d{1,9})(?:,\d+)?[ \t]+\+\d+(?:,\d+)?[ \t]*)?.*?(?:@@.*)?$")
OLD_FILE = re.compile(r"^--- (?:a/)?(\S.*?)(?:\t.*)?$")
NEW_FILE = re.compile(r"^\+\+\+ (?:b/)?(\S.*?)(?:\t.*)?$")
DIFF_FENCES = frozenset({"diff", "patch", "udiff"})
FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*(\w*)[ \t]*$")
_META = re.compile(r"^(?:diff --git |index [0-9a-f]+\.\.|new file mode|similarity index|old mode|new mode)")


@dataclass(slots=True)
class Hunk:
    """One hunk as it is read; `line` is 0-based, -1 where it names none."""

    line: int
    path: str
    old: list[str] = field(default_factory=list[str])
    new: list[str] = field(default_factory=list[str])
    changed: bool = False

    def block(self) -> Block:
        """What it replaces by what."""
        return Block(tuple(self.old), tuple(self.new), self.line)


def read_unified_diff(answer: str, path: str) -> Reading | None:
    """The hunks that are meant for the file at `path`; None where `answer` is no diff."""
    lines = _diff_lines(answer)
    if lines is None:
        return None
    hunks = [hunk for hunk in hunks_of(lines) if hunk.changed]
    if not hunks:
        return None
    mine = [hunk for hunk in hunks if _same_file(hunk.path, path)]
    if len(mine) < len(hunks):
        return Unreadable("the diff changes other files", f"Change only {path.rsplit('/', 1)[-1]}.")
    return Blocks(tuple(hunk.block() for hunk in mine))


def _diff_lines(answer: str) -> list[str] | None:
    """The lines of the diff fences, or of the whole answer where a hunk header stands outside of any fence."""
    inside: list[str] = []
    marks = word = ""
    bare = False
    for line in answer.split("\n"):
        fence = FENCE.match(line)
        if fence and not marks:
            marks, word = fence.group(1), fence.group(2).lower()
        elif fence and line.strip().startswith(marks) and not fence.group(2):
            marks = word = ""
        elif word in DIFF_FENCES:
            inside.append(line)
        elif not word and line.startswith("@@") and _HUNK.match(line):
            bare = True
    if inside:
        return inside
    return [line for line in answer.split("\n") if not FENCE.match(line)] if bare else None


def hunks_of(lines: list[str]) -> list[Hunk]:
    """The hunks in the lines of a diff, in order."""
    hunks: list[Hunk] = []
    path = ""
    open_hunk: Hunk | None = None
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if (old := OLD_FILE.match(line)) and NEW_FILE.match(following):
            path, open_hunk = old.group(1), None
        elif (new := NEW_FILE.match(line)) and index and OLD_FILE.match(lines[index - 1]):
            path = new.group(1) if new.group(1) != "/dev/null" else path
        elif line.startswith("@@"):
            header = _HUNK.match(line)
            number = int(header.group(1)) - 1 if header and header.group(1) else -1
            open_hunk = Hunk(number, path)
            hunks.append(open_hunk)
        elif not _META.match(line):
            if open_hunk is None and line[:1] in {"+", "-", " "} and not hunks:
                open_hunk = Hunk(-1, path)
                hunks.append(open_hunk)
            open_hunk = _take(open_hunk, line)
    return [_trimmed(hunk) for hunk in hunks]


def _take(hunk: Hunk | None, line: str) -> Hunk | None:
    """Add `line` to `hunk`; None where the line ends it."""
    if hunk is None:
        return None
    mark, rest = line[:1], line[1:]
    if mark in {"", " "}:
        hunk.old.append(rest)
        hunk.new.append(rest)
    elif mark == "-":
        hunk.old.append(rest)
        hunk.changed = True
    elif mark == "+":
        hunk.new.append(rest)
        hunk.changed = True
    elif mark != "\\":
        return None
    return hunk


def _trimmed(hunk: Hunk) -> Hunk:
    """`hunk` without blank context at its end, which belongs to the answer and not to the diff."""
    while hunk.old and hunk.new and not hunk.old[-1].strip() and not hunk.new[-1].strip():
        hunk.old.pop()
        hunk.new.pop()
    return hunk


def _same_file(named: str, path: str) -> bool:
    name = named.strip().removeprefix("./").strip("/")
    return not name or name == "dev/null" or path.endswith("/" + name) or name.endswith(path.rsplit("/", 1)[-1])
