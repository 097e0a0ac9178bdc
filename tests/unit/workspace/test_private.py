from __future__ import annotations

import pytest

from contexten.store import Store
from contexten.workspace import Workspace
from contexten.workspace.secret import secret_reason
from support.secret_names import SECRET

PLAIN = [
    "main.py",
    "id_map.py",
    "id_generator.ts",
    "credentials.py",
    "environment.py",
    "keyboard.py",
    "key.py",
    "token.py",
    "tokens.go",
    "env.ts",
    "settings.json",
    "config.json",
    "package.json",
    "README.md",
    "secretary.py",
    "docker/Dockerfile",
    "ssh/client.py",
    "monkey.java",
    "pemmican.rs",
]


@pytest.mark.parametrize("name", SECRET)
@pytest.mark.parametrize("change", [str, str.upper, str.title], ids=["as is", "upper", "title"])
def test_secret_files_are_private_in_any_case(name, change):
    assert secret_reason(f"/somewhere/deep/{change(name)}")


@pytest.mark.parametrize("name", PLAIN)
def test_code_and_plain_files_are_not_private(name):
    assert secret_reason(f"/somewhere/deep/{name}") is None


@pytest.mark.parametrize("name", SECRET)
def test_no_negation_lifts_the_list(tmp_path, name):
    for ignore in (".gitignore", ".contextenignore", ".cursorignore"):
        (tmp_path / ignore).write_text(f"!{name}\n!*\n!**/{name}\n")
    workspace = Workspace([str(tmp_path)], Store.open(None))
    assert workspace.snapshot().is_private(str(tmp_path / name))
    assert workspace.snapshot().is_private(f"/elsewhere/{name}")


def test_a_link_to_a_secret_file_is_private(tmp_path):
    (tmp_path / ".env").write_text("A=1\n")
    (tmp_path / "notes.txt").symlink_to(tmp_path / ".env")
    workspace = Workspace([str(tmp_path)], Store.open(None))
    assert workspace.snapshot().is_private(str(tmp_path / "notes.txt"))


def test_a_file_below_a_linked_folder_is_as_private_as_where_it_leads(tmp_path):
    (tmp_path / "kept" / "deep").mkdir(parents=True)
    (tmp_path / "kept" / "deep" / "notes.txt").write_text("A=1\n")
    (tmp_path / ".contextenignore").write_text("kept/\n")
    (tmp_path / "shown").symlink_to(tmp_path / "kept" / "deep")
    snapshot = Workspace([str(tmp_path)], Store.open(None)).snapshot()
    assert snapshot.is_private(str(tmp_path / "shown" / "notes.txt"))
    assert snapshot.is_private(str(tmp_path / "shown" / "missing.txt"))


def test_an_open_private_buffer_is_private_and_not_in_the_index(tmp_path):
    (tmp_path / ".contextenignore").write_text("hidden.py\n")
    workspace = Workspace([str(tmp_path)], Store.open(None))
    path = str(tmp_path / "hidden.py")
    workspace.open(path, "python", "def hidden(): pass\n", 1)
    workspace.open("untitled:.env", "plaintext", "A=1", 1)
    snapshot = workspace.snapshot()
    assert snapshot.is_private(path) == ".contextenignore excludes it"
    assert snapshot.is_private("untitled:.env")
    assert snapshot.index.definitions("hidden") == ()
    assert snapshot.facts(path).definitions[0].name == "hidden"


def test_an_ignored_file_that_is_open_is_not_private(tmp_path):
    (tmp_path / ".gitignore").write_text("generated.py\n")
    workspace = Workspace([str(tmp_path)], Store.open(None))
    path = str(tmp_path / "generated.py")
    workspace.open(path, "python", "def made(): pass\n", 1)
    assert workspace.snapshot().is_private(path) is None
    assert len(workspace.snapshot().index.definitions("made")) == 1
    workspace.close(path)
    assert workspace.snapshot().index.definitions("made") == ()


def test_deny_files_hold_outside_of_the_roots_too(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / ".cursorignore").write_text("*.py\n")
    workspace = Workspace([str(tmp_path / "root")], Store.open(None))
    assert workspace.snapshot().is_private(str(tmp_path / "other" / "a.py"))
    assert workspace.snapshot().is_private(str(tmp_path / "other" / "a.txt")) is None
