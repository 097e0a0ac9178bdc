"""The door for everything that leaves beside a pack: instructions, agents' prompts, diffs, texts of tools.

**Invariant:** what comes out holds no known secret and no line of a private file; where it is unclear which file a
part of a diff belongs to, that part is left out.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.context.redact.redactor import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.context.model import Redaction
    from contexten.workspace.snapshot import Snapshot

_GIT = ("diff --git ", "diff --cc ", "diff --combined ")
_NAMES = ("--- ", "+++ ", "rename from ", "rename to ", "copy from ", "copy to ")
_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
_NOTHING = "/dev/null"


@dataclass(slots=True)
class Outgoing:
    """What of one workspace may leave, and in which form; one secret has one placeholder in all of it."""

    snapshot: Snapshot
    redactor: Redactor = field(default_factory=Redactor)

    def refusal(self, path: str) -> str | None:
        """Why the text of the file at `path` must never be sent, in a few words; None where it may."""
        return self.snapshot.is_private(path)

    def file_text(self, path: str) -> str | None:
        """The text of a file without its secrets; None where it must not be sent, or there is none."""
        document = None if self.refusal(path) else self.snapshot.document(path)
        return None if document is None else self.redactor.redact(document.text, self.snapshot.relative(path))

    def free_text(self, text: str) -> str:
        """An instruction, a prompt, a log or a message, without the known secrets in it."""
        return self.redactor.free_text(text)

    def diff(self, diff: str, root: str) -> str:
        """A unified diff, of git or not, whose names are relative to `root`, without private files and secrets."""
        return "".join(self._section(section, root) for section in _sections(diff))

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """What was replaced so far, by file and kind."""
        return self.redactor.redactions

    def _section(self, section: _Section, root: str) -> str:
        if section.is_preface:
            return self.free_text(section.text)
        names = _names_of(section.header)
        reasons = [self.refusal(posixpath.normpath(posixpath.join(root, name))) for name in names]
        reason = next(filter(None, reasons), None if names else "it is unclear which file it is about")
        if reason is not None:
            return f"# A file was left out of this diff: {reason}.\n"
        return self.redactor.free_text(section.text, names[-1])


@dataclass(frozen=True, slots=True)
class _Section:
    """The part of a diff that is about one file, or what stands before the first."""

    lines: tuple[str, ...]
    header: tuple[str, ...]
    """The lines before the first change."""
    is_preface: bool

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(slots=True)
class _Splitter:
    """Splits a diff at its files. Lines inside a change are counted, so that none of them is taken for a header."""

    done: list[_Section] = field(default_factory=list["_Section"])
    lines: list[str] = field(default_factory=list[str])
    header: list[str] = field(default_factory=list[str])
    is_preface: bool = True
    of_git: bool = False
    changed: bool = False
    left: tuple[int, int] = (0, 0)
    """Lines that the present change still has of the old and of the new text."""

    def take(self, line: str) -> None:
        if self.left != (0, 0):
            self._count(line)
        elif line.startswith(_GIT):
            self._begin(of_git=True)
        elif line.startswith("--- ") and (self.is_preface or (self.changed and not self.of_git)):
            self._begin(of_git=False)
        elif self.is_preface and line.startswith("@@"):
            # A change of a file that nothing names.
            self._begin(of_git=False)
        self.lines.append(line)
        if not self.changed and not self.is_preface and not line.startswith("@@"):
            self.header.append(line)
        self._look_for_change(line)

    def finish(self) -> list[_Section]:
        if self.lines:
            self.done.append(_Section(tuple(self.lines), tuple(self.header), self.is_preface))
        self.lines, self.header = [], []
        return self.done

    def _begin(self, *, of_git: bool) -> None:
        self.finish()
        self.is_preface, self.of_git, self.changed = False, of_git, False

    def _look_for_change(self, line: str) -> None:
        if self.left == (0, 0) and not self.is_preface and line.startswith("@@"):
            match = _HUNK.match(line)
            self.changed = True
            self.left = (int(match[1] or 1), int(match[2] or 1)) if match else (0, 0)

    def _count(self, line: str) -> None:
        old, new = self.left
        if not line.startswith(("+", "\\")):
            old -= 1
        if not line.startswith(("-", "\\")):
            new -= 1
        self.left = (max(0, old), max(0, new))


def _sections(diff: str) -> Sequence[_Section]:
    splitter = _Splitter()
    for line in re.findall(r"[^\n]*\n|[^\n]+", diff):
        splitter.take(line)
    return splitter.finish()


def _names_of(header: Iterable[str]) -> list[str]:
    """The names of the file before and after, without `/dev/null`; a name that can be read in two ways is in both."""
    names: list[str] = []
    for line in header:
        said = line.rstrip("\r\n")
        if said.startswith("diff --git "):
            names += _both(said.removeprefix("diff --git "))
        for start in (*_NAMES, *_GIT[1:]):
            if said.startswith(start):
                names += _readings(said.removeprefix(start))
    return [name for name in dict.fromkeys(names) if name and name != _NOTHING]


def _both(said: str) -> list[str]:
    """The two names behind `diff --git`; they may hold spaces, so every place to cut is tried."""
    quoted = re.findall(r'"(?:[^"\\]|\\.)*"', said)
    cuts = [found.start() for found in re.finditer(" ", said)]
    halves = [half for cut in cuts for half in (said[:cut], said[cut + 1 :])]
    return [name for one in (*quoted, *halves) for name in _readings(one) if re.match(r"[abciow]/|\"", one)]


def _readings(said: str) -> list[str]:
    """A name with and without the letter that git puts in front, and without a time behind it."""
    name = said.partition("\t")[0]
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = _unquoted(name[1:-1])
    return [name, name[2:]] if re.match(r"[abciow]/", name) else [name]


def _unquoted(name: str) -> str:
    def read(match: re.Match[bytes]) -> bytes:
        return bytes((int(match[1], 8) & 0xFF,)) if match[1] else _ESCAPED.get(match[2], match[2])

    return _ESCAPE.sub(read, name.encode()).decode("utf-8", "surrogateescape")
