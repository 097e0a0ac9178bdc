"""Messages over an agent's pipes: one JSON object on a line.

**Invariant:** whatever an agent writes, what comes out is a sound JSON-RPC message or the end of the stream; why it
ended is in `fault`.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.agents.acp.model import Limits

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Wire:
    """One conversation, as a transport of the protocol's package."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: Limits,
        on_stray: Callable[[str], None],
    ) -> None:
        """`reader` must have been made with `limits.message`; `on_stray` gets lines that are not of the protocol."""
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._on_stray = on_stray
        self._sending = asyncio.Lock()
        self._strays = 0
        self._read = 0
        self._open = 0
        self.fault = ""
        """What the agent did that ended the conversation; empty where it only closed it."""

    async def send(self, message: dict[str, Any]) -> None:
        """Write a message; nothing happens where nobody reads any more, as the end of the stream tells that."""
        if "method" not in message:
            self._open -= 1
        data = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        try:
            async with self._sending:
                self._writer.write(data)
                await self._writer.drain()
        except (OSError, RuntimeError):
            return

    async def receive(self) -> dict[str, Any] | None:
        """The next message; None at the end, or after a fault."""
        while not self.fault:
            line = await self._line()
            if line is None:
                return None
            message = _message(line)
            if message is None:
                self._stray(line)
            elif self._admit(message):
                # A line that is in the buffer already would never let anyone else run.
                await asyncio.sleep(0)
                return message
        return None

    async def close(self) -> None:
        """Tell the agent that nothing more comes."""
        self._writer.close()

    async def _line(self) -> bytes | None:
        try:
            line = await self._reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            line = error.partial
        except asyncio.LimitOverrunError:
            self.fault = f"It sent a message of more than {self._limits.message >> 10} kB."
            return None
        except OSError:
            return None
        self._read += len(line)
        if self._read > self._limits.output:
            self.fault = f"It wrote more than {self._limits.output >> 20} MB."
            return None
        return line or None

    def _admit(self, message: dict[str, Any]) -> bool:
        if "method" in message and "id" in message:
            self._open += 1
            if self._open > self._limits.at_once:
                self.fault = f"It asked for more than {self._limits.at_once} things at once."
        return not self.fault

    def _stray(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").strip()
        if not text:
            return
        self._on_stray(text)
        self._strays += 1
        if self._strays > self._limits.stray_lines:
            self.fault = f"It wrote more than {self._limits.stray_lines} lines that are not of the protocol."


def _message(line: bytes) -> dict[str, Any] | None:
    """The message on a line; None where there is none."""
    try:
        found: Any = json.loads(line.decode("utf-8", "replace"))
        if _SURROGATE.search(line):
            found = _whole(found)
    except (ValueError, RecursionError):
        return None
    return (
        cast("dict[str, Any]", found) if isinstance(found, dict) and _is_sound(cast("dict[str, Any]", found)) else None
    )


def _is_sound(message: dict[str, Any]) -> bool:
    """Whether the protocol's package can take the message without failing."""
    if "id" in message and not isinstance(message["id"], int | str | None):
        return False
    if "method" in message:
        return isinstance(message["method"], str)
    error = message.get("error")
    return "id" in message and (error is None or _is_error(error))


def _is_error(error: object) -> bool:
    if not isinstance(error, dict):
        return False
    found = cast("dict[str, Any]", error)
    return isinstance(found.get("code"), int) and isinstance(found.get("message"), str)


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """JSON without halves of characters, which no file and no store could hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in cast("dict[str, Any]", value).items()}
    return value
