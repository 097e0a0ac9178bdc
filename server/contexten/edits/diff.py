"""Minimal patches between two texts, and the unified diff that people read.

**Invariant:** `apply_patches(before, minimal(before, after)) == after`, and no patch cuts a word, a UTF-8 sequence or a
line end of two bytes.
"""

from __future__ import annotations

import difflib
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from contexten.edits.lines import split_lines
from contexten.text import Document, Patch, Span
from contexten.text.lines import line_starts

if TYPE_CHECKING:
    from contexten.edits.model import FileEdit

_EXACT_LINES = 2_000

_WORD = frozenset(b"_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") | frozenset(range(0x80, 0x100))
"""Bytes of names; a patch shown to a person is not to begin in the middle of one."""


def minimal(before: bytes, after: bytes) -> tuple[Patch, ...]:
    """The patches that turn `before` into `after`: by lines, then trimmed to the bytes that differ.

    Small patches keep cursors, folds and marks of the editor where they are.
    """
    old, new = lines_with_ends(before), lines_with_ends(after)
    starts = [0, *accumulate(map(len, old))]
    return tuple(
        _trimmed(starts[first], b"".join(old[first:last]), b"".join(new[new_first:new_last]))
        for first, last, new_first, new_last in changed_lines(old, new)
    )


def changed_lines(old: list[bytes], new: list[bytes]) -> list[tuple[int, int, int, int]]:
    """The runs of lines that differ: `old[a:b]` becomes `new[c:d]`."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    large = max(len(middle_old), len(middle_new)) > _EXACT_LINES
    matcher = difflib.SequenceMatcher(None, middle_old, middle_new, autojunk=large)
    return [(head + a, head + b, head + c, head + d) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def unified(file: FileEdit, name: str, target: str = "") -> str:
    """The change of one file as a unified diff with three lines of context, as git writes it; empty for no change.

    `target` is the name it shall have, where it gets another one.
    """
    before = split_lines(file.base.text)
    after = [""] if file.delete else split_lines(file.result.text)
    old_name = "/dev/null" if file.create else f"a/{name}"
    new_name = "/dev/null" if file.delete else f"b/{target or name}"
    lines = difflib.unified_diff(_shown(before), _shown(after), old_name, new_name, n=3)
    text = "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
    return _git_header(file, name, target) + text


def kept_line_ends(before: Document, after: list[str]) -> bytes:
    """The text of the lines `after`, where a line that stays keeps its own line end and a new one gets the file's.

    A last empty line in `after` means that the text ends in a line end.
    """
    old = lines_with_ends(before.data)
    contents = [line.rstrip(b"\r\n") for line in old]
    new = [line.encode("utf-8", "surrogatepass") for line in after]
    if new and not new[-1]:
        new.pop()
        final = True
    else:
        final = False
    newline = before.newline.encode()
    result = [line + newline for line in new]
    for first, last, new_first in _same_runs(contents, new):
        for number in range(last - first):
            if old[first + number] != contents[first + number]:
                result[new_first + number] = old[first + number]
    if result and not final:
        result[-1] = new[-1]
    return b"".join(result)


def lines_with_ends(data: bytes) -> list[bytes]:
    """The lines of `data`, each with its end; an empty text has none."""
    starts = [*line_starts(data), len(data)]
    return [data[a:b] for a, b in pairwise(starts) if a < b]


def _git_header(file: FileEdit, name: str, target: str) -> str:
    """What lines alone cannot say: that a file gets another name, or comes or goes without a line in it.

    Every file of an agent's result has one, as git takes what follows a file without lines for a part of it.
    """
    start = f"diff --git a/{name} b/{target or name}\n"
    if target:
        return f"{start}rename from {name}\nrename to {target}\n"
    if file.create and (file.confirm or not file.result.data):
        return f"{start}new file mode 100644\n"
    if file.delete:
        return f"{start}deleted file mode 100644\n"
    return start if file.confirm and file.changes else ""


def _same_runs(old: list[bytes], new: list[bytes]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    old_at = new_at = 0
    for first, last, _, new_last in changed_lines(old, new):
        runs.append((old_at, first, new_at))
        old_at, new_at = last, new_last
    return [*runs, (old_at, len(old), new_at)]


def _shown(lines: list[str]) -> list[str]:
    shown = [line + "\n" for line in lines[:-1]]
    return [*shown, lines[-1]] if lines[-1] else shown


def _common(old: list[bytes], new: list[bytes]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _trimmed(start: int, removed: bytes, added: bytes) -> Patch:
    shortest = min(len(removed), len(added))
    head = 0
    while head < shortest and removed[head] == added[head]:
        head += 1
    while head and (_inside(removed, head) or _inside(added, head)):
        head -= 1
    tail = 0
    while tail < shortest - head and removed[-1 - tail] == added[-1 - tail]:
        tail += 1
    while tail and (_inside(removed, len(removed) - tail) or _inside(added, len(added) - tail)):
        tail -= 1
    return Patch(Span(start + head, start + len(removed) - tail), added[head : len(added) - tail])


def _inside(data: bytes, offset: int) -> bool:
    r"""Whether `offset` stands inside a word, a UTF-8 sequence, or between `\r` and `\n`: no place to cut a patch."""
    if offset <= 0 or offset >= len(data):
        return False
    before, after = data[offset - 1], data[offset]
    return after & 0xC0 == 0x80 or (before in _WORD and after in _WORD) or (before, after) == (0x0D, 0x0A)
