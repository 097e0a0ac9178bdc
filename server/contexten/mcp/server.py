"""The MCP server on stdio; the only file that knows the package `mcp`.

stdout belongs to the protocol: the package takes the descriptor away from the rest of the process, so that whatever is
printed goes to stderr.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import mcp_types as types
import msgspec
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from contexten import __version__, trace
from contexten.errors import ContextenError, EditorGone
from contexten.mcp.tools.table import TOOLS
from contexten.mcp.tools.tool import Call, schema_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from mcp.server.context import ServerRequestContext

    from contexten.mcp.desk import Desk
    from contexten.mcp.door import Door, Json, OnNews
    from contexten.mcp.tools.tool import Tool

    Context = ServerRequestContext[dict[str, Any]]

_log = trace.logger("mcp")

INSTRUCTIONS = (
    "Contexten knows the whole codebase of this workspace. Before you change code, ask `context` for what matters "
    "there, and `find_usages` or `find_callers` for what depends on it. `generate`, `refactor`, `fix`, `document` and "
    "`write_test` answer with a diff that waits as a task; files change only with `apply`, or by `apply_task`. Where "
    "an editor runs Contexten on this folder, its unsaved text is what is seen and changed."
)
_NAMED: Mapping[str, Tool] = {tool.name: tool for tool in TOOLS}
_GAP = 0.1
"""Seconds between two pieces of news."""
_NO_CHANGE = frozenset({"refused", "stale", "failed"})
"""Outcomes that a client is told of as an error."""


async def serve_stdio(desk: Desk) -> None:
    """Serve one client on stdin and stdout until it closes its end."""
    server = server_of(desk)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def server_of(desk: Desk) -> Server[dict[str, Any]]:
    """The server of the tools at `desk`."""

    async def list_tools(_context: Context, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[described(tool) for tool in TOOLS])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = _NAMED.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool '{params.name[:60]}'.")
        async with _reporting(context) as on_news:
            return await _called(desk, tool, params.arguments or {}, on_news)

    return Server(
        "contexten",
        version=__version__,
        title="Contexten",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def described(tool: Tool) -> types.Tool:
    """A tool as the protocol lists it."""
    hints = tool.hints
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema_of(tool.given),
        output_schema=schema_of(tool.answer),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=hints.read_only,
            destructive_hint=hints.destructive,
            idempotent_hint=hints.idempotent,
            open_world_hint=hints.open_world,
        ),
    )


async def _called(desk: Desk, tool: Tool, arguments: Mapping[str, object], on_news: OnNews) -> types.CallToolResult:
    try:
        given = msgspec.convert(arguments, tool.given)
    except msgspec.ValidationError as error:
        return _failed(f"The arguments are not right: {error}.")
    try:
        return await _answered(desk, tool, given, on_news)
    except ContextenError as error:
        return _failed(" ".join(filter(None, (str(error), desk.take_note()))))
    except Exception as error:  # noqa: BLE001 - a crash in one tool is one answer
        trace.crash(_log, tool.name, error)
        return _failed(f"Contexten could not finish '{tool.name}' because of an error of its own; its log says more.")


async def _answered(desk: Desk, tool: Tool, given: Any, on_news: OnNews) -> types.CallToolResult:  # noqa: ANN401
    door = await desk.door()
    try:
        found = await tool.run(Call(door, given, on_news))
    except EditorGone:
        if not tool.hints.read_only:
            await desk.door()
            raise
        door = await desk.door()
        found = await tool.run(Call(door, given, on_news))
    return _result(found, door, desk.take_note())


def _result(found: Json, door: Door, note: str) -> types.CallToolResult:
    answer = {"seen": door.seen, "note": note, **found}
    return types.CallToolResult(
        content=[types.TextContent(text=json.dumps(answer, ensure_ascii=False))],
        structured_content=answer,
        is_error=found.get("outcome") in _NO_CHANGE,
    )


def _failed(sentence: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=sentence)], is_error=True)


@asynccontextmanager
async def _reporting(context: Context) -> AsyncGenerator[OnNews]:
    """Hands the news of one call to the client, the latest each time, without being waited for."""
    news: asyncio.Queue[str] = asyncio.Queue()

    async def report() -> None:
        count = 0
        while True:
            latest = await news.get()
            while not news.empty():
                latest = news.get_nowait()
            count += 1
            await context.session.report_progress(count, None, latest)
            await asyncio.sleep(_GAP)

    reporting = asyncio.ensure_future(report())
    try:
        yield lambda message, _percentage: news.put_nowait(message)
    finally:
        reporting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reporting
