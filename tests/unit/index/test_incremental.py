"""Whatever happened to a workspace, its index and Atlas answer as those made afresh over the same texts."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contexten.store import Store
from contexten.text import Patch, Span
from contexten.workspace import Workspace, WorkspaceOptions
from support.atlas import atlas_answers

PATHS = ["a.py", "b.py", "pkg/__init__.py", "pkg/a.py", "tests/test_a.py", "go/a.go", "go/b.go", "go/sub/c.go"]
PYTHON = [
    "",
    "def f(x: A, *, y: list[B] = None) -> B:\n    '''Sends words.'''\n    x.m(y)\n    return g(x.attr.m())\n",
    "from a import f\nf()\nV: B = B()\n",
    "from pkg import *\nfrom pkg.a import A as B\n\ndef g():\n    b = B()\n    b.m()\n    return f\n",
    "from .a import A, f\n",
    "class A:\n    attr: 'C'\n    def __init__(self, c: C): self.c = c\n    def m(self): return self.c.n()\n",
    "from pkg import A\nclass C(A):\n    @property\n    def n(self) -> A: super().m(); self.m()\n",
    "def broken(:\n",
]
GO = [
    "package p\n\ntype A struct {\n\tc *C\n}\n",
    "package p\n\nfunc (a *A) M(x int) *C {\n\treturn a.c.N()\n}\n",
    "package p\n\ntype C struct{}\n\nfunc (c C) N() int { return len(f()) }\nfunc f() A { a := A{}; return a.M(1) }\n",
    "package q\n\ntype A struct{}\n\nfunc (a A) M() {}\n",
]
NAMES = ["f", "g", "A", "B", "C", "m", "n", "M", "N", "x", "c", "a", "attr", "send", "word", "V", "pkg"]
paths = st.sampled_from(PATHS)


class Changes(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "root"
        self.root.mkdir()
        self.store = Store.open(self.folder / "cache")
        self.versions: dict[str, int] = {}
        self.options = WorkspaceOptions(compact_from=4, rescan_from=6)
        self.workspace = self.made()

    def made(self) -> Workspace:
        return Workspace([str(self.root)], self.store, options=self.options)

    @initialize(data=st.data(), chosen=st.lists(paths, max_size=7, unique=True))
    def scan_first(self, data, chosen):
        for path in chosen:
            self.put(path, self.text(data, path))
        self.workspace.scan(workers=0)
        self.warm()

    def text(self, data, path: str) -> str:
        return data.draw(st.sampled_from(PYTHON if path.endswith(".py") else GO))

    def put(self, path: str, text: str) -> str:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return str(file)

    @rule(path=paths, data=st.data())
    def open(self, path, data):
        self.versions[path] = 1
        self.workspace.open(str(self.root / path), "", self.text(data, path), 1)

    @rule(path=paths, place=st.integers(0, 60), width=st.integers(0, 6), data=st.data())
    def change(self, path, place, width, data):
        if path not in self.versions:
            return
        self.versions[path] += 1
        text = data.draw(st.sampled_from(["x", "\n", " A", self.text(data, path)]))

        def patch(document):
            start = min(place, len(document.data))
            return Patch(Span(start, min(start + width, len(document.data))), text.encode())

        self.workspace.change(str(self.root / path), self.versions[path], [patch])

    @rule(path=paths)
    def save(self, path):
        if path in self.versions:
            document = self.workspace.snapshot().document(str(self.root / path))
            self.workspace.saved(self.put(path, document.text), None)

    @rule(path=paths)
    def close(self, path):
        self.versions.pop(path, None)
        self.workspace.close(str(self.root / path))

    @rule(path=paths, data=st.data())
    def write(self, path, data):
        self.workspace.files_changed([self.put(path, self.text(data, path))], [])

    @rule(path=paths)
    def delete(self, path):
        (self.root / path).unlink(missing_ok=True)
        self.workspace.files_changed([], [str(self.root / path)])

    @rule(path=paths, other=paths)
    def rename(self, path, other):
        source = self.root / path
        if source.exists() and path != other and source.suffix == Path(other).suffix:
            target = self.put(other, "")
            source.rename(target)
            self.workspace.files_changed([target], [str(source)])

    @rule(data=st.data(), chosen=st.lists(paths, min_size=5, unique=True))
    def switch_branch(self, data, chosen):
        gone = [str(file) for file in self.root.rglob("*") if file.is_file()]
        for file in gone:
            Path(file).unlink()
        fresh = [self.put(path, self.text(data, path)) for path in chosen]
        self.workspace.files_changed(fresh, [path for path in gone if path not in fresh])

    @rule()
    def scan(self):
        self.workspace.scan(workers=0)

    @rule()
    def warm(self):
        """What the server does in the background: the links of all files are found, and kept for later views."""
        while not self.workspace.snapshot().index.atlas.warm(3):
            pass

    @rule()
    def restart(self):
        opened = {path: self.workspace.snapshot().document(str(self.root / path)).text for path in self.versions}
        self.workspace = self.made()
        self.workspace.scan(workers=0)
        for path, text in opened.items():
            self.versions[path] = 1
            self.workspace.open(str(self.root / path), "", text, 1)

    @invariant()
    def answers_are_those_of_a_fresh_index(self):
        fresh = Workspace([str(self.root)], Store.open(None))
        fresh.scan(workers=0)
        snapshot = self.workspace.snapshot()
        for path in snapshot.open_paths:
            fresh.open(path, "", snapshot.document(path).text, 1)
        view, other = snapshot.index, fresh.snapshot().index
        assert index_answers(view) == index_answers(other)
        assert atlas_answers(view, NAMES) == atlas_answers(other, NAMES)

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)


def index_answers(view):
    files = sorted(view.paths())
    symbols = [symbol for name in NAMES for symbol in view.definitions(name)]
    return {
        "files": files,
        "counts": (view.files, view.symbols),
        "facts": [(view.facts(path), view.outline(path).definitions, view.imports(path)) for path in files],
        "heads": [(view.language_of(path), view.package_of(path)) for path in files],
        "definitions": symbols,
        "usages": [view.usages(name) for name in NAMES],
        "inheriting": [(view.inheriting(name), view.owned(name), view.importing(name)) for name in NAMES],
        "resolved": [view.resolve(path, name) for path in files for name in NAMES],
        "members": [view.members(symbol) for symbol in symbols],
        "callers": [view.callers(symbol) for symbol in symbols],
    }


Changes.TestCase.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestChanges = Changes.TestCase
