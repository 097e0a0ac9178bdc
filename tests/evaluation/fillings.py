"""What is shown of the answer of a model that fills in the middle rightly, but writes on into what follows.

`python -m tests.evaluation.fillings --tree PATH --language python` takes code out of random places of a tree (the rest
of a line, a line, a few lines of a block) and hands back what stood there and the lines behind it. The best there can
be is what was taken out, exactly; with `--last` nothing follows the cursor in the file, so that only the code itself
says where to end, and a whole statement or block is as good.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

# Started from anywhere, without an installation.
sys.path[:0] = [str(Path(__file__).parents[2] / "server")]

from contexten.edits.lines import is_blank, leading  # noqa: E402
from contexten.extensions.codegen.inline_fit import filled  # noqa: E402
from contexten.extensions.codegen.inline_spot import spot_at  # noqa: E402
from contexten.store import Store  # noqa: E402
from contexten.text import encode  # noqa: E402
from contexten.workspace.workspace import Workspace  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KINDS = ("rest of a line", "line", "block")
_LINES = 8
_WRITTEN_ON = 14
"""Lines that the model writes in all."""
_LEAST = 8
"""Letters of a line that is cut in two."""
_LARGEST = 60_000


@dataclass(frozen=True)
class Hole:
    """A place where code was taken out."""

    kind: str
    before: str
    removed: str
    after: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="fillings", description=__doc__)
    parser.add_argument("--tree", required=True, type=Path)
    parser.add_argument("--language", required=True, help="as in `python`, `typescript`")
    parser.add_argument("--files", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--last", action="store_true", help="nothing follows the cursor")
    options = parser.parse_args()
    chooser = random.Random(options.seed)  # noqa: S311 - a repeatable choice
    workspace = Workspace([str(options.tree.resolve())], Store.open(None))
    workspace.scan()
    snapshot = workspace.snapshot()
    paths = [path for path in sorted(snapshot.index.paths()) if _is_of(snapshot.language(path), options.language)]
    counted: Counter[tuple[str, str]] = Counter()
    for path in chooser.sample(paths, min(options.files, len(paths))):
        text = Path(path).read_text("utf-8", "replace").replace("\r\n", "\n")
        for hole in holes(text, chooser) if len(text) < _LARGEST else ():
            counted[hole.kind, outcome(workspace, path, hole, is_last=options.last)] += 1
    for (kind, said), count in sorted(counted.items()):
        sys.stdout.write(f"{kind}: {said}: {count}\n")


def _is_of(language: object, wanted: str) -> bool:
    return getattr(language, "id", "") == wanted


def holes(text: str, chooser: random.Random) -> Iterator[Hole]:
    """One hole of each kind, where there is a line for it."""
    lines = text.split("\n")
    numbers = [number for number, line in enumerate(lines) if len(line.strip()) >= _LEAST]
    for kind in _KINDS if numbers else ():
        number = chooser.choice(numbers)
        line, indent = lines[number], len(leading(lines[number]))
        start, end = indent, number + 1
        if kind == _KINDS[0]:
            start = chooser.randrange(indent + 3, len(line.rstrip()))
        elif kind == _KINDS[2]:
            end = _end_of_block(lines, number)
        before = "\n".join([*lines[:number], line[:start]])
        removed = "\n".join(lines[number:end])[start:]
        yield Hole(kind, before, removed, "".join(f"\n{behind}" for behind in lines[end:]))


def _end_of_block(lines: Sequence[str], number: int) -> int:
    indent, end = len(leading(lines[number])), number + 1
    while (
        end < min(len(lines), number + _LINES - 2) and not is_blank(lines[end]) and len(leading(lines[end])) >= indent
    ):
        end += 1
    return end


def outcome(workspace: Workspace, path: str, hole: Hole, *, is_last: bool = False) -> str:
    """What is shown, beside what was taken out: `exact`, `shorter`, `longer`, `nothing` or `other`."""
    workspace.open(path, "", hole.before + ("" if is_last else hole.after), 1)
    spot = spot_at(workspace.snapshot(), path, len(encode(hole.before)), invoked=True)
    workspace.close(path)
    if spot is None:
        return "no place to ask at"
    answer = "\n".join((hole.removed + hole.after).split("\n")[:_WRITTEN_ON])
    shown, wanted = filled(answer, spot, max_lines=_LINES, whole=False, ends=()), hole.removed.rstrip()
    if shown == wanted:
        return "exact"
    if not shown:
        return "nothing"
    if shown.startswith(wanted):
        return "longer"
    return "shorter" if wanted.startswith(shown) else "other"


if __name__ == "__main__":
    main()
