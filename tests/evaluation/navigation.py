"""How right navigation is: our definitions and references beside those of a language's own server.

`python -m tests.evaluation.navigation --tree FOLDER [--language typescript --tools FOLDER]` asks both the same random
names of a tree. pyright (Python) and tsserver (TypeScript, `npm install typescript typescript-language-server` in the
folder of tools) are taken at their word; what lies outside of the tree counts neither way.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

# Started from anywhere, without an installation.
sys.path[:0] = [str(Path(__file__).parents[2] / "server"), str(Path(__file__).parents[1])]

from contexten.codebase.world import World  # noqa: E402
from contexten.ide.navigation.definition import definitions_at  # noqa: E402
from contexten.ide.navigation.references import references_at  # noqa: E402
from contexten.store import Store  # noqa: E402
from contexten.syntax.at import identifiers  # noqa: E402
from contexten.text import Span  # noqa: E402
from contexten.workspace.workspace import Workspace  # noqa: E402
from evaluation.servers import LanguageServer, Place, recipe  # noqa: E402
from evaluation.source import File, SourceTree  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Score:
    """Counts of one kind of question."""

    asked: int = 0
    right: int = 0
    """Answers of ours that the other gives too."""
    given: int = 0
    """Answers of ours."""
    found: int = 0
    """Answers of the other that we give too."""
    wanted: int = 0
    """Answers of the other."""
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The part of our answers that are right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The part of the other's answers that we give."""
        return self.found / self.wanted if self.wanted else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="navigation", description=__doc__)
    parser.add_argument("--tree", required=True, type=Path)
    parser.add_argument("--language", default="python", choices=["python", "typescript"])
    parser.add_argument("--tools", type=Path, default=Path(), help="a folder with `node_modules`, for TypeScript")
    parser.add_argument("--names", type=int, default=600, help="for how many names the definition is asked")
    parser.add_argument("--definitions", type=int, default=120, help="of how many definitions the references are asked")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", type=int, default=0, help="print so many differences of each kind")
    options = parser.parse_args()
    root = options.tree.resolve()
    tree = SourceTree.read(root, options.language)
    workspace = Workspace([str(root)], Store.open(None))
    workspace.scan()
    world = World(workspace.snapshot())
    server = LanguageServer(recipe(options.language, options.tools.resolve()), root)
    chooser = random.Random(options.seed)  # noqa: S311 - a repeatable choice
    try:
        _warm(tree, server)
        scores = {
            **definition_scores(tree, world, server, _names(tree, chooser, options.names)),
            **reference_scores(tree, world, server, _definitions(tree, chooser, options.definitions)),
        }
    finally:
        server.close()
    sys.stdout.write(f"{root.name}: {len(tree.files)} files, beside {server.name}\n\n{table(scores)}\n")
    for name, score in scores.items():
        for line in score.wrong[: options.show]:
            sys.stdout.write(f"{name}: {line}\n")


def _warm(tree: SourceTree, server: LanguageServer) -> None:
    """Have every file opened before anything is asked in earnest: a server answers less while it still reads."""
    for file in tree.files.values():
        server.known_definitions(file, [0])


def table(scores: dict[str, Score]) -> str:
    """The figures as a table of Markdown."""
    lines = ["| question | asked | precision | recall |", "|---|---|---|---|"]
    rows = (
        f"| {name} | {score.asked} | {score.precision:.3f} ({score.right} of {score.given}) "
        f"| {score.recall:.3f} ({score.found} of {score.wanted}) |"
        for name, score in scores.items()
    )
    return "\n".join([*lines, *rows]) + "\n"


def definition_scores(
    tree: SourceTree, world: World, server: LanguageServer, names: dict[str, list[int]]
) -> dict[str, Score]:
    """By kind of name: whether our answer and the other's have a line in common."""
    scores: dict[str, Score] = defaultdict(Score)
    for path, offsets in sorted(names.items()):
        file = tree.files[path]
        for offset, places in zip(offsets, server.known_definitions(file, offsets), strict=True):
            if places is not None:
                own = our_definitions(world, tree, file, offset)
                for name in ("definition", f"definition, {_kind(file, offset)}"):
                    _count_definition(scores[name], file, offset, own, places)
    return dict(sorted(scores.items()))


