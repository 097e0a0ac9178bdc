"""Commands on files that are closed, new, or no text."""

import asyncio

import pytest

from contexten.llm.scripted import Scripted
from support.editor import PLAIN, Editor
from support.sums import BODY, SOURCE, expected, implement, model, written


@pytest.fixture
def root(tmp_path):
    return written(tmp_path)


async def test_a_closed_file_is_edited_on_disk(root):
    async with Editor(root, provider=model()) as editor:
        uri = editor.uri("sums.py")
        result = await editor.execute(
            "contexten.generate", {"uri": uri, "position": {"line": 4, "character": 4}, "intent": "implement"}
        )
        assert result["outcome"] == "applied"
        assert editor.edits[0]["edit"]["documentChanges"][0]["textDocument"] == {"uri": uri, "version": None}
        assert (root / "sums.py").read_text(encoding="utf-8") == expected()


async def test_a_closed_file_that_changes_on_disk_meanwhile_is_not_overwritten(root):
    async with Editor(root, provider=model(Scripted(BODY, delay=0.05))) as editor:
        arguments = {"uri": editor.uri("sums.py"), "position": {"line": 4, "character": 4}, "intent": "implement"}
        running = asyncio.ensure_future(editor.execute("contexten.generate", arguments))
        await asyncio.sleep(0.05)
        (root / "sums.py").write_text("# written by another program\n" + SOURCE, encoding="utf-8")
        await running
        assert (root / "sums.py").read_text(encoding="utf-8") == "# written by another program\n" + expected()


async def test_a_closed_file_that_changed_without_a_word_is_read_anew(root):
    """Neovim before 0.10 watches no files."""
    async with Editor(root, provider=model()) as editor:
        (root / "sums.py").write_text("# changed\n" + SOURCE, encoding="utf-8")
        place = {"line": 5, "character": 4}
        result = await editor.execute("contexten.generate", {"uri": editor.uri("sums.py"), "position": place})
        assert result["outcome"] == "applied"
        assert (root / "sums.py").read_text(encoding="utf-8") == "# changed\n" + expected()


async def test_without_a_usable_cache_all_works_and_it_is_said_once(root, monkeypatch):
    (root / "no-folder").write_text("", encoding="utf-8")
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(root / "no-folder"))
    async with Editor(root, provider=model()) as editor:
        uri = editor.open("sums.py")
        assert (await implement(editor, uri))["outcome"] == "applied"
        assert ["in memory only" in text for text in editor.shown()] == [True]


async def test_files_that_are_no_text_are_one_sentence(root):
    (root / "binary.py").write_bytes(b"\0\1\2")
    place = {"line": 0, "character": 0}
    async with Editor(root, provider=model()) as editor:
        for name in ("binary.py", "missing.py", "."):
            result = await editor.execute("contexten.generate", {"uri": editor.uri(name), "position": place})
            assert result["outcome"] == "refused"
            assert "cannot be read" in result["reason"]


async def test_a_test_goes_to_a_new_file(root):
    code = "from sums import twice\n\n\ndef test_twice():\n    assert twice(2) == 4\n"
    async with Editor(root, provider=model(f"```python\n{code}```")) as editor:
        uri = editor.open("sums.py")
        where = editor.at(uri, "return add(a, a)")["start"]
        result = await editor.execute("contexten.test", {"uri": uri, "position": where})
        assert result["outcome"] == "applied", result
        (created,) = editor.created
        assert "def test_twice" in editor._disk(created).read_text(encoding="utf-8")
        operations = editor.edits[0]["edit"]["documentChanges"]
        assert operations[0]["kind"] == "create"
        assert operations[0]["options"] == {"overwrite": False, "ignoreIfExists": False}
        assert "New file" in {item["label"] for item in editor.annotations[0].values()}


async def test_without_create_support_no_file_is_written_and_the_result_says_why(root):
    code = "from sums import twice\n\n\ndef test_twice():\n    assert twice(2) == 4\n"
    async with Editor(root, provider=model(f"```python\n{code}```"), capabilities=PLAIN) as editor:
        uri = editor.open("sums.py")
        editor.person.answer = "Apply"
        where = editor.at(uri, "return add(a, a)")["start"]
        result = await editor.execute("contexten.test", {"uri": uri, "position": where})
        assert (result["outcome"], editor.edits) == ("ready", [])
        assert "cannot create" in result["reason"]


async def test_the_workspace_is_read_anew(root):
    async with Editor(root, provider=model()) as editor:
        await editor.execute("contexten.reindex")
        (root / "more.py").write_text("def thrice(a: int) -> int:\n    return 3 * a\n", encoding="utf-8")
        result = await editor.execute("contexten.reindex")
        assert result["outcome"] == "done"
        assert result["index"]["files"] == 2
