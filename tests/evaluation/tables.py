"""Ground truth from a compiler's own library: one run prints the meaning of every name of a tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation import rustdoc
from evaluation.servers import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.source import File, SourceTree

_ORACLES = Path(__file__).with_name("oracles")
_JAVA = [f"--add-exports=jdk.compiler/com.sun.tools.javac.{part}=ALL-UNNAMED" for part in ("tree", "api", "code")]
COMMANDS = {
    "go": ("go/types", ["go", "run", str(_ORACLES / "uses.go")]),
    "java": ("javac", ["java", "-Xss64m", *_JAVA, str(_ORACLES / "Uses.java")]),
}
"""By language: whose word it is, and the program that prints it; it is given the tree's folder."""
COMPILED = frozenset({*COMMANDS, "rust", "csharp"})


class Table:
    """Answers from lines of: file, offset, file and offset of the definition. Offsets are in bytes."""

    def __init__(self, name: str, lines: Sequence[str], tree: SourceTree) -> None:
        self.name = name
        self._tree = tree
        self._meaning: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for line in lines:
            file, at, home, start = line.split("\t")
            self._meaning.setdefault((file, int(at)), []).append((home, int(start)))

    def definitions(self, file: File, offsets: Sequence[int]) -> list[list[Place]]:
        """What stands at each of the byte offsets of `file` means, in the tree."""
        return [self._places(self._meaning.get((file.path, offset), ())) for offset in offsets]

    def close(self) -> None:
        """Nothing runs."""

    def _places(self, found: Sequence[tuple[str, int]]) -> list[Place]:
        known = [(path, offset) for path, offset in found if path in self._tree.files]
        return [Place(path, *self._tree.files[path].utf16(offset)) for path, offset in known]


def compiled(language: str, root: Path, tree: SourceTree, *, tools: Path) -> Table:
    """The table of a tree, by the compiler of its language; `tools` has what is not on the PATH."""
    if language == "rust":
        return Table(rustdoc.NAME, list(rustdoc.rust_uses(root, tree)), tree)
    name, command = COMMANDS.get(language) or ("roslyn", ["mono", str(tools / "roslyn/uses.exe")])
    settings = {**os.environ, "GO111MODULE": "off", "CGO_ENABLED": "0"}
    done = subprocess.run([*command, str(root.resolve())], stdout=subprocess.PIPE, check=True, env=settings)
    return Table(name, done.stdout.decode().splitlines(), tree)
