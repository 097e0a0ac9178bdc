"""What an agent tells of its work, as lines of a log and one line of progress."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import acp.schema as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.agents.acp.journal import Journal

_LONGEST = 120
_MOST_CALLS = 1000
_DONE = frozenset({"completed", "failed"})


class News:
    """The latest of one run."""

    def __init__(self, journal: Journal, longest: int) -> None:
        """`longest`: so many characters of the last message are kept."""
        self._journal = journal
        self._longest = longest
        self._message: list[str] = []
        self._message_id: str | None = None
        self._size = 0
        self._is_open = False
        self._titles: dict[str, str] = {}
        self.status = "starting"
        """What it does, in a few words."""
        self.cost = ""
        """What it says the run cost so far."""
        self.fresh = asyncio.Event()
        """Set when something happened that should be written down soon."""

    @property
    def message(self) -> str:
        """The agent's last message."""
        return "".join(self._message).strip()

    def changed(self) -> None:
        """Something is worth writing down."""
        self.fresh.set()

    def take(self, update: Any) -> None:  # noqa: ANN401 - a union of the package's
        """Take in one update of the session."""
        match update:
            case words.AgentMessageChunk():
                self._say(_text(update.content), update.message_id)
                return
            case words.AgentThoughtChunk():
                if thought := _text(update.content):
                    self._journal.stream("thought", thought, thought=True)
            case words.ToolCallStart():
                self._start(update)
            case words.ToolCallProgress():
                self._go_on(update)
            case words.AgentPlanUpdate():
                self._plan(update.entries)
            case words.UsageUpdate():
                if update.cost is not None:
                    self.cost = f"{update.cost.amount:.4g} {update.cost.currency[:8]}"
                return
            case _:
                return
        self._is_open = False

    def _say(self, part: str, message_id: str | None) -> None:
        if not part:
            # Some agents send such pieces, which begin no message.
            return
        if not self._is_open or (message_id is not None and message_id != self._message_id):
            self._message, self._size = [], 0
        self._is_open, self._message_id = True, message_id
        part = part[: max(0, self._longest - self._size)]
        self._message.append(part)
        self._size += len(part)
        self._journal.stream("message", part)

    def _start(self, call: words.ToolCallStart) -> None:
        title = _short(call.title)
        if len(self._titles) < _MOST_CALLS:
            self._titles[call.tool_call_id] = title
        self.status = title or self.status
        self._journal.add("tool", _details(call.content, call.locations), tool=title)

    def _go_on(self, call: words.ToolCallProgress) -> None:
        title = _short(call.title or "") or self._titles.get(call.tool_call_id, "")
        details = _details(call.content, call.locations)
        if call.status in _DONE:
            self._titles.pop(call.tool_call_id, None)
        if call.status in _DONE or details:
            self._journal.add(f"tool {call.status or ''}".strip(), details, tool=title)

    def _plan(self, entries: Sequence[words.PlanEntry]) -> None:
        done = sum(entry.status == "completed" for entry in entries)
        current = next((entry.content for entry in entries if entry.status == "in_progress"), "")
        self.status = _short(f"{done} of {len(entries)} steps done" + (f": {current}" if current else ""))
        self._journal.add("plan", "\n".join(f"[{entry.status}] {entry.content}" for entry in entries))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _text(block: Any) -> str:  # noqa: ANN401 - a union of the package's
    match block:
        case words.TextContentBlock():
            return block.text
        case words.ResourceContentBlock():
            return f"[{block.name}]"
        case words.EmbeddedResourceContentBlock(resource=words.TextResourceContents() as resource):
            return resource.text
        case _:
            return ""


def _details(content: Sequence[Any] | None, locations: Sequence[words.ToolCallLocation] | None) -> str:
    parts = [location.path for location in locations or ()]
    for one in content or ():
        match one:
            case words.ContentToolCallContent():
                parts.append(_text(one.content))
            case words.FileEditToolCallContent():
                parts.append(f"changes {one.path}")
            case _:
                pass
    return "\n".join(part for part in parts if part)
