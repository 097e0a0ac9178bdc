"""What the server does when nothing has been asked for a while."""

from __future__ import annotations

import asyncio
import os

from contexten.lsp.rest import Rest
from contexten.lsp.serve import calm_libraries
from contexten.lsp.session import Host
from support.editor import Editor


class Session:
    """As much of a session as rest needs."""

    def __init__(self):
        self.host = self
        self.relieved = 0
        self.tasks = []
        self.rested = asyncio.Event()

    def relieve(self):
        self.relieved += 1

    def spawn(self, work, name):
        self.tasks.append(asyncio.get_running_loop().create_task(work, name=name))
        self.rested.set()


async def test_memory_goes_back_once_after_many_commands():
    session = Session()
    rest = Rest(session)
    for _ in range(5):
        rest.put_off(0.05)
    await asyncio.wait_for(session.rested.wait(), 10)
    await asyncio.sleep(0.1)
    await asyncio.gather(*session.tasks)
    assert session.relieved == 1


async def test_memory_goes_back_as_soon_as_the_workspace_is_read(tmp_path):
    (tmp_path / "shop.py").write_text("def price():\n    return 1\n")
    said = []
    editor = Editor(tmp_path)
    editor.server.session.host = Host(settle=lambda: said.append("settle"), relieve=lambda: said.append("relieve"))
    async with editor:
        assert said[-2:] == ["settle", "relieve"]
        assert said.count("relieve") == 1


async def test_a_session_that_ends_rests_no_more():
    session = Session()
    rest = Rest(session)
    rest.put_off(0.02)
    rest.stop()
    await asyncio.sleep(0.1)
    assert not session.tasks


def test_numpy_gets_no_threads_of_its_own_unless_the_person_wants_them(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    calm_libraries()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    calm_libraries()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
