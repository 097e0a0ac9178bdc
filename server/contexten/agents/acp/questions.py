"""An agent's requests for permission, as questions to the person.

**Invariant:** an agent is allowed something only by a person who chose that very answer; no answer, a closed editor and
a full queue mean no.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from acp.schema import AllowedOutcome, DeniedOutcome, RequestPermissionResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acp.schema import PermissionOption, ToolCallUpdate

    from contexten.agents.acp.model import Ask

_LONGEST = 400
_LONGEST_ANSWER = 60
_MOST_ANSWERS = 8
_REFUSALS = ("reject_once", "reject_always")
_ORDER = ("allow_once", "reject_once", "allow_always", "reject_always")
"""What lasts comes last: editors put the first answer where a hasty key finds it."""


class Questions:
    """The questions of one run, asked one after the other."""

    def __init__(self, agent: str, ask: Ask, most: int) -> None:
        self._agent = agent
        self._ask = ask
        self._most = most
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._over = asyncio.Event()

    def stop(self) -> None:
        """The run is cancelled: everything that waits is answered with that."""
        self._over.set()

    async def permission(
        self, call: ToolCallUpdate, options: Sequence[PermissionOption]
    ) -> tuple[RequestPermissionResponse, str]:
        """What the agent is answered, and what the person said, for the log."""
        answers = _answers(options)
        chosen = None
        if answers and self._waiting < self._most:
            chosen = await self.choose(_question(self._agent, call), tuple(answers))
        if self._over.is_set():
            return RequestPermissionResponse(outcome=DeniedOutcome(outcome="cancelled")), "cancelled"
        if chosen is not None:
            return _selected(answers[chosen]), chosen
        refusal = next((option for kind in _REFUSALS for option in options if option.kind == kind), None)
        if refusal is not None:
            return _selected(refusal), "no answer"
        return RequestPermissionResponse(outcome=DeniedOutcome(outcome="cancelled")), "no answer"

    async def choose(self, question: str, answers: tuple[str, ...]) -> str | None:
        """What the person chose; None where there was no answer, or the run was cancelled meanwhile."""
        self._waiting += 1
        asking = asyncio.ensure_future(self._asked(question, answers))
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({asking, over}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() and not self._over.is_set() else None
        finally:
            self._waiting -= 1
            for one in (asking, over):
                one.cancel()
            await asyncio.gather(asking, over, return_exceptions=True)

    async def _asked(self, question: str, answers: tuple[str, ...]) -> str | None:
        async with self._turn:
            chosen = await self._ask(question, answers)
        return chosen if chosen in answers else None


def _selected(option: PermissionOption) -> RequestPermissionResponse:
    return RequestPermissionResponse(outcome=AllowedOutcome(outcome="selected", option_id=option.option_id))


def _answers(options: Sequence[PermissionOption]) -> dict[str, PermissionOption]:
    """What the person can choose. Two options of one name could not be told apart, so the second gets a number."""
    found: dict[str, PermissionOption] = {}
    for option in sorted(options[:_MOST_ANSWERS], key=lambda option: _ORDER.index(option.kind)):
        name = " ".join(option.name.split())[:_LONGEST_ANSWER] or option.kind
        while name in found:
            name = f"{name} ({len(found) + 1})"
        found[name] = option
    return found


def _question(agent: str, call: ToolCallUpdate) -> str:
    what = " ".join((call.title or call.kind or "something").split())[:_LONGEST]
    kind = f" ({call.kind})" if call.kind and call.title else ""
    paths = ", ".join(location.path for location in (call.locations or ())[:5])
    place = f" In: {paths[:_LONGEST]}." if paths else ""
    return f"The agent {agent} asks for permission: {what}{kind}.{_command(call, what)}{place}"


def _command(call: ToolCallUpdate, title: str) -> str:
    """The command that it wants to run, where its title does not say it whole."""
    raw = cast("object", call.raw_input)
    given = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
    command = given.get("command")
    shown = " ".join(map(str, cast("list[object]", command))) if isinstance(command, list) else str(command or "")
    shown = " ".join(shown.split())
    return f" Command: {shown[:_LONGEST]}." if shown and shown not in title else ""
