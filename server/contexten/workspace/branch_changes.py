"""What a fetched branch changes, against the commit that it and HEAD have in common.

**Invariant:** only objects of the repository are read: no work tree, no index, no filter, no driver for differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.index.extract import is_text
from contexten.workspace.files import MAX_TEXT_BYTES
from contexten.workspace.git import run_git

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_FILES = 1_000
_MOST_BYTES = 100_000_000
_SECONDS = 60.0
_FILE, _PROGRAM, _LINK, _SUBMODULE, _NONE = "100644", "100755", "120000", "160000", "000000"
_LFS = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class Changed:
    """One file, as it was and as the branch has it."""

    path: str
    """Below the folder that was asked about, with `/`."""
    before: bytes | None
    after: bytes | None
    was: str = ""
    """The path it had before; empty where it has it still."""


@dataclass(frozen=True, slots=True)
class Omitted:
    """A change that no edit of text can make."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class BranchChanges:
    """All that a branch changes."""

    base: str
    files: tuple[Changed, ...]
    omitted: tuple[Omitted, ...] = ()


@dataclass(frozen=True, slots=True)
class Incomparable:
    """The branch cannot be compared; `reason` is a part of a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of git's raw difference."""

    old_mode: str
    new_mode: str
    old: str
    new: str
    was: str
    path: str

    @property
    def is_moved(self) -> bool:
        return self.was != self.path


def branch_changes(root: str, tip: str) -> BranchChanges | Incomparable:
    """What the commit `tip` changes below `root`, against its merge base with HEAD. Blocks."""
    base = run_git(root, ("merge-base", "HEAD", tip), seconds=_SECONDS, most=1_000).text
    if not base:
        return Incomparable("it has no commit in common with the branch you are on")
    entries = _entries(root, base, tip)
    if entries is None or len(entries) > MOST_FILES:
        return Incomparable(f"it changes more than {MOST_FILES} files")
    prefix = run_git(root, ("rev-parse", "--show-prefix"), seconds=5.0, most=10_000).text
    omitted = [Omitted(entry.path, reason) for entry in entries if (reason := _reason(entry, prefix))]
    wanted = [entry for entry in entries if not _reason(entry, prefix)]
    blobs = _blobs(root, [oid for entry in wanted for oid in (entry.old, entry.new)])
    files: list[Changed] = []
    for entry in wanted:
        found = _changed(entry, blobs, prefix)
        if isinstance(found, Omitted):
            omitted.append(found)
        else:
            files += found
    omitted += [
        Omitted(entry.path.removeprefix(prefix), f"its mode becomes {entry.new_mode}, which you have to set yourself")
        for entry in wanted
        if entry.old_mode != entry.new_mode and _NONE not in {entry.old_mode, entry.new_mode}
    ]
    return BranchChanges(base, tuple(files), tuple(omitted))


def _entries(root: str, base: str, tip: str) -> list[_Entry] | None:
    """The lines of git's raw difference; None where there are too many."""
    most = MOST_FILES * 8_000
    ran = run_git(
        root,
        (
            *("diff-tree", "-r", "-z", "--raw", "--full-index", "--find-renames=50%", "--no-ext-diff", "--no-textconv"),
            *("--ignore-submodules=none", base, tip),
        ),
        seconds=_SECONDS,
        most=most,
    )
    return None if ran.code != 0 or len(ran.out) >= most else list(_read(ran.out.split(b"\0")))


def _read(parts: Sequence[bytes]) -> Iterable[_Entry]:
    at = 0
    while at + 1 < len(parts):
        old_mode, new_mode, old, new, status = parts[at].decode().lstrip(":").split(" ")
        was, path = parts[at + 1], parts[at + 2] if status[0] in "RC" else parts[at + 1]
        at += 3 if status[0] in "RC" else 2
        yield _Entry(old_mode, new_mode, old, new, _name(was), _name(path))


def _name(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _reason(entry: _Entry, prefix: str) -> str:
    """Why the entry is none of the text of this folder; empty where it may be."""
    modes = {entry.old_mode, entry.new_mode}
    if any(not path.startswith(prefix) for path in (entry.path, entry.was)):
        return "it lies outside of the workspace folder"
    if any("\udc80" <= sign <= "\udcff" for sign in entry.path + entry.was):
        return "its name is no UTF-8"
    if _SUBMODULE in modes:
        return "it is a submodule"
    if _LINK in modes:
        return "it is a link"
    return "" if modes <= {_FILE, _PROGRAM, _NONE} else "it is no regular file"


def _changed(entry: _Entry, blobs: Mapping[str, bytes | None], prefix: str) -> list[Changed] | Omitted:
    path, was = entry.path.removeprefix(prefix), entry.was.removeprefix(prefix)
    before = None if entry.old_mode == _NONE else blobs.get(entry.old)
    after = None if entry.new_mode == _NONE else blobs.get(entry.new)
    for mode, data in ((entry.old_mode, before), (entry.new_mode, after)):
        if mode == _NONE:
            continue
        if data is None:
            return Omitted(path, "it is too large, or git has no text of it here")
        if data.startswith(_LFS):
            return Omitted(path, "it is kept by git LFS")
        if not is_text(data):
            return Omitted(path, "it is binary, or no UTF-8")
    if before == after and not entry.is_moved:
        return []
    return [Changed(path, before, after, was if entry.is_moved else "")]


def _blobs(root: str, wanted: Iterable[str]) -> dict[str, bytes | None]:
    """The contents of blobs; None for one that is too large."""
    oids = list(dict.fromkeys(oid for oid in wanted if oid.strip("0")))
    if not oids:
        return {}
    asked = "".join(f"{oid}\n" for oid in oids).encode()
    sizes = run_git(root, ("cat-file", "--batch-check"), given=asked, seconds=_SECONDS, most=len(oids) * 200)
    small: list[str] = []
    total = 0
    for line in sizes.text.splitlines():
        oid, kind, size = (*line.split(" "), "", "")[:3]
        if kind == "blob" and int(size) <= MAX_TEXT_BYTES and total + int(size) <= _MOST_BYTES:
            small.append(oid)
            total += int(size)
    asked = "".join(f"{oid}\n" for oid in small).encode()
    most = total + len(small) * 200
    data = run_git(root, ("cat-file", "--batch"), given=asked, seconds=_SECONDS, most=most).out if small else b""
    return dict.fromkeys(oids) | dict(_contents(data))


def _contents(data: bytes) -> Iterable[tuple[str, bytes]]:
    at = 0
    while (end := data.find(b"\n", at)) >= 0:
        oid, _, size = data[at:end].decode().split(" ")
        start, at = end + 1, end + 2 + int(size)
        if at > len(data):
            # git was ended in the middle: what is not whole is not there.
            return
        yield oid, data[start : at - 1]
