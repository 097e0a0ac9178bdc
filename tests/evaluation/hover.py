"""Every suggestion that the hover would make in a tree, or a random sample of them to be judged by a reader.

`python -m tests.evaluation.hover --tree PATH` prints file:line, rule and reason of a sample that a seed decides; what
a careful reader said of them is kept in docs/hover.md.
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

from contexten.ide.hover import card_at  # noqa: E402
from contexten.store import Store  # noqa: E402
from contexten.syntax.shape import has_shape  # noqa: E402
from contexten.workspace.workspace import Workspace  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.workspace.snapshot import Snapshot


@dataclass(frozen=True)
class Found:
    """One suggestion at one function."""

    place: str
    """`path:line`, from 1."""
    name: str
    rule: str
    reason: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="hover", description=__doc__)
    parser.add_argument("--tree", required=True, type=Path)
    parser.add_argument("--sample", type=int, default=12, help="of each rule; 0: all")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--rule", default="", help="only this one")
    parser.add_argument("--show", type=int, default=0, help="lines of code below each")
    options = parser.parse_args()
    workspace = Workspace([str(options.tree.resolve())], Store.open(None))
    workspace.scan()
    snapshot = workspace.snapshot()
    found = [item for item in suggested(snapshot) if options.rule in {"", item.rule}]
    for item in sampled(found, options.sample, options.seed):
        sys.stdout.write(f"{item.place}  {item.rule}  {item.name}: {item.reason}\n")
        sys.stdout.write(_code(options.tree, item.place, options.show))
    counted = Counter(item.rule for item in found)
    sys.stdout.write(f"{len(snapshot.index.paths())} files, {len(found)} suggestions: {dict(counted)}\n")


def suggested(snapshot: Snapshot) -> Iterator[Found]:
    """The suggestions of all functions of the tree, in the order of paths."""
    for path in sorted(snapshot.index.paths()):
        language, outline, document = snapshot.language(path), snapshot.index.outline(path), snapshot.document(path)
        if language is None or not has_shape(language.id) or outline is None or document is None:
            continue
        for definition in outline.definitions:
            card = card_at(snapshot, path, definition.name_start) if definition.kind.is_callable else None
            for item in () if card is None else card.suggestions:
                line = document.line_of(definition.name_start) + 1
                yield Found(f"{snapshot.relative(path)}:{line}", definition.name, item.rule, item.title)


def sampled(found: list[Found], count: int, seed: int) -> list[Found]:
    """`count` of each rule, chosen by `seed`; fewer where there are no more."""
    chooser = random.Random(seed)  # noqa: S311 - a repeatable choice
    kept: list[Found] = []
    for rule in sorted({item.rule for item in found}):
        of_rule = [item for item in found if item.rule == rule]
        kept += chooser.sample(of_rule, min(count, len(of_rule))) if count else of_rule
    return kept


def _code(tree: Path, place: str, count: int) -> str:
    path, _, line = place.rpartition(":")
    first = int(line) - 1
    lines = (tree / path).read_text(encoding="utf-8").splitlines()[first : first + count]
    return "".join(f"    {text}\n" for text in lines)


if __name__ == "__main__":
    main()
