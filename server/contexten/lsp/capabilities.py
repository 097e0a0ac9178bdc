"""What this server says it can do. Nothing is advertised that does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.text import PositionEncoding


def server_capabilities(
    *, encoding: PositionEncoding, commands: Sequence[str], kinds: Sequence[str], inline_completion: bool = False
) -> types.ServerCapabilities:
    """The answer to `initialize`; `kinds` are those of the code actions that may be offered.

    `inline_completion`: for a client that lets nothing be registered later.
    """
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(encoding.value),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=True),
        ),
        code_action_provider=types.CodeActionOptions(
            code_action_kinds=list(kinds), resolve_provider=False, work_done_progress=False
        ),
        code_lens_provider=types.CodeLensOptions(resolve_provider=True, work_done_progress=False),
        hover_provider=types.HoverOptions(work_done_progress=False),
        inline_completion_provider=types.InlineCompletionOptions(work_done_progress=False)
        if inline_completion
        else None,
        execute_command_provider=types.ExecuteCommandOptions(commands=list(commands), work_done_progress=True),
        workspace=types.WorkspaceOptions(
            workspace_folders=types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
        ),
    )
