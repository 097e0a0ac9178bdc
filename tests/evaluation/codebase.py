"""`python -m tests.evaluation.codebase --tree FOLDER`: what Codebase counts in a tree, beside graph_sitter's counts.

With `--graph-sitter PYTHON`, an interpreter that has graph-sitter 0.56.14 and mini-racer 0.12.4, both count the same
tree; without it only ours are printed. docs/codebase.md says what each row means and why the two differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.codebase import Codebase
from contexten.codebase.summaries import CodebaseSummary

if TYPE_CHECKING:
    from contexten.codebase import Class, Function

OTHER = Path(__file__).with_name("graph_sitter_counts.py")
FILE_ROWS = ("imports", "classes", "functions", "global_vars", "interfaces", "types")
FUNCTION_ROWS = ("parameters", "return_statements", "function_calls", "nested_functions", "decorators")
CLASS_ROWS = ("methods", "attributes", "parent_class_names", "superclasses", "subclasses")


@dataclass
class Counted:
    """One tool's counts of a tree."""

    files: dict[str, dict[str, int]]
    external_modules: int
    symbols: list[dict]
    exports: dict[str, int]
    extra: dict[str, object] = field(default_factory=dict)


def ours(tree: Path, language: str) -> Counted:
    """What Codebase counts."""
    started = time.process_time()
    codebase = Codebase.open(tree, language=language)
    opened = time.process_time()
    summary = CodebaseSummary.of(codebase)
    counted = time.process_time()
    symbols = [*map(_function, codebase.functions), *map(_class, codebase.classes)]
    files = {file.filepath: _file(file) for file in codebase.files}
    return Counted(
        files,
        len(codebase.external_modules),
        symbols,
        {file.filepath: len(file.exports) for file in codebase.files if file.exports},
        {"open_cpu_s": opened - started, "summary_cpu_s": counted - opened, "summary": summary.text},
    )


def theirs(tree: Path, language: str, interpreter: Path) -> Counted:
    """What graph_sitter counts, asked in a process of the other interpreter."""
    command = [str(interpreter), str(OTHER), str(tree), language]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return Counted(**json.loads(done.stdout))


def compare(own: Counted, other: Counted) -> list[tuple[str, object, object, str]]:
    """Rows of name, graph_sitter's count, ours, and a note; over the files that both know."""
    both = own.files.keys() & other.files.keys()
    rows: list[tuple[str, object, object, str]] = [
        ("files", len(other.files), len(own.files), f"{len(both)} in common")
    ]
    for name in FILE_ROWS:
        left = {path: other.files[path][name] for path in both}
        right = {
            path: (own.files[path]["assignments"] if name == "global_vars" else own.files[path][name]) for path in both
        }
        label = "global_vars (ours: assignments)" if name == "global_vars" else name
        same = sum(left[path] == right[path] for path in both)
        rows.append((label, sum(left.values()), sum(right.values()), f"same in {same} of {len(both)} files"))
    rows.append(
        ("imports resolved inside", *(sum(of.files[path]["resolved"] for path in both) for of in (other, own)), "")
    )
    rows.append(("exports", *(sum(of.exports.get(path, 0) for path in both) for of in (other, own)), ""))
    rows.append(("external_modules", other.external_modules, own.external_modules, ""))
    return rows + _symbol_rows(own, other)


def _symbol_rows(own: Counted, other: Counted) -> list[tuple[str, object, object, str]]:
    pairs = _paired(own.symbols, other.symbols)
    rows: list[tuple[str, object, object, str]] = []
    for sort, names in (("function", FUNCTION_ROWS), ("class", CLASS_ROWS)):
        of_sort = [(left, right) for left, right in pairs if left["sort"] == sort]
        rows.append((f"{sort} pairs", "", len(of_sort), ""))
        for name in names:
            same = sum(left[name] == right[name] for left, right in of_sort)
            totals = (sum(left[name] for left, _ in of_sort), sum(right[name] for _, right in of_sort))
            rows.append((f"{sort}: {name}", *totals, f"same for {same} of {len(of_sort)}"))
        rows += [(f"{sort}: {name}", *_placed(of_sort, name)) for name in ("usages", "call_sites")]
    return rows


def _placed(pairs: list[tuple[dict, dict]], name: str) -> tuple[int, int, str]:
    """The counts of lines, and how many of them both name."""
    left_all, right_all, common, same = 0, 0, 0, 0
    for left, right in pairs:
        one, two = {tuple(item) for item in left[name]}, {tuple(item) for item in right[name]}
        left_all, right_all, common, same = (
            left_all + len(one),
            right_all + len(two),
            common + len(one & two),
            same + (one == two),
        )
    return left_all, right_all, f"{common} in common, same for {same} of {len(pairs)}"


def _paired(own: list[dict], other: list[dict]) -> list[tuple[dict, dict]]:
    """Their and our symbols of the same sort, file and name that are alone with it in both."""
    left = Counter((item["sort"], item["file"], item["name"]) for item in other)
    right = {(item["sort"], item["file"], item["name"]): item for item in own}
    several = Counter((item["sort"], item["file"], item["name"]) for item in own)
    keyed = (((item["sort"], item["file"], item["name"]), item) for item in other)
    return [(item, right[key]) for key, item in keyed if left[key] == 1 and several[key] == 1]


def _file(file: object) -> dict[str, int]:
    counts = {name: len(getattr(file, name)) for name in (*FILE_ROWS, "assignments")}
    return {**counts, "resolved": sum(item.external is None for item in file.imports)}


def _function(symbol: Function) -> dict:
    return {**_symbol(symbol), **{name: len(getattr(symbol, name)) for name in FUNCTION_ROWS}}


def _class(symbol: Class) -> dict:
    return {**_symbol(symbol), **{name: len(getattr(symbol, name)) for name in CLASS_ROWS}}


def _symbol(symbol: Function | Class) -> dict:
    return {
        "file": symbol.filepath,
        "name": symbol.name,
        "sort": "class" if hasattr(symbol, "methods") else "function",
        "usages": sorted({(usage.match.filepath, usage.match.start_point[0]) for usage in symbol.usages}),
        "call_sites": sorted({(call.filepath, call.start_point[0]) for call in symbol.call_sites}),
    }


def _printed(rows: list[tuple[str, object, object, str]]) -> str:
    lines = ["| count | graph_sitter | contexten | |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {left} | {right} | {note} |" for name, left, right, note in rows)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="codebase", description=__doc__)
    parser.add_argument("--tree", type=Path, required=True, help="a folder of source code")
    parser.add_argument("--language", default="python", choices=["python", "typescript"])
    parser.add_argument("--graph-sitter", type=Path, default=None, help="an interpreter with graph-sitter 0.56.14")
    options = parser.parse_args()
    own = ours(options.tree, options.language)
    sys.stdout.write(f"{own.extra['summary']}\n")
    sys.stdout.write(f"CPU: {own.extra['open_cpu_s']:.2f} s open, {own.extra['summary_cpu_s']:.2f} s summary\n\n")
    if options.graph_sitter is not None:
        sys.stdout.write(_printed(compare(own, theirs(options.tree, options.language, options.graph_sitter))))


if __name__ == "__main__":
    main()
