"""A Snapshot of texts in memory."""

import pytest

from contexten.workspace.memory import MEMORY_ROOT, snapshot_of


def test_texts_are_indexed_like_files():
    snapshot = snapshot_of({"a/b.py": "from a import c\n", "a/c.py": "def f(): ...\n", "notes.txt": "hello\n"})
    assert sorted(map(snapshot.relative, snapshot.index.paths())) == ["a/b.py", "a/c.py"]
    item = snapshot.index.imports(f"{MEMORY_ROOT}/a/b.py")[0]
    assert snapshot.index.resolve_import(f"{MEMORY_ROOT}/a/b.py", item) == (f"{MEMORY_ROOT}/a/c.py",)
    document = snapshot.document(f"{MEMORY_ROOT}/notes.txt")
    assert document is not None
    assert document.text == "hello\n"


def test_project_files_count():
    snapshot = snapshot_of(
        {
            "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}',
            "src/x.ts": "export const x = 1\n",
            "app.ts": "import { x } from '@/x'\n",
        }
    )
    item = snapshot.index.imports(f"{MEMORY_ROOT}/app.ts")[0]
    assert snapshot.index.resolve_import(f"{MEMORY_ROOT}/app.ts", item) == (f"{MEMORY_ROOT}/src/x.ts",)


@pytest.mark.parametrize("path", ["../a.py", "/etc/passwd", "."])
def test_a_path_that_leads_outside_is_refused(path):
    with pytest.raises(ValueError, match="no path below the root"):
        snapshot_of({path: ""})


def test_nothing_is_read_before_someone_asks(monkeypatch):
    def refused(*_given, **_named):
        raise AssertionError("a text was parsed")

    monkeypatch.setattr("contexten.workspace.buffer.parse", refused)
    snapshot = snapshot_of({"a.py": "x = 1\n"})
    assert snapshot.open_paths == (f"{MEMORY_ROOT}/a.py",)
    with pytest.raises(AssertionError, match="parsed"):
        snapshot.parsed(f"{MEMORY_ROOT}/a.py")
