"""`codeLens/resolve`: counts the usages of one definition, when its lens comes into sight."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from contexten.ide.lens import usages_at
from contexten.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from contexten.lsp.session import Session

_UNKNOWN = "usages unknown"
"""The text changed since, or the workspace is not read yet; the editor asks for all lenses again."""


def code_lens_resolve(session: Session, lens: types.CodeLens) -> Coroutine[Any, Any, types.CodeLens]:
    """The lens with its title; it runs nothing. A lens that has a command already comes back as it is."""
    data: object = lens.data
    given: Mapping[str, object] = cast("Mapping[str, object]", data) if isinstance(data, Mapping) else {}
    uri, offset = given.get("uri"), given.get("offset")
    path = path_of(uri) if isinstance(uri, str) else None
    snapshot = session.snapshot()
    document = snapshot.document(path) if path is not None else None

    async def answer() -> types.CodeLens:
        if lens.command is not None:
            return lens
        title = ""
        if path is not None and document is not None and isinstance(offset, int):
            same = session.was_read and document.version == given.get("version")
            title = await asyncio.to_thread(usages_at, snapshot, path, offset) if same else ""
        return types.CodeLens(lens.range, types.Command(title=title or _UNKNOWN, command=""), lens.data)

    return answer()
