"""Make the tasks: `python -m evaluation make --mirror DIR --into DIR` with `server` and `tests` on PYTHONPATH."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation import trees
from evaluation.servers import LanguageServer, recipe
from evaluation.source import SourceTree
from evaluation.tables import COMPILED, Table, compiled
from evaluation.tasks import Wanted, count_core, make_tasks

if TYPE_CHECKING:
    from evaluation.trees import Tree


def main() -> None:
    parser = argparse.ArgumentParser(prog="evaluation", description=__doc__)
    parser.add_argument("what", choices=["restore", "make"])
    parser.add_argument("names", nargs="*", help="trees of trees.txt; none: all")
    parser.add_argument("--purpose", default="", choices=["", "train", "eval"])
    parser.add_argument("--mirror", type=Path, required=True, help="git directories named owner+name/repo")
    parser.add_argument("--into", type=Path, required=True, help="gets trees/, repos/ and tasks/")
    parser.add_argument("--tools", type=Path, default=Path("tools"), help="language servers that are not on the PATH")
    parser.add_argument("--tasks", type=int, default=100, help="at most so many of each tree")
    options = parser.parse_args()
    for tree in trees.listed(options.names, purpose=options.purpose):
        root = options.into / "trees" / tree.name
        if options.what == "restore" or not root.exists():
            trees.restore(tree, options.mirror, options.into / "trees")
        if options.what == "make":
            _make(tree, root, options)


def _make(tree: Tree, root: Path, options: argparse.Namespace) -> None:
    started = time.monotonic()
    source = SourceTree.read(root, tree.language)
    resolver = _resolver(tree, root, source, options.tools.resolve())
    try:
        made = make_tasks(source, resolver, tree.name, wanted=Wanted(options.tasks))
    finally:
        resolver.close()
    about = {"origin": f"{tree.repository}@{tree.commit}", "license": tree.license}
    target = options.into / "tasks" / f"{tree.name}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(json.dumps({**task, **about}) + "\n" for task in made))
    trees.pack(tree, root, options.into / "repos")
    cross = sum(count_core(task) for task in made)
    sys.stdout.write(f"{tree.name}: {len(made)} tasks, {cross} used definitions, {time.monotonic() - started:.0f} s\n")


def _resolver(tree: Tree, root: Path, source: SourceTree, tools: Path) -> Table | LanguageServer:
    if tree.language in COMPILED:
        return compiled(tree.language, root, source, tools=tools)
    return LanguageServer(recipe(tree.language, tools), root)


if __name__ == "__main__":
    main()
