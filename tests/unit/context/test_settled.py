"""What uses mean under any change equals what the code of that state shows, however much was settled before."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.context.meaning import Meaning
from contexten.context.meanings import Meanings
from contexten.context.uses import edges_named, edges_of
from contexten.store import Store
from contexten.workspace import Workspace

if TYPE_CHECKING:
    from contexten.index.atlas import Atlas

PYTHON = [
    "",
    "class A:\n    attr: 'C'\n    def m(self, c): return self.attr.n(c)\n    def k(self) -> 'C': return self.attr\n",
    "class A:\n    def m(self, c): return c.n()\n\nclass C(A):\n    def n(self) -> A: return self.m(f())\n",
    "from a import A\n\nclass C(A):\n    def n(self) -> A: self.k().n(); return super().m(self)\n",
    "from b import C as D\n\nclass B(D):\n    made: D\n    def go(self, d: D): d.m(1); self.made.n(); self.k()\n",
    "from pkg import A, f\n\ndef g(a: A):\n    f().m(a)\n    a.k().n()\n    return f\n",
    "from a import *\n\ndef f() -> A:\n    return A()\n\ndef h(x): f().k(); x.n(); x.go(f)\n",
    "from .a import A, f\nfrom b import C\n",
    "import a\nfrom a import f\n\ndef m(): return a.A(), f().m(a.f)\n",
    "def broken(:\n",
]
GO = [
    "package p\n\ntype A struct {\n\tc *C\n}\n\nfunc (a *A) M(x int) *C { return a.c.N() }\n",
    "package p\n\ntype C struct{}\n\nfunc (c C) N() { f().M(1) }\nfunc f() *A { a := &A{}; return a.M(1) }\n",
    "package p\n\nfunc (a *A) K() { a.M(2).N(); f().K() }\n",
    "package q\n\ntype A struct{}\n\nfunc (a A) M() { a.M() }\n",
]
PATHS = ["a.py", "b.py", "main.py", "pkg/__init__.py", "pkg/a.py", "go/a.go", "go/b.go", "go/c.go"]


def text_of(path: str, number: int) -> str:
    texts = PYTHON if path.endswith(".py") else GO
    return texts[number % len(texts)]


files = st.tuples(st.sampled_from(PATHS), st.integers(0, 19))
edits = st.lists(st.tuples(st.sampled_from(PATHS), st.integers(0, 19), st.booleans()), min_size=1, max_size=4)


def told(atlas: Atlas, meaning: Meaning, functions: np.ndarray) -> list[tuple[object, ...]]:
    """Every use of the functions and what it means, without numbers."""
    rows: list[tuple[object, ...]] = []
    for edges in (edges_of(meaning, functions), edges_named(meaning, functions, atlas.id_of("m"))):
        columns = (edges.user.tolist(), edges.symbol.tolist(), edges.share.tolist(), edges.start.tolist())
        rows += sorted(zip(*columns, strict=True))
    return rows


@given(st.lists(files, min_size=2, max_size=8), edits, st.booleans())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_uses_after_any_edits_mean_what_the_edited_code_shows(
    first: list[tuple[str, int]], changes: list[tuple[str, int, bool]], warm: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, number in first:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text_of(path, number))
        workspace, meanings = Workspace([str(root)], Store.open(None)), Meanings()
        workspace.scan(workers=0)
        view = workspace.snapshot().index
        while warm and not (view.atlas.warm(3) and meanings.warm(view, 5)):
            pass
        for version, (path, number, closed) in enumerate(changes):
            at = str(root / path)
            workspace.open(at, "", text_of(path, number), version)
            compare(workspace, meanings)
            if closed:
                workspace.close(at)
        compare(workspace, meanings)


def compare(workspace: Workspace, meanings: Meanings) -> None:
    view = workspace.snapshot().index
    atlas = view.atlas
    functions = np.flatnonzero(atlas.functions & atlas.alive).astype(np.int32)
    laid, fresh = meanings.of(view), Meaning(atlas)
    assert told(atlas, laid, functions) == told(atlas, fresh, functions)
    for symbol in np.flatnonzero(atlas.alive).tolist():
        assert laid.lineage(symbol) == fresh.lineage(symbol)
        assert laid.type_of(symbol) == fresh.type_of(symbol)
        assert laid.members(symbol).tolist() == fresh.members(symbol).tolist()
    names = [number for number in map(atlas.id_of, ("A", "B", "C", "D", "f", "m", "pkg")) if number]
    for file in np.flatnonzero(atlas.file_alive).tolist():
        assert [laid.name(file, name).tolist() for name in names] == [fresh.name(file, name).tolist() for name in names]


LINEAGE = {
    "tops.py": "class One:\n    def deep(self): ...\n\nclass Two:\n    def deep(self): ...\n",
    "mid.py": "from tops import One, Two\n\nclass Mid(One): ...\n",
    "low.py": "from mid import Mid\n\nclass Low(Mid): ...\n\ndef make() -> Low: ...\n",
    "use.py": "from low import Low, make\n\ndef work(x: Low):\n    x.deep()\n\ndef other():\n    make().deep()\n",
}
HANDED_ON = {
    "pkg/__init__.py": "from pkg.one import find\n",
    "pkg/one.py": "def find(): ...\n",
    "pkg/two.py": "def find(): ...\n",
    "use.py": "from pkg import find\n\ndef work():\n    return find()\n",
}
TYPED = {
    "one.py": "class Item:\n    def cost(self): ...\n",
    "two.py": "class Item:\n    def cost(self): ...\n",
    "shop.py": "from one import Item\n\ndef buy() -> Item: ...\n",
    "use.py": "from shop import buy\n\ndef work():\n    buy().cost()\n",
}


@pytest.mark.parametrize(
    ("texts", "edited", "text"),
    [
        (LINEAGE, "mid.py", "from tops import One, Two\n\nclass Mid(Two): ...\n"),
        (LINEAGE, "tops.py", "class Two:\n    def deep(self): ...\n\nclass One:\n    def shallow(self): ...\n"),
        (HANDED_ON, "pkg/__init__.py", "from pkg.two import find\n"),
        (HANDED_ON, "pkg/one.py", "def find_all(): ...\n"),
        (TYPED, "shop.py", "from two import Item\n\ndef buy() -> Item: ...\n"),
        (TYPED, "one.py", "class Article:\n    def cost(self): ...\n"),
    ],
)
def test_what_hangs_on_an_edited_file_means_something_else(
    tmp_path: Path, texts: dict[str, str], edited: str, text: str
) -> None:
    for path, content in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    workspace, meanings = Workspace([str(tmp_path)], Store.open(None)), Meanings()
    workspace.scan(workers=0)
    view = workspace.snapshot().index
    while not (view.atlas.warm(3) and meanings.warm(view, 5)):
        pass
    before = meant(workspace, meanings)
    workspace.open(str(tmp_path / edited), "", text, 1)
    compare(workspace, meanings)
    assert meant(workspace, meanings) != before
    workspace.close(str(tmp_path / edited))
    assert meant(workspace, meanings) == before


def meant(workspace: Workspace, meanings: Meanings) -> list[tuple[str, int, int]]:
    """What the functions of `use.py` use, as files and places in them."""
    view = workspace.snapshot().index
    atlas = view.atlas
    use = next(path for path in view.paths() if path.endswith("/use.py"))
    edges = edges_of(meanings.of(view), np.array(atlas.symbols_of_file(atlas.file_of(use)), np.int32))
    return [
        (atlas.path_of(int(atlas.file[symbol])), int(atlas.definition[symbol]), start)
        for symbol, start in zip(edges.symbol.tolist(), edges.start.tolist(), strict=True)
    ]
