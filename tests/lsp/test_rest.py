"""What the server does when nothing has been asked for a while."""

from __future__ import annotations

import asyncio

from contexten.lsp.rest import Rest


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


async def test_a_session_that_ends_rests_no_more():
    session = Session()
    rest = Rest(session)
    rest.put_off(0.02)
    rest.stop()
    await asyncio.sleep(0.1)
    assert not session.tasks
