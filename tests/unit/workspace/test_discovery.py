from __future__ import annotations

import os

import pytest

from contexten.store import Store
from contexten.workspace import Workspace
from contexten.workspace.ignore import IgnoreRules
from support.workspaces import open_fixture


def found(folder, **files):
    workspace = Workspace([str(folder)], Store.open(None))
    workspace.scan(workers=0)
    return sorted(workspace.snapshot().relative(path) for path in workspace.snapshot().index.paths())


def write(folder, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_files_with_a_language_are_found(tmp_path):
    write(tmp_path, {"a.py": "", "b/c.py": "", "README.md": "", "data.bin": "", ".hidden/d.py": ""})
    assert found(tmp_path) == [".hidden/d.py", "a.py", "b/c.py"]


def test_nested_ignore_files_follow_git(tmp_path):
    write(
        tmp_path,
        {
            ".gitignore": "*.py\n!keep.py\n/only_top\nbuild/\nnotes/*\n!notes/kept\n",
            "a.py": "",
            "keep.py": "",
            "sub/.gitignore": "!a.py\nkeep.py\n",
            "sub/a.py": "",
            "sub/keep.py": "",
            "sub/deep/a.py": "",
            "only_top/keep.py": "",
            "sub/only_top/a.py": "",
            "build/.gitignore": "!*\n",
            "build/keep.py": "",
            "notes/other/keep.py": "",
            "notes/kept/keep.py": "",
        },
    )
    assert found(tmp_path) == ["keep.py", "notes/kept/keep.py", "sub/a.py", "sub/deep/a.py", "sub/only_top/a.py"]


def test_the_repository_around_a_root_counts(tmp_path):
    write(
        tmp_path,
        {".git/info/exclude": "secretive.py\n", ".gitignore": "gen/\n", "app/a.py": "", "app/gen/b.py": ""},
    )
    write(tmp_path, {"app/secretive.py": ""})
    assert found(tmp_path / "app") == ["a.py"]


def test_a_root_that_its_repository_ignores_is_still_indexed(tmp_path):
    write(tmp_path, {".git/HEAD": "", ".gitignore": "sandbox/\n", "sandbox/a.py": ""})
    assert found(tmp_path / "sandbox") == ["a.py"]


@pytest.mark.parametrize(
    "name", [".contextenignore", ".cursorignore", ".aiderignore", ".codeiumignore", ".continueignore", ".contextignore"]
)
def test_each_deny_file_denies_and_is_not_lifted_by_another(tmp_path, name):
    other = ".contextenignore" if name != ".contextenignore" else ".cursorignore"
    write(tmp_path, {name: "internal/\n", other: "!internal/\n!internal/a.py\n", ".gitignore": "!internal/\n"})
    write(tmp_path, {"internal/a.py": "", "b.py": ""})
    assert found(tmp_path) == ["b.py"]
    workspace = Workspace([str(tmp_path)], Store.open(None))
    assert name in workspace.snapshot().is_private(str(tmp_path / "internal" / "a.py"))
    assert workspace.snapshot().is_private(str(tmp_path / "b.py")) is None


def test_a_negation_lifts_patterns_of_its_own_name(tmp_path):
    write(tmp_path, {".cursorignore": "*.py\n!b.py\n", "a.py": "", "b.py": ""})
    assert found(tmp_path) == ["b.py"]


def test_caches_environments_and_dependencies_are_skipped(tmp_path):
    write(
        tmp_path,
        {
            "a.py": "",
            "node_modules/x/b.py": "",
            "__pycache__/c.py": "",
            "myenv/pyvenv.cfg": "",
            "myenv/lib/d.py": "",
            "target/CACHEDIR.TAG": "",
            "target/e.py": "",
            ".git/hooks/f.py": "",
            "build/g.py": "",
            "dist/h.py": "",
        },
    )
    assert found(tmp_path) == ["a.py", "build/g.py", "dist/h.py"]


def test_links_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    write(outside, {"a.py": "", "b/c.py": ""})
    write(root, {"own.py": "", "sub/d.py": ""})
    (root / "link").symlink_to(outside)
    (root / "linked.py").symlink_to(outside / "a.py")
    (root / "sub" / "loop").symlink_to(root)
    (root / "broken.py").symlink_to(root / "nowhere.py")
    assert found(root) == ["own.py", "sub/d.py"]


def test_nested_roots_hold_each_file_once(tmp_path):
    write(tmp_path, {"a.py": "", "inner/.gitignore": "skip.py\n", "inner/b.py": "", "inner/skip.py": ""})
    workspace = Workspace([str(tmp_path), str(tmp_path / "inner")], Store.open(None))
    report = workspace.scan(workers=0)
    snapshot = workspace.snapshot()
    assert report.files == 2
    assert snapshot.root_of(str(tmp_path / "inner" / "b.py")) == str(tmp_path / "inner")
    assert sorted(map(snapshot.relative, snapshot.index.paths())) == ["a.py", "b.py"]


def test_two_roots_are_one_index(tmp_path):
    write(tmp_path, {"one/a.py": "def f(): pass\n", "two/b.py": "f()\n"})
    workspace = Workspace([str(tmp_path / "one"), str(tmp_path / "two")], Store.open(None))
    workspace.scan(workers=0)
    index = workspace.snapshot().index
    assert [symbol.path for symbol in index.definitions("f")] == [str(tmp_path / "one" / "a.py")]
    assert [usage.path for usage in index.usages("f")] == [str(tmp_path / "two" / "b.py")]
    workspace.set_roots([str(tmp_path / "two")])
    assert workspace.snapshot().index.definitions("f") == ()
    assert len(workspace.snapshot().index.usages("f")) == 1


def test_large_binary_and_foreign_texts_are_left_out(tmp_path):
    write(tmp_path, {"a.py": "x = 1\n", "large.py": "x = 1\n" * 200_000})
    (tmp_path / "nul.py").write_bytes(b"x = 1\0\n")
    (tmp_path / "latin.py").write_bytes("x = 'é'\n".encode("latin-1"))
    os.mkfifo(tmp_path / "pipe.py")
    assert found(tmp_path) == ["a.py"]


def test_a_minified_file_is_there_without_facts(tmp_path):
    write(tmp_path, {"min.py": "def f(): return " + "+".join(["1"] * 12_000) + "\n"})
    workspace = Workspace([str(tmp_path)], Store.open(None))
    workspace.scan(workers=0)
    assert workspace.snapshot().index.definitions("f") == ()
    assert workspace.snapshot().document(str(tmp_path / "min.py")) is not None


def test_names_that_are_no_utf8_are_left_out(tmp_path):
    write(tmp_path, {"a.py": ""})
    with open(os.path.join(os.fsencode(tmp_path), b"\xff.py"), "w"):
        pass
    assert found(tmp_path) == ["a.py"]


def test_an_unreadable_folder_costs_nothing_else(tmp_path):
    write(tmp_path, {"a.py": "", "closed/b.py": ""})
    (tmp_path / "closed").chmod(0)
    try:
        assert "a.py" in found(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_root_that_does_not_exist_is_empty(tmp_path):
    assert found(tmp_path / "nowhere") == []


def test_a_broken_ignore_file_is_read_as_far_as_it_goes(tmp_path):
    write(tmp_path, {".gitignore": "a.py\n!\n[z-\n\\\nb.py\n", "a.py": "", "b.py": "", "c.py": ""})
    assert found(tmp_path) == ["c.py"]


def test_rules_of_a_single_file_look_at_the_folders_above(tmp_path):
    write(tmp_path, {".gitignore": "gen/\n", "gen/deep/a.py": ""})
    rules = IgnoreRules(str(tmp_path))
    assert rules.ignored(str(tmp_path / "gen" / "deep" / "a.py"))
    assert not rules.ignored(str(tmp_path / "src" / "a.py"))


def test_changed_ignore_files_take_effect(tmp_path):
    opened = open_fixture("#- a.py\ndef f(): pass\n#- b.py\ndef g(): pass\n", tmp_path)
    ignore = opened.at(".gitignore")
    with open(ignore, "w") as file:
        file.write("a.py\n")
    opened.workspace.files_changed([ignore], [])
    assert opened.snapshot.index.definitions("f") == ()
    assert opened.snapshot.is_private(opened.at("a.py")) is None
    os.unlink(ignore)
    opened.workspace.files_changed([], [ignore])
    assert len(opened.snapshot.index.definitions("f")) == 1
