"""Two results for one document at the same moment: the second is made on what the editor told of after the first."""

import asyncio

from contexten.llm.scripted import ScriptedProvider
from support.editor import Editor

STUB = "raise NotImplementedError"
SOURCE = f"def one():\n    {STUB}\n\n\ndef two():\n    {STUB}\n"


class LateEditor(Editor):
    """As Neovim: it answers that an edit was applied and tells of the change a moment later."""

    def _tell_change(self, uri, changes):
        tell = super()._tell_change
        asyncio.get_running_loop().call_later(0.15, lambda: tell(uri, changes))


async def test_two_results_at_once_are_both_applied(tmp_path):
    (tmp_path / "both.py").write_text(SOURCE)
    async with LateEditor(tmp_path, provider=ScriptedProvider(["return 1", "return 1"])) as editor:
        uri = editor.open("both.py")
        places = [{"line": line, "character": 6} for line in (1, 5)]
        results = await asyncio.gather(
            *(editor.execute("contexten.generate", {"uri": uri, "position": place}) for place in places)
        )
        assert [result["outcome"] for result in results] == ["applied", "applied"]
        assert editor.buffers[uri].text == SOURCE.replace(STUB, "return 1")


async def test_an_editor_that_never_tells_does_not_hold_up_the_next_document(tmp_path):
    class Mute(Editor):
        def _tell_change(self, uri, changes):
            pass

    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(SOURCE)
    async with Mute(tmp_path, provider=ScriptedProvider(["return 1", "return 1"])) as editor:
        for name in ("a.py", "b.py"):
            uri = editor.open(name)
            result = await editor.execute("contexten.generate", {"uri": uri, "position": {"line": 1, "character": 6}})
            assert result["outcome"] == "applied"
