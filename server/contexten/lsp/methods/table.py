"""Every method that is handled, with its execution class: the whole protocol on one screen.

`exit` and `$/cancelRequest` are handled by the guard itself.
"""

from __future__ import annotations

from lsprotocol import types

from contexten.lsp.methods.call_hierarchy import prepare_call_hierarchy
from contexten.lsp.methods.call_hierarchy_calls import incoming_calls, outgoing_calls
from contexten.lsp.methods.code_action import code_action
from contexten.lsp.methods.code_action_resolve import code_action_resolve
from contexten.lsp.methods.code_lens import code_lens
from contexten.lsp.methods.code_lens_resolve import code_lens_resolve
from contexten.lsp.methods.definition import definition
from contexten.lsp.methods.did_change import did_change
from contexten.lsp.methods.did_change_configuration import did_change_configuration
from contexten.lsp.methods.did_change_watched_files import did_change_watched_files
from contexten.lsp.methods.did_change_workspace_folders import did_change_workspace_folders
from contexten.lsp.methods.did_close import did_close
from contexten.lsp.methods.did_open import did_open
from contexten.lsp.methods.did_save import did_save
from contexten.lsp.methods.document_highlight import document_highlight
from contexten.lsp.methods.document_symbol import document_symbol
from contexten.lsp.methods.execute_command import execute_command
from contexten.lsp.methods.hover import hover
from contexten.lsp.methods.implementation import implementation
from contexten.lsp.methods.initialize import INITIALIZE
from contexten.lsp.methods.initialized import initialized
from contexten.lsp.methods.inline_completion import inline_completion
from contexten.lsp.methods.references import references
from contexten.lsp.methods.selection_range import selection_range
from contexten.lsp.methods.set_trace import set_trace
from contexten.lsp.methods.shutdown import shutdown
from contexten.lsp.methods.text_document_content import text_document_content
from contexten.lsp.methods.type_definition import type_definition
from contexten.lsp.methods.work_done_progress_cancel import work_done_progress_cancel
from contexten.lsp.methods.workspace_symbol import workspace_symbol, workspace_symbol_resolve
from contexten.lsp.routes import Execution, Method

METHODS: tuple[Method, ...] = (
    INITIALIZE,
    Method(types.INITIALIZED, initialized),
    Method(types.SHUTDOWN, shutdown),
    Method(types.SET_TRACE, set_trace),
    Method(types.TEXT_DOCUMENT_DID_OPEN, did_open),
    Method(types.TEXT_DOCUMENT_DID_CHANGE, did_change, raw=True),
    Method(types.TEXT_DOCUMENT_DID_SAVE, did_save),
    Method(types.TEXT_DOCUMENT_DID_CLOSE, did_close),
    Method(types.TEXT_DOCUMENT_CODE_ACTION, code_action),
    Method(types.TEXT_DOCUMENT_CODE_LENS, code_lens, Execution.ASYNC),
    Method(types.CODE_LENS_RESOLVE, code_lens_resolve, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_HOVER, hover, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol, Execution.ASYNC),
    Method(types.WORKSPACE_SYMBOL, workspace_symbol, Execution.ASYNC),
    Method(types.WORKSPACE_SYMBOL_RESOLVE, workspace_symbol_resolve, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_DEFINITION, definition, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_TYPE_DEFINITION, type_definition, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_IMPLEMENTATION, implementation, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_REFERENCES, references, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, document_highlight, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_SELECTION_RANGE, selection_range, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, prepare_call_hierarchy, Execution.ASYNC),
    Method(types.CALL_HIERARCHY_INCOMING_CALLS, incoming_calls, Execution.ASYNC),
    Method(types.CALL_HIERARCHY_OUTGOING_CALLS, outgoing_calls, Execution.ASYNC),
    Method(types.TEXT_DOCUMENT_INLINE_COMPLETION, inline_completion, Execution.ASYNC),
    Method(types.CODE_ACTION_RESOLVE, code_action_resolve, raw=True),
    Method(types.WORKSPACE_EXECUTE_COMMAND, execute_command, Execution.ASYNC, raw=True),
    Method(types.WORKSPACE_TEXT_DOCUMENT_CONTENT, text_document_content),
    Method(types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration, raw=True),
    Method(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files),
    Method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders),
    Method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, work_done_progress_cancel),
)
