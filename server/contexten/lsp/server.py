"""Puts one server together: the guard, the session and the tables of methods and commands."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from contexten import __version__
from contexten.lsp.editor import Editor
from contexten.lsp.methods.initialize import INITIALIZE
from contexten.lsp.protocol import GuardedProtocol, Outlet
from contexten.lsp.session import Host, ServeOptions, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contexten.lsp.routes import Method


class Server(LanguageServer):
    """pygls' server with our protocol and session; it has no thread pool, no workspace and no features of its own."""

    protocol: GuardedProtocol  # pyright: ignore[reportIncompatibleVariableOverride] - pygls means it to be narrowed
    session: Session

    async def aclose(self) -> None:
        """Cancel what runs and close what is open."""
        self.protocol.cancel_all()
        await self.session.aclose()


def build_server(
    options: ServeOptions,
    *,
    outlet: Outlet,
    on_exit: Callable[[int], None],
    host: Host | None = None,
) -> Server:
    """A server that writes to `outlet` and waits for `protocol.receive`; `on_exit` is given the exit code."""
    server = Server("contexten", __version__, protocol_cls=GuardedProtocol)
    editor = Editor(server)
    server.session = Session(editor, options, host or Host())
    server.protocol.connect(
        outlet,
        route=_route,
        session=server.session,
        on_exit=on_exit,
        on_trouble=lambda text: editor.show(text, types.MessageType.Error),
    )
    return server


def _route(name: str) -> Method | None:
    """`initialize` is answered before the other methods, and with them the rooms below, are imported."""
    return INITIALIZE if name == INITIALIZE.name else _table().get(name)


@cache
def _table() -> Mapping[str, Method]:
    from contexten.lsp.methods.table import METHODS

    return {method.name: method for method in METHODS}
