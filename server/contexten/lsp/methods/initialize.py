"""`initialize`: what both sides can do. Answered before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from lsprotocol import types

from contexten import __version__
from contexten.errors import ClientError
from contexten.lsp.announced import announced
from contexten.lsp.capabilities import server_capabilities
from contexten.lsp.commands import NAMES
from contexten.lsp.kinds import KINDS
from contexten.lsp.optional import SECTIONS, wants_inline_completion
from contexten.lsp.routes import Method
from contexten.lsp.settings import unwrapped
from contexten.lsp.uris import default_uri

if TYPE_CHECKING:
    from contexten.lsp.session import Session


def initialize(session: Session, params: object) -> types.InitializeResult:
    """Take the client's capabilities, roots and settings; read tolerantly, see `lsp.announced`."""
    if not isinstance(params, Mapping):
        raise ClientError("The params of initialize must be an object.")
    given = cast("Mapping[str, object]", params)
    capabilities = given.get("capabilities")
    if not isinstance(capabilities, Mapping):
        raise ClientError("The params of initialize must have 'capabilities', an object.")
    session.announced = session.editor.announced = announced(
        cast("Mapping[str, object]", capabilities), client=_client(given)
    )
    session.roots = tuple(dict.fromkeys(filter(None, map(session.spellings.learn_root, _roots(given)))))
    options = unwrapped(given.get("initializationOptions"))
    session.configure(options, initial=True)
    process = given.get("processId")
    if isinstance(process, int) and not isinstance(process, bool):
        session.host.watch_parent(process)
    able = server_capabilities(session.announced, commands=NAMES, kinds=KINDS)
    if any(section in key for key in options for section in SECTIONS):
        # Only then: to read the settings takes imports.
        _advertise_optional(session, able)
    return types.InitializeResult(
        capabilities=able,
        server_info=types.ServerInfo(name="contexten", version=__version__),
    )


def _advertise_optional(session: Session, able: types.ServerCapabilities) -> None:
    """What settings turn on, for a client that lets nothing be registered later."""
    session.navigation.advertise(able)
    fixed = session.announced.inline_completion and not session.announced.register_inline_completion
    if fixed and wants_inline_completion(session):
        able.inline_completion_provider = types.InlineCompletionOptions(work_done_progress=False)


def _client(params: Mapping[str, object]) -> str:
    info = params.get("clientInfo")
    name = cast("Mapping[str, object]", info).get("name") if isinstance(info, Mapping) else None
    return name if isinstance(name, str) else ""


def _roots(params: Mapping[str, object]) -> list[str]:
    folders = params.get("workspaceFolders")
    if isinstance(folders, list):
        found = [uri for uri in map(_uri, cast("list[object]", folders)) if isinstance(uri, str)]
        if found:
            return found
    uri, path = params.get("rootUri"), params.get("rootPath")
    if isinstance(uri, str):
        return [uri]
    return [default_uri(path)] if isinstance(path, str) else []


def _uri(folder: object) -> object:
    return cast("Mapping[str, object]", folder).get("uri") if isinstance(folder, Mapping) else None


INITIALIZE = Method(types.INITIALIZE, initialize, raw=True)