def _count_definition(score: Score, file: File, offset: int, own: list[Place], theirs: list[Place]) -> None:
    lines = {(place.path, place.line) for place in theirs}
    same = any((place.path, place.line) in lines for place in own)
    # Where the other goes out of the tree, the import that we show is neither right nor wrong.
    inside = [place for place in own if theirs or (place.path, place.line) != (file.path, file.line(offset) - 1)]
    score.asked += 1
    score.wanted += bool(theirs)
    score.found += same
    if inside and (theirs or not _is_import(file, inside)):
        score.given += 1
        score.right += same
    if (theirs or (inside and not _is_import(file, inside))) and not same:
        score.wrong.append(
            f"{file.path}:{file.line(offset)} {_word(file, offset)}: {_shown(own)}; wanted {_shown(theirs)}"
        )


def _is_import(file: File, places: list[Place]) -> bool:
    return all(
        place.path == file.path
        and any(item.start <= file.offset(place.line, place.column) <= item.end for item in file.facts.imports)
        for place in places
    )


def reference_scores(
    tree: SourceTree, world: World, server: LanguageServer, definitions: dict[str, list[int]]
) -> dict[str, Score]:
    """Place by place, over all definitions together: of all that we answer, and of what the code shows alone."""
    scores = {"references": Score(), "references, certain": Score()}
    for path, offsets in sorted(definitions.items()):
        file = tree.files[path]
        for offset, places in zip(offsets, server.references(file, offsets), strict=True):
            theirs = {place for place in places if place.path in tree.files}
            found = references_at(world, f"{tree.root}/{path}", offset, declaration=False)
            certain = [item for item in found if item.certain]
            where = f"{path}:{file.line(offset)} {_word(file, offset)}"
            for score, items in zip(scores.values(), (found, certain), strict=True):
                own = {_place(tree, item.path, item.span.start) for item in items} - {None}
                _count_references(score, where, own, theirs)
    return scores


def _count_references(score: Score, where: str, own: set, theirs: set) -> None:
    score.asked += 1
    score.given += len(own)
    score.wanted += len(theirs)
    score.right += len(own & theirs)
    score.found += len(own & theirs)
    for what, places in (("not used at", own - theirs), ("missed", theirs - own)):
        if places:
            score.wrong.append(f"{where}: {what} {_shown(sorted(places, key=str)[:3])} ({len(places)})")


def our_definitions(world: World, tree: SourceTree, file: File, offset: int) -> list[Place]:
    """What we answer."""
    found = definitions_at(world, f"{tree.root}/{file.path}", offset)
    places = (_place(tree, item.path, item.name.start) for item in (found.landings if found else ()))
    return [place for place in places if place is not None]


def _place(tree: SourceTree, path: str, offset: int) -> Place | None:
    file = tree.files.get(path.removeprefix(f"{tree.root}/"))
    return None if file is None else Place(file.path, *file.utf16(offset))


def _names(tree: SourceTree, chooser: random.Random, count: int) -> dict[str, list[int]]:
    every = [
        (path, start)
        for path, file in tree.files.items()
        if file.parsed is not None
        for _name, start in identifiers(file.parsed, Span(0, len(file.data)))
    ]
    return _by_path(chooser.sample(every, min(count, len(every))))


def _definitions(tree: SourceTree, chooser: random.Random, count: int) -> dict[str, list[int]]:
    every = [
        (path, item.name_start)
        for path, file in tree.files.items()
        for item in file.facts.definitions
        if not file.is_test
    ]
    return _by_path(chooser.sample(every, min(count, len(every))))


def _by_path(places: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for path, offset in places:
        found[path].append(offset)
    return found


def _kind(file: File, offset: int) -> str:
    facts = file.facts
    if any(item.name_start == offset for item in facts.definitions):
        return "of a definition"
    if any(item.start <= offset < item.end for item in facts.imports):
        return "in an import"
    found = next((item for item in facts.references if item.start == offset), None)
    if found is None:
        return "of something bound"
    return "behind a dot" if found.receiver else "bare"


def _word(file: File, offset: int) -> str:
    end = offset
    while end < len(file.data) and (chr(file.data[end]).isalnum() or file.data[end : end + 1] in b"_$"):
        end += 1
    return file.data[offset:end].decode("utf-8", "replace")


def _shown(places: list[Place]) -> str:
    counted = Counter(f"{place.path}:{place.line + 1}" for place in places)
    return ", ".join(counted) or "nothing"


if __name__ == "__main__":
    main()
