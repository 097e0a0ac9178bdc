"""What the client said it can do, read tolerantly: an unknown or odd value is as if it had not been said.

The typed form of lsprotocol would refuse the whole `initialize` for one value it does not know, so that a newer
client could not connect at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from contexten.text import PositionEncoding

_ASK_NOBODY = frozenset({"kakoune-lsp", "Sublime Text LSP", "Neovim"})
"""Clients that announce annotations of changes but on whose question nobody can rely.

The first two make changes that need confirmation without asking: read in kakoune-lsp's `src/text_edit.rs` and in
`plugin/core/sessions.py` of LSP for Sublime Text. Neovim 0.12 asks for each file by itself, and where a person says no
it leaves that file out and answers that the edit was applied: `apply_text_edits` in its `lua/vim/lsp/util.lua`."""
_EDIT_FIRST = frozenset({"emacs"})
"""Clients that announce that they create files and then make text edits before the files that these are for: lsp-mode
fails at that with an empty file left behind (`lsp--apply-workspace-edit`, versions 8 and 9)."""
NAVIGATION = (
    "textDocument.documentSymbol",
    "workspace.symbol",
    "textDocument.definition",
    "textDocument.typeDefinition",
    "textDocument.implementation",
    "textDocument.references",
    "textDocument.documentHighlight",
    "textDocument.callHierarchy",
    "textDocument.selectionRange",
)
"""The features of `lsp.navigation`, as the client's capabilities call them."""
_FIRST_KINDS = frozenset(range(1, 19))
"""The kinds of symbols of the first protocol, which a client knows that says nothing."""


@dataclass(frozen=True, slots=True)
class Announced:
    """The client's capabilities, as far as this server asks."""

    encoding: PositionEncoding = PositionEncoding.UTF16
    """The first of the client's encodings that we know; UTF-16 where it names none."""
    apply_edit: bool = False
    document_changes: bool = False
    annotations: bool = False
    """Whether the person is asked about changes that need confirmation."""
    create_files: bool = False
    rename_files: bool = False
    delete_files: bool = False
    all_or_nothing: bool = False
    """Whether an edit of several files that fails leaves all of them as they were."""
    code_action_literals: bool = False
    code_action_disabled: bool = False
    code_action_data: bool = False
    llm_tag: bool = False
    progress: bool = False
    show_document: bool = False
    configuration: bool = False
    register_configuration: bool = False
    register_watched_files: bool = False
    relative_patterns: bool = False
    workspace_folders: bool = False
    text_document_content: bool = False
    """Whether it asks for the content of documents of a server's own scheme (LSP 3.18)."""
    stream: bool = False
    """Whether it wants `contexten/stream`, see `lsp.stream`."""
    changes: bool = False
    """Whether it fetches and shows what an agent changed itself, when it hears `contexten/changes`."""
    markdown_hover: bool = False
    registers: frozenset[str] = frozenset()
    """The features of navigation, as the client's capabilities call them, that may be registered at run time."""
    links: frozenset[str] = frozenset()
    """Those of them that take a LocationLink."""
    nested_symbols: bool = False
    """Whether the symbols of a file may be nested."""
    symbol_kinds: frozenset[int] = _FIRST_KINDS
    """The kinds of symbols that are known."""
    symbol_ranges_later: bool = False
    """Whether the place of a workspace symbol may be told when it is resolved."""
    inline_completion: bool = False
    register_inline_completion: bool = False
    refresh_code_lens: bool = False
    command_links: bool = False
    """Whether a link `command:…` in a hover runs that command: `experimental.contexten.commandLinks`."""


