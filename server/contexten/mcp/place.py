"""Places as a coding agent names them, a file with a line or a definition by name, as the commands take them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec

from contexten.errors import ClientError
from contexten.mcp.tools.tool import Call, Given
from contexten.text import is_unicode

if TYPE_CHECKING:
    from contexten.mcp.door import Json

Line = Annotated[int, msgspec.Meta(ge=1)]


class Spot(Given, frozen=True, kw_only=True):
    """A place: `path` with `line`, or `symbol`, with `path` where its name is not the only one."""

    path: Annotated[str, msgspec.Meta(description="A file, relative to the workspace or absolute.")] = ""
    line: Annotated[Line | None, msgspec.Meta(description="A line of it, from 1.")] = None
    end_line: Annotated[
        Line | None, msgspec.Meta(description="The last line of a selection that begins with `line`.")
    ] = None
    symbol: Annotated[str, msgspec.Meta(description="A definition in place of a line: `name` or `Class.method`.")] = ""


async def where(call: Call[Any], spot: Spot) -> Json:
    """The keys that name the place to a command. Raises ClientError where there is no such place, or several."""
    if bool(spot.symbol) == (spot.line is not None):
        raise ClientError("Name either 'path' and 'line', or 'symbol'.")
    if spot.line is None:
        path, line = await _defined(call, spot)
        return {"uri": uri_of(call.door.root, path), "position": {"line": line - 1}}
    uri = uri_of(call.door.root, spot.path)
    if spot.end_line is None:
        return {"uri": uri, "position": {"line": spot.line - 1}}
    if spot.end_line < spot.line:
        raise ClientError("'endLine' lies before 'line'.")
    return {"uri": uri, "range": {"start": {"line": spot.line - 1, "character": 0}, "end": {"line": spot.end_line - 1}}}


def uri_of(root: str, path: str) -> str:
    """The URI of a file below `root`. Raises ClientError for one outside, also where a link leads there."""
    if not path:
        raise ClientError("Name the file: 'path' is empty.")
    if "\0" in path or not is_unicode(path):
        raise ClientError("'path' has a character that no file's name can have.")
    absolute = os.path.normpath(os.path.join(root, path))  # noqa: PTH118 - as the server spells its paths
    if not Path(os.path.realpath(absolute)).is_relative_to(os.path.realpath(root)):
        raise ClientError(f"'{path[:200]}' lies outside of the workspace; name a file below it.")
    return Path(absolute).as_uri()


def relative_to(root: str, uri: str) -> str:
    """The path below `root` of a file: URI; the URI itself for what lies elsewhere."""
    prefix = Path(root).as_uri() + "/"
    if not uri.startswith(prefix):
        return uri
    from urllib.parse import unquote

    return unquote(uri[len(prefix) :])


async def _defined(call: Call[Any], spot: Spot) -> tuple[str, int]:
    """File and line of the definition that `symbol` means."""
    file = relative_to(call.door.root, uri_of(call.door.root, spot.path)) if spot.path else ""
    name = f"{file}:{spot.symbol}" if file else spot.symbol
    answer = await call.run("contexten.symbols", ask="find", name=name)
    found = cast("list[Json]", answer["symbols"])
    wanted = spot.symbol.rpartition(":")[2]
    meant = [item for item in found if item["name"] == wanted or item["name"].endswith(f".{wanted}")]
    if not meant:
        near = ", ".join(_label(item) for item in found[:3])
        raise ClientError(f"There is no definition '{name[:200]}'.{f' Near it: {near}.' if near else ''}")
    if len({item["path"] for item in meant}) > 1:
        listed = ", ".join(_label(item) for item in meant[:10])
        raise ClientError(f"'{spot.symbol[:200]}' is defined more than once; name its file in 'path': {listed}.")
    return str(meant[0]["path"]), int(meant[0]["line"])


def _label(item: Json) -> str:
    return f"{item['path']}:{item['name']}"
