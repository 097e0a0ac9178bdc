"""A file without any workspace folder, and places behind characters that each encoding counts differently."""

import pytest

from contexten.llm.scripted import ScriptedProvider
from support.editor import FULL, Editor

BODY = "return a + b"
SOURCE = 'def add(a="😀é", b="𝒳"): ...\n\n\nprint("é😀")  # ai: say 😀\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_behind_wide_characters(tmp_path, encoding):
    capabilities = FULL | {"general": {"positionEncodings": [encoding]}}
    answers = ["return a + b", '```python\nprint("😀" * 2)\n```']
    (tmp_path / "wide.py").write_text(SOURCE, encoding="utf-8")
    async with Editor(tmp_path, provider=ScriptedProvider(answers), capabilities=capabilities) as editor:
        assert editor.encoding == encoding
        uri = editor.open("wide.py")
        for action, after in (("...", 'def add(a="😀é", b="𝒳"):\n    return a + b'), ("say 😀", 'print("😀" * 2)')):
            where = editor.at(uri, action)
            offered = await editor.actions(uri, where)
            assert (await editor.run(offered[0]))["outcome"] == "applied"
            assert after in editor.buffers[uri].text
        assert editor.buffers[uri].text.endswith('\n\n\nprint("😀" * 2)\n')


async def test_a_file_without_a_workspace_folder(tmp_path):
    (tmp_path / "alone.py").write_text("def one():\n    pass\n")
    (tmp_path / "other.py").write_text("CANARY = 1\n")
    provider = ScriptedProvider(["return 1"])
    async with Editor(tmp_path, provider=provider, folders=()) as editor:
        uri = editor.open("alone.py")
        place = {"uri": uri, "position": {"line": 1, "character": 4}}
        assert (await editor.execute("contexten.generate", place))["outcome"] == "applied"
        assert editor.buffers[uri].text == "def one():\n    return 1\n"
        result = await editor.execute("contexten.test", place)
        assert (result["outcome"], len(provider.requests)) == ("refused", 1)
        assert "open the project's folder in the editor" in result["reason"]
        assert (await editor.execute("contexten.status"))["index"]["files"] <= 1
        assert sorted(path.name for path in tmp_path.iterdir()) == ["alone.py", "other.py"]