def announced(capabilities: Mapping[str, object], *, client: str = "") -> Announced:
    """Read `InitializeParams.capabilities`; `client` is the name that the client gives itself."""
    edit = _at(capabilities, "workspace.workspaceEdit")
    annotations = _at(edit, "changeAnnotationSupport") is not None
    operations = _strings(_at(edit, "resourceOperations"))
    return Announced(
        encoding=_encoding(_strings(_at(capabilities, "general.positionEncodings"))),
        apply_edit=_at(capabilities, "workspace.applyEdit") is True,
        # Neovim announces annotations and resource operations, which only exist in documentChanges, but not these.
        document_changes=_at(edit, "documentChanges") is True or annotations or bool(operations),
        annotations=annotations and client not in _ASK_NOBODY,
        create_files="create" in operations and client not in _EDIT_FIRST,
        rename_files="rename" in operations,
        delete_files="delete" in operations,
        all_or_nothing=_at(edit, "failureHandling") in {"transactional", "textOnlyTransactional", "undo"},
        code_action_literals=_at(capabilities, "textDocument.codeAction.codeActionLiteralSupport") is not None,
        code_action_disabled=_at(capabilities, "textDocument.codeAction.disabledSupport") is True,
        code_action_data=_at(capabilities, "textDocument.codeAction.dataSupport") is True,
        llm_tag=1 in _list(_at(capabilities, "textDocument.codeAction.tagSupport.valueSet")),
        progress=_at(capabilities, "window.workDoneProgress") is True,
        show_document=_at(capabilities, "window.showDocument.support") is True,
        configuration=_at(capabilities, "workspace.configuration") is True,
        register_configuration=_at(capabilities, "workspace.didChangeConfiguration.dynamicRegistration") is True,
        register_watched_files=_at(capabilities, "workspace.didChangeWatchedFiles.dynamicRegistration") is True,
        relative_patterns=_at(capabilities, "workspace.didChangeWatchedFiles.relativePatternSupport") is True,
        workspace_folders=_at(capabilities, "workspace.workspaceFolders") is True,
        text_document_content=_at(capabilities, "workspace.textDocumentContent") is not None,
        stream=_at(capabilities, "experimental.contexten.stream") is True,
        changes=_at(capabilities, "experimental.contexten.changes") is True,
        markdown_hover="markdown" in _strings(_at(capabilities, "textDocument.hover.contentFormat")),
        registers=_having(capabilities, "dynamicRegistration"),
        links=_having(capabilities, "linkSupport"),
        nested_symbols=_at(capabilities, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport") is True,
        symbol_kinds=_symbol_kinds(capabilities),
        symbol_ranges_later="location.range"
        in _strings(_at(capabilities, "workspace.symbol.resolveSupport.properties")),
        inline_completion=_at(capabilities, "textDocument.inlineCompletion") is not None,
        register_inline_completion=_at(capabilities, "textDocument.inlineCompletion.dynamicRegistration") is True,
        refresh_code_lens=_at(capabilities, "workspace.codeLens.refreshSupport") is True,
        command_links=_at(capabilities, "experimental.contexten.commandLinks") is True,
    )


def _having(capabilities: Mapping[str, object], what: str) -> frozenset[str]:
    return frozenset(name for name in NAVIGATION if _at(capabilities, f"{name}.{what}") is True)


def _symbol_kinds(capabilities: Mapping[str, object]) -> frozenset[int]:
    """Those that both lists of files' and of the workspace's symbols may hold."""
    paths = ("textDocument.documentSymbol.symbolKind.valueSet", "workspace.symbol.symbolKind.valueSet")
    lists = (_list(_at(capabilities, path)) for path in paths)
    said = [[item for item in given if isinstance(item, int)] for given in lists if given]
    return frozenset(item for item in said[0] if all(item in other for other in said)) if said else _FIRST_KINDS


def _encoding(names: tuple[str, ...]) -> PositionEncoding:
    known = {encoding.value for encoding in PositionEncoding}
    return PositionEncoding(next((name for name in names if name in known), PositionEncoding.UTF16))


def _at(value: object, path: str) -> object:
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = cast("Mapping[str, object]", value).get(name)
    return value


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _strings(value: object) -> tuple[str, ...]:
    return tuple(item for item in _list(value) if isinstance(item, str))
