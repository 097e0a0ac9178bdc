"""Whatever happened to a workspace, it answers as one that was made afresh over the same texts."""

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

PATHS = ["a.py", "b.py", "pkg/__init__.py", "pkg/a.py", "pkg/sub/c.py", "skip/d.py"]
TEXTS = [
    "",
    "def f(): pass\n",
    "from a import f\nf()\n",
    "from pkg import *\nfrom pkg.a import A as B\nB().m()\n",
    "from .a import A, f\n",
    "class A:\n    def m(self): return f()\n    x = A()\n",
    "from pkg.a import A\nclass C(A):\n    def n(self): self.m()\n",
    "import pkg.a\nimport b\npkg.a.A()\nb.f()\n",
    "def broken(:\n",
    "f(" * 20,
]
NAMES = ["f", "A", "B", "C", "m", "n", "x", "pkg", "b"]
paths, texts = st.sampled_from(PATHS), st.sampled_from(TEXTS)


class Changes(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "root"
        self.root.mkdir()
        (self.root / ".gitignore").write_text("skip/\n")
        self.store = Store.open(None)
        self.versions: dict[str, int] = {}
        options = WorkspaceOptions(compact_from=3, rescan_from=6)
        self.workspace = Workspace([str(self.root)], self.store, options=options)

    @initialize(files=st.dictionaries(paths, texts, max_size=5))
    def scan_first(self, files):
        for path, text in files.items():
            self.put(path, text)
        self.workspace.scan(workers=0)

    def put(self, path: str, text: str) -> str:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return str(file)

    @rule(path=paths, text=texts)
    def open(self, path, text):
        self.versions[path] = 1
        self.workspace.open(str(self.root / path), "python", text, 1)

    @rule(path=paths, place=st.integers(0, 40), width=st.integers(0, 6), text=texts)
    def change(self, path, place, width, text):
        if path not in self.versions:
            return
        self.versions[path] += 1

        def patch(document):
            start = min(place, len(document.data))
            return Patch(Span(start, min(start + width, len(document.data))), text.encode())

        self.workspace.change(str(self.root / path), self.versions[path], [patch])

    @rule(path=paths, text=texts)
    def replace(self, path, text):
        if path in self.versions:
            self.versions[path] += 1
            self.workspace.change(str(self.root / path), self.versions[path], [text])

    @rule(path=paths)
    def save(self, path):
        if path in self.versions:
            document = self.workspace.snapshot().document(str(self.root / path))
            self.workspace.saved(self.put(path, document.text), None)

    @rule(path=paths)
    def close(self, path):
        self.versions.pop(path, None)
        self.workspace.close(str(self.root / path))

    @rule(path=paths, text=texts)
    def write(self, path, text):
        self.workspace.files_changed([self.put(path, text)], [])

    @rule(path=paths)
    def delete(self, path):
        (self.root / path).unlink(missing_ok=True)
        self.workspace.files_changed([], [str(self.root / path)])

    @rule(path=paths, other=paths)
    def rename(self, path, other):
        source = self.root / path
        if source.exists() and path != other:
            target = self.put(other, "")
            source.rename(target)
            self.workspace.files_changed([target], [str(source)])

    @rule()
    def delete_folder(self):
        if (self.root / "pkg").exists():
            shutil.rmtree(self.root / "pkg")
            self.workspace.files_changed([], [str(self.root / "pkg")])

    @rule(files=st.dictionaries(paths, texts, min_size=6))
    def storm(self, files):
        self.workspace.files_changed([*(self.put(path, text) for path, text in files.items()), str(self.root)], [])

    @rule()
    def scan(self):
        self.workspace.scan(workers=0)

    @invariant()
    def answers_are_those_of_a_fresh_index(self):
        fresh = Workspace([str(self.root)], self.store)
        fresh.scan(workers=0)
        snapshot = self.workspace.snapshot()
        for path in snapshot.open_paths:
            fresh.open(path, "python", snapshot.document(path).text, 1)
        assert answers(snapshot) == answers(fresh.snapshot())

    def teardown(self):
        shutil.rmtree(self.folder)
        self.store.close()


def answers(snapshot):
    index = snapshot.index
    known = sorted(index.paths())
    symbols = [symbol for name in NAMES for symbol in index.definitions(name)]
    return {
        "paths": known,
        "counts": (index.files, index.symbols),
        "facts": [(path, snapshot.facts(path)) for path in known],
        "definitions": symbols,
        "usages": [index.usages(name) for name in NAMES],
        "resolved": [index.resolve(path, name) for path in known for name in (*NAMES, "pkg.a")],
        "imports": [index.resolve_import(path, item) for path in known for item in snapshot.facts(path).imports],
        "importers": [index.importers(path) for path in known],
        "members": [index.members(symbol) for symbol in symbols],
        "bases": [index.bases(symbol) for symbol in symbols],
        "subtypes": [index.subtypes(symbol) for symbol in symbols],
        "callers": [index.callers(symbol) for symbol in symbols],
    }


Changes.TestCase.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestChanges = Changes.TestCase
