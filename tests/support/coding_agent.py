"""A coding agent: the official client of the package `mcp`, in front of a real `contexten mcp`."""

from __future__ import annotations

import json
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import contexten

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

_PACKAGES = str(Path(contexten.__file__).parents[1])
_OWN = ("CONTEXTEN_CACHE_DIR", "CONTEXTEN_CONFIG_DIR", "PYTHON_KEYRING_BACKEND")


@dataclass
class Agent:
    """One conversation."""

    client: Client
    news: list[str] = field(default_factory=list)

    async def call(self, tool: str, /, **arguments: Any) -> dict[str, Any]:
        """The structured answer of a tool; the client holds it against the tool's schema."""
        answer = await self._called(tool, arguments)
        assert not answer.is_error, answer.content[0].text
        assert json.loads(answer.content[0].text) == answer.structured_content
        return answer.structured_content

    async def complaint(self, tool: str, /, **arguments: Any) -> str:
        """What a tool complains of."""
        answer = await self._called(tool, arguments)
        assert answer.is_error, answer.content[0].text
        return answer.content[0].text

    async def _called(self, tool: str, arguments: dict[str, Any]) -> Any:
        async def hear(_progress: float, _total: float | None, message: str | None) -> None:
            self.news.append(message or "")

        return await self.client.call_tool(tool, arguments, progress_callback=hear)


@asynccontextmanager
async def coding_agent(root: Path, environment: Mapping[str, str] | None = None) -> AsyncGenerator[Agent]:
    """An agent at work in `root`; `environment` is laid over that of the test."""
    own = {name: os.environ[name] for name in _OWN if name in os.environ}
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "contexten.cli.main", "mcp"],
        cwd=root,
        env={"PYTHONPATH": _PACKAGES, **own, **(environment or {})},
    )
    async with Client(stdio_client(server)) as client:
        yield Agent(client)
