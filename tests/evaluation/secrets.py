"""How many planted keys are replaced, how often ordinary code is taken for one, and how fast that is.

    python -m tests.evaluation.secrets [--count 100] [--tree FOLDER] [--verbose]

Keys are made up at run time (`tests/support/planted.py`): every kind, so many times in each of six syntaxes. `--tree`
counts what is replaced in the files of a tree that holds no secrets, such as Django's, outside of its tests and docs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

sys.path[:0] = [str(Path(__file__).parents[2] / "server"), str(Path(__file__).parents[1])]

from contexten.context.redact import find_secrets, redact_text  # noqa: E402 - the path comes first
from support.planted import Planted, planted, planted_by_name  # noqa: E402

_KEPT = 12
"""So many characters in a row that are left of a key are as good as the key."""


@dataclass(frozen=True, slots=True)
class Recall:
    """How many keys of one kind were replaced whole."""

    kind: str
    planted: int
    kept: tuple[Planted, ...]

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return 1 - len(self.kept) / self.planted


@dataclass(frozen=True, slots=True)
class Noise:
    """What was replaced in a tree outside of its tests and docs."""

    files: int
    bytes: int
    seconds: float
    """CPU time of the search, tests and docs included."""
    hits: tuple[str, ...]
    """Path, kind and line of each."""


def recalls(keys: Iterable[Planted]) -> list[Recall]:
    """The recall of each kind, in the order in which the kinds come."""
    total: Counter[str] = Counter()
    kept: dict[str, list[Planted]] = {}
    for key in keys:
        total[key.kind] += 1
        if is_kept(key):
            kept.setdefault(key.kind, []).append(key)
    return [Recall(kind, count, tuple(kept.get(kind, ()))) for kind, count in total.items()]


def is_kept(key: Planted) -> bool:
    """Whether the key, or a good part of what is secret of it, still stands in the redacted text."""
    text = redact_text(key.text, key.path).text
    return any(key.hidden[at : at + _KEPT] in text for at in range(max(1, len(key.hidden) - _KEPT + 1)))


def noise(root: Path) -> Noise:
    """What is found in all UTF-8 files below `root`."""
    files = size = 0
    seconds = 0.0
    hits: list[str] = []
    for name, text in _texts(root):
        started = time.process_time()
        found = find_secrets(text, name)
        seconds += time.process_time() - started
        files += 1
        data = text.encode()
        size += len(data)
        if _is_product(name):
            lines = [(data.count(b"\n", 0, secret.span.start) + 1, secret.kind) for secret in found]
            hits += [f"{name}:{line} {kind}" for line, kind in lines]
    return Noise(files, size, seconds, tuple(hits))


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            try:
                yield path.relative_to(root).as_posix(), path.read_bytes().decode()
            except UnicodeDecodeError:
                continue


def _is_product(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not {"tests", "docs"}.intersection(parts) and not parts[-1].startswith("test_")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="tests.evaluation.secrets", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="keys of each kind in each syntax")
    parser.add_argument("--tree", type=Path, help="a tree without secrets")
    parser.add_argument("--verbose", action="store_true", help="name what was kept, and every hit in the tree")
    options = parser.parse_args(arguments)
    for title, keys in (("by form", planted(options.count)), ("by name", planted_by_name(options.count))):
        _report(title, recalls(keys), verbose=options.verbose)
    if options.tree:
        found = noise(options.tree)
        speed = found.bytes / 1e6 / found.seconds
        _write(f"{found.files} files, {found.bytes / 1e6:.1f} MB, {speed:.1f} MB/s of CPU time")
        _write(f"replaced outside of tests and docs: {len(found.hits)}")
        for hit in found.hits if options.verbose else ():
            _write(f"  {hit}")


def _report(title: str, found: Sequence[Recall], *, verbose: bool) -> None:
    total, kept = sum(recall.planted for recall in found), sum(len(recall.kept) for recall in found)
    _write(f"{title}: {len(found)} kinds, {total} keys, recall {1 - kept / total:.4f}")
    for recall in found:
        if recall.kept or verbose:
            _write(f"  {recall.kind:24} {recall.share:.4f} of {recall.planted}")
        for key in recall.kept if verbose else ():
            _write(f"    {key.syntax}: {key.text.strip()}")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
