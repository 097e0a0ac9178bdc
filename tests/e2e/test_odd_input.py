"""Files, folders and caches as they should not be: one clear sentence, and nothing is lost."""

import os
from pathlib import Path

import pytest

from contexten.lsp.client import Buffer
from contexten.text import Document
from support.desk import CURSOR, desk

STUB = f"def one():\n    {CURSOR}pass\n"
TEXT = STUB.replace(CURSOR, "")
DONE = "def one():\n    return 1\n"
START = {"line": 1, "character": 4}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def no_text(root: Path) -> dict[str, Path]:
    """Paths that are no text file, by what they are."""
    (root / "binary.py").write_bytes(b"\x00\x01\xff\xfe" * 100)
    (root / "latin.py").write_bytes("# é\n".encode("latin-1"))
    (root / "folder.py").mkdir()
    (root / "dangling.py").symlink_to(root / "nowhere.py")
    (root / "huge.py").write_bytes(b"x = 1\n" * 2_000_000)
    os.mkfifo(root / "pipe.py")
    names = ("missing", "binary", "latin", "folder", "dangling", "huge", "pipe")
    return {name: root / f"{name}.py" for name in names}


async def test_what_is_no_text_file_is_said(root):
    paths = no_text(root)
    async with desk(root, "return 1") as place:
        for name, path in paths.items():
            where = {"uri": path.as_uri(), "position": START, "instruction": "x"}
            result = await place.editor.execute("contexten.generate", where)
            assert (name, result["outcome"]) == (name, "refused")
            assert "no UTF-8 text" in result["reason"]
            assert "name another file" in result["reason"]
        assert place.model.requests == []
        await works(place)


async def works(place) -> None:
    """An ordinary request in an ordinary file."""
    uri = place.open("plain.py", STUB)
    assert (await place.ask("generate", uri))["outcome"] == "applied"
    assert place.text(uri) == DONE


async def test_a_minified_file_of_13_mb_is_open_and_harms_nothing(root):
    text = "var a=" + ",".join(f"f({number})" for number in range(1_300_000)) + ";"
    async with desk(root, "return 1") as place:
        uri = place.open("app.min.js", text, language="javascript", save=False)
        result = await place.editor.execute("contexten.generate", {"uri": uri, "position": START, "instruction": "x"})
        assert (result["outcome"], "less than 1 MB" in result["reason"]) == ("refused", True)
        assert await place.editor.code_actions(uri, 0, 10) == []
        await works(place)


async def test_a_file_outside_the_folders_is_edited_but_no_other_is_made_there(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "alone.py").write_text(TEXT)
    async with desk(root, "return 1") as place:
        uri = place.editor.open(outside / "alone.py", language_id="python")
        assert (await place.ask("generate", uri, position=START))["outcome"] == "applied"
        assert place.text(uri) == DONE
        result = await place.ask("test", uri, position=START)
        assert (result["outcome"], len(place.model.requests)) == ("refused", 1)
        assert "open the project's folder in the editor" in result["reason"]
        assert [path.name for path in outside.rglob("*")] == ["alone.py"]


async def test_an_unsaved_buffer_works_and_its_test_needs_a_file(root):
    uri = "untitled:Untitled-1"
    async with desk(root, "return 1") as place:
        place.editor.buffers[uri] = Buffer(Document.of(TEXT, 1), "python")
        item = {"uri": uri, "languageId": "python", "version": 1, "text": TEXT}
        place.editor.notify("textDocument/didOpen", {"textDocument": item})
        result = await place.ask("test", uri, position=START)
        assert (result["outcome"], place.model.requests) == ("refused", [])
        assert "save this file first" in result["reason"]
        assert (await place.ask("generate", uri, position=START))["outcome"] == "applied"
        assert place.text(uri) == DONE
        assert list(root.iterdir()) == []


async def test_a_folder_that_is_gone_is_an_empty_workspace(tmp_path):
    async with desk(tmp_path / "gone", "return 1") as place:
        assert (await place.indexed())["files"] == 0
        uri = place.open("plain.py", STUB, save=False)
        assert (await place.ask("generate", uri))["outcome"] == "applied"


async def test_links_in_a_circle_end_somewhere(root):
    (root / "circle").symlink_to(root)
    (root / "up").symlink_to(root.parent)
    (root / "sub").mkdir()
    (root / "sub" / "mod.py").write_text(TEXT)
    async with desk(root, "return 1") as place:
        await works(place)
        assert (await place.indexed())["files"] == 2


@pytest.mark.parametrize("below", ["", "below"])
async def test_a_cache_that_cannot_be_is_said_once_and_kept_in_memory(root, tmp_path, below):
    (tmp_path / "file").write_text("in the way")
    async with desk(root, "return 1", cache=tmp_path / "file" / below) as place:
        await works(place)
        assert [text for text in place.editor.messages if "kept in memory only" in text] == place.editor.messages
        assert len(place.editor.messages) == 1
        assert place.editor.messages[0].endswith("; name another folder in CONTEXTEN_CACHE_DIR.")
    assert (tmp_path / "file").read_text() == "in the way"


async def test_two_servers_share_one_cache(root, tmp_path):
    cache = tmp_path / "cache"
    async with desk(root, "return 1", cache=cache) as first, desk(root, cache=cache) as second:
        kept = await first.ask("generate", first.open("kept.py", STUB), apply=False)
        await works(first)
        second.says("return 1")
        await works(second)
        assert kept["outcome"] == "proposed"
    async with desk(root, cache=cache) as third:
        assert [task["id"] for task in await third.tasks()] == [kept["task"]]
