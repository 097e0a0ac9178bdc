"""Git's history is read only while the person wants it."""

import asyncio

from contexten.workspace.cochange import CoChange
from support.editor import Editor


async def _until_read(editor: Editor) -> None:
    await editor.settled()
    await asyncio.to_thread(editor.server.session.workspace.wait)


async def test_the_setting_turns_the_reading_of_history_on_and_off(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    async with Editor(tmp_path) as editor:
        session = editor.server.session
        await _until_read(editor)
        assert session.snapshot().cochange is None
        for wanted, expected in ((True, CoChange()), (False, None), (True, CoChange())):
            editor.settings = {"contexten": {"context": {"cochange": wanted}}}
            editor.notify("workspace/didChangeConfiguration", {"settings": None})
            await _until_read(editor)
            assert session.snapshot().cochange == expected
