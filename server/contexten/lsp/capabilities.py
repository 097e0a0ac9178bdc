"""What this server says it can do. Nothing is advertised that does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from contexten.lsp.documents import SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.lsp.announced import Announced


def server_capabilities(
    announced: Announced, *, commands: Sequence[str], kinds: Sequence[str]
) -> types.ServerCapabilities:
    """The answer to `initialize`; `kinds` are those of the code actions that may be offered."""
    actions = types.CodeActionOptions(code_action_kinds=list(kinds), resolve_provider=False, work_done_progress=False)
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(announced.encoding.value),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=True),
        ),
        code_action_provider=actions if announced.code_action_literals else True,
        code_lens_provider=types.CodeLensOptions(resolve_provider=True, work_done_progress=False),
        hover_provider=types.HoverOptions(work_done_progress=False),
        execute_command_provider=types.ExecuteCommandOptions(commands=list(commands), work_done_progress=True),
        workspace=types.WorkspaceOptions(
            text_document_content=types.TextDocumentContentOptions(schemes=[SCHEME])
            if announced.text_document_content
            else None,
            workspace_folders=types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True),
        ),
    )
