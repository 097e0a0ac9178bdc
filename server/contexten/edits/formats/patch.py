"""A patch of several files in the text of an answer: unified diffs as git and as models write them.

**Invariant:** what is not sure is not done: a hunk goes to the one place where its lines stand, or nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.edits.blocks import apply_blocks
from contexten.edits.diff import kept_line_ends
from contexten.edits.formats.exact_patch import exactly_patched
from contexten.edits.formats.unified_diff import DIFF_FENCES, FENCE, NEW_FILE, OLD_FILE, hunks_of
from contexten.edits.lines import split_lines, unix
from contexten.edits.model import Refused
from contexten.text import Document, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.edits.formats.answer import Block

_GIT = re.compile(r"^diff --git (?:a/(.+) b/\1|.*)$")
_NOTHING = "/dev/null"
_SIGNS = {
    b"a": b"\a",
    b"b": b"\b",
    b"t": b"\t",
    b"n": b"\n",
    b"v": b"\v",
    b"f": b"\f",
    b"r": b"\r",
    b'"': b'"',
    b"\\": b"\\",
}
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_BINARY = ("Binary files ", "GIT binary patch")


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What a patch does to one file; paths are as it writes them, without `a/` and `b/`."""

    old: str
    """Empty: the file is new."""
    new: str
    """Empty: the file is deleted."""
    blocks: tuple[Block, ...]
    ends_in_newline: bool | None = None
    """None: as before."""
    is_binary: bool = False
    lines: tuple[str, ...] = ()
    """As they are written."""

    @property
    def path(self) -> str:
        """The file's path when it is done."""
        return self.new or self.old


@dataclass(slots=True)
class _Section:
    old: str | None = None
    new: str | None = None
    lines: list[str] = field(default_factory=list[str])
    is_binary: bool = False
    has_text: bool = False

    def may_hold(self, old: str, new: str) -> bool:
        """Whether lines about these paths belong to it."""
        own = {self.old, self.new} - {None, ""}
        return not self.has_text and (not own or bool(own & {old, new}))

    def done(self) -> FilePatch | None:
        if not self.old and not self.new:
            return None
        blocks = tuple(hunk.block() for hunk in hunks_of(self.lines) if hunk.changed)
        return FilePatch(
            self.old or "", self.new or "", blocks, _final_newline(self.lines), self.is_binary, tuple(self.lines)
        )


def read_patch(answer: str) -> tuple[FilePatch, ...]:
    """The files that the patch in `answer` changes, in its order; none where it holds no patch."""
    sections: list[_Section] = []
    lines = _patch_lines(unix(answer))
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        old, new = OLD_FILE.match(line), NEW_FILE.match(following)
        if git := _GIT.match(line):
            sections.append(_Section(git.group(1), git.group(1)))
        elif old and new:
            paths = _path(old.group(1)), _path(new.group(1))
            if not sections or not sections[-1].may_hold(*paths):
                sections.append(_Section())
            sections[-1].old, sections[-1].new = paths
            sections[-1].has_text = True
        elif sections and not (NEW_FILE.match(line) and index and OLD_FILE.match(lines[index - 1])):
            _note(sections[-1], line)
    return tuple(patch for section in sections if (patch := section.done()) is not None)


def patched(document: Document, patch: FilePatch) -> Document | Refused:
    """The text after `patch`; refused where a hunk does not fit exactly one place. An added file starts empty."""
    if patch.is_binary:
        return Refused("it is binary")
    exactly = exactly_patched(document, patch.lines)
    if exactly is not None:
        return exactly
    if not patch.old:
        return _created(patch)
    if any(not "".join(block.search).strip() for block in patch.blocks) and document.data.strip():
        return Refused("a hunk of the patch names no text that it replaces")
    lines = split_lines(document.text)
    after = apply_blocks(lines, patch.blocks, range(len(lines)))
    if isinstance(after, Refused):
        return after
    if patch.ends_in_newline is not None:
        while after and not after[-1]:
            after.pop()
        after += [""] if patch.ends_in_newline else []
    return Document(kept_line_ends(document, after))


def _created(patch: FilePatch) -> Document:
    text = "\n".join(line for block in patch.blocks for line in block.replace)
    return Document.of(text if patch.ends_in_newline is False or not text else f"{text}\n")


def _patch_lines(text: str) -> list[str]:
    """The lines of the fences that hold a patch; without one, of all from where a patch begins outside of fences."""
    inside = [line for fence in _fenced(text) for line in fence]
    if inside:
        return inside
    lines = text.split("\n")
    starts = (at for at in range(len(lines) - 1) if _GIT.match(lines[at]) or _begins(lines, at))
    return lines[next(starts, len(lines)) :]


def _fenced(text: str) -> Iterable[list[str]]:
    marks = word = ""
    held: list[str] = []
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if fence and not marks:
            marks, word, held = fence.group(1), fence.group(2).lower(), []
        elif fence and line.strip().startswith(marks) and not fence.group(2):
            marks = ""
            if word in DIFF_FENCES or any(_begins(held, at) for at in range(len(held))):
                yield held
        elif marks:
            held.append(line)


def _begins(lines: Sequence[str], at: int) -> bool:
    return bool(at + 1 < len(lines) and OLD_FILE.match(lines[at]) and NEW_FILE.match(lines[at + 1]))


def _path(written: str) -> str:
    """Empty for the file that is not there."""
    if written.startswith('"') and written.endswith('"') and len(written) > 1:
        written = _unquoted(written[1:-1])
        written = written[2:] if written.startswith(("a/", "b/")) else written
    return "" if written.strip() == _NOTHING else written.strip()


def _unquoted(written: str) -> str:
    """A name as git quotes it; an escape that git does not write stays as it is, and names no file."""

    def meant(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return _SIGNS[sign] if sign in _SIGNS else bytes([int(sign, 8) & 0xFF])

    return _ESCAPE.sub(meant, encode(written)).decode("utf-8", "replace")


def _note(section: _Section, line: str) -> None:
    """Take one further line of a file's part."""
    if not section.has_text:
        if line.startswith("new file mode"):
            section.old = ""
        elif line.startswith("deleted file mode"):
            section.new = ""
        elif line.startswith("rename from "):
            section.old = line.removeprefix("rename from ")
        elif line.startswith("rename to "):
            section.new = line.removeprefix("rename to ")
    if line.startswith(_BINARY):
        section.is_binary = True
    section.lines.append(line)


def _final_newline(lines: Sequence[str]) -> bool | None:
    """Whether the text ends in a line end afterwards, where the patch says so; None where it does not."""
    marked = {lines[at - 1][:1] for at, line in enumerate(lines) if at and line.startswith("\\ No newline")}
    if marked & {"+", " "}:
        return False
    return True if "-" in marked else None
