"""Make tasks, bring the committed ones back, and score them; `server` and `tests` on PYTHONPATH. See README.md."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.context.batch import Batch
from contexten.store import Store
from evaluation import trees
from evaluation.compact import fill, squeeze
from evaluation.positions import POSITIONS
from evaluation.score import mean, score_task
from evaluation.servers import LanguageServer, recipe
from evaluation.source import SourceTree
from evaluation.tables import COMPILED, Table, compiled
from evaluation.tasks import Wanted, count_core, make_tasks

if TYPE_CHECKING:
    from evaluation.trees import Tree


_PLACES = Path(__file__).with_name("places")
"""The committed tasks, one file for each tree."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="evaluation", description=__doc__)
    parser.add_argument("what", choices=["restore", "make", "squeeze", "fill", "score"])
    parser.add_argument("names", nargs="*", help="trees of trees.txt; none: all")
    parser.add_argument("--purpose", default="", choices=["", "train", "eval"])
    parser.add_argument("--mirror", type=Path, default=Path("mirror"), help="git directories named owner+name/repo")
    parser.add_argument("--into", type=Path, required=True, help="gets trees/, repos/ and tasks/")
    parser.add_argument("--tools", type=Path, default=Path("tools"), help="what is not on the PATH, see README.md")
    parser.add_argument("--tasks", type=int, default=100, help="at most so many of each tree")
    parser.add_argument("--position", default="body", choices=sorted(POSITIONS))
    parser.add_argument("--budget", type=int, default=1000, help="tokens, for score")
    parser.add_argument("--noimp", action="store_true", help="score: imports that only the hole used are gone too")
    options = parser.parse_args()
    for tree in trees.listed(options.names, purpose=options.purpose):
        root = options.into / "trees" / tree.name
        if options.what == "restore" or not root.exists():
            trees.restore(tree, options.mirror, options.into / "trees")
        if options.what == "make":
            _make(tree, root, options)
        elif options.what == "squeeze":
            _squeeze(tree, options)
        elif options.what == "fill":
            _fill(tree, root, options)
        elif options.what == "score":
            _score(tree, root, options)


def _make(tree: Tree, root: Path, options: argparse.Namespace) -> None:
    started = time.monotonic()
    source = SourceTree.read(root, tree.language)
    resolver = _resolver(tree, root, source, options.tools.resolve())
    wanted = Wanted(options.tasks) if options.position in {"body", "test"} else Wanted(options.tasks, rich=1)
    maker, tests = POSITIONS[options.position], options.position == "test"
    try:
        made = make_tasks(source, resolver, tree.name, wanted=wanted, maker=maker, tests=tests)
    finally:
        resolver.close()
    about = {"origin": f"{tree.repository}@{tree.commit}", "license": tree.license}
    _write(tree, root, options, [{**task, **about} for task in made])
    cross = sum(count_core(task) for task in made)
    sys.stdout.write(f"{tree.name}: {len(made)} tasks, {cross} used definitions, {time.monotonic() - started:.0f} s\n")


def _squeeze(tree: Tree, options: argparse.Namespace) -> None:
    """Write the committed form of a tree's tasks, `options.tasks` of them."""
    rows = _lines(options.into / "tasks" / f"{tree.name}.jsonl")
    step = max(1, len(rows) / options.tasks)
    kept = [squeeze(rows[int(number * step)]) for number in range(min(options.tasks, len(rows)))]
    _PLACES.mkdir(exist_ok=True)
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in kept)
    (_PLACES / f"{tree.name}.jsonl").write_text(text)


def _fill(tree: Tree, root: Path, options: argparse.Namespace) -> None:
    source = SourceTree.read(root, tree.language)
    _write(tree, root, options, [fill(row, source) for row in _lines(_PLACES / f"{tree.name}.jsonl")])


def _score(tree: Tree, root: Path, options: argparse.Namespace) -> None:
    batch = Batch(Store.open(None))
    tasks = _lines(options.into / "tasks" / f"{_name(tree, options)}.jsonl")[: options.tasks]
    scores = [score_task(task, root, batch.answer, budget=options.budget, noimp=options.noimp) for task in tasks]
    sys.stdout.write(f"{_name(tree, options)}: {len(tasks)} tasks, {mean(scores)}\n")


def _name(tree: Tree, options: argparse.Namespace) -> str:
    return tree.name if options.position == "body" else f"{tree.name}-{options.position}"


def _write(tree: Tree, root: Path, options: argparse.Namespace, tasks: list[dict]) -> None:
    name = _name(tree, options)
    target = options.into / "tasks" / f"{name}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(json.dumps({**task, "repo": name}) + "\n" for task in tasks))
    trees.pack(root, options.into / "repos" / f"{name}.tar.gz")


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _resolver(tree: Tree, root: Path, source: SourceTree, tools: Path) -> Table | LanguageServer:
    if tree.language in COMPILED:
        return compiled(tree.language, root, source, tools=tools)
    return LanguageServer(recipe(tree.language, tools), root)


if __name__ == "__main__":
    main()
