"""Navigation: for which languages it is switched on, and how the client is told.

**Invariant:** what no setting names is not advertised and is answered empty. Where the client lets a feature be
registered at run time it is registered for the named languages only, and taken back when the setting changes;
elsewhere it is advertised at `initialize`, if the initialization options name a language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.codebase.world import World
    from contexten.lsp.session import Session
    from contexten.syntax.language import Language
    from contexten.workspace.snapshot import Snapshot

    Selector = list[types.TextDocumentFilterLanguage]

ALL = "*"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature that is advertised by itself."""

    name: str
    """As the client's capabilities call it."""
    method: str
    provider: str
    """The field of the server's capabilities."""
    options: Callable[[Selector], Any]
    """What registers it, for the documents of a selector."""


FEATURES = (
    Feature(
        "textDocument.documentSymbol",
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        "document_symbol_provider",
        lambda selector: types.DocumentSymbolRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "workspace.symbol",
        types.WORKSPACE_SYMBOL,
        "workspace_symbol_provider",
        lambda _selector: types.WorkspaceSymbolRegistrationOptions(resolve_provider=True),
    ),
    Feature(
        "textDocument.definition",
        types.TEXT_DOCUMENT_DEFINITION,
        "definition_provider",
        lambda selector: types.DefinitionRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "textDocument.typeDefinition",
        types.TEXT_DOCUMENT_TYPE_DEFINITION,
        "type_definition_provider",
        lambda selector: types.TypeDefinitionRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "textDocument.implementation",
        types.TEXT_DOCUMENT_IMPLEMENTATION,
        "implementation_provider",
        lambda selector: types.ImplementationRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "textDocument.references",
        types.TEXT_DOCUMENT_REFERENCES,
        "references_provider",
        lambda selector: types.ReferenceRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "textDocument.documentHighlight",
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        "document_highlight_provider",
        lambda selector: types.DocumentHighlightRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "textDocument.callHierarchy",
        types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY,
        "call_hierarchy_provider",
        lambda selector: types.CallHierarchyRegistrationOptions(document_selector=selector),
    ),
    Feature(
        "textDocument.selectionRange",
        types.TEXT_DOCUMENT_SELECTION_RANGE,
        "selection_range_provider",
        lambda selector: types.SelectionRangeRegistrationOptions(document_selector=selector),
    ),
)


class Navigation:
    """What of navigation is switched on in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._warned: set[str] = set()
        self._world: World | None = None

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the setting names, by our ids of them or the protocol's."""
        from contexten.syntax.languages import LANGUAGES

        named = {name.lower() for name in self._session.config.navigation_languages}
        return tuple(item for item in LANGUAGES if ALL in named or named & {item.id, *item.language_ids})

    def covers(self, snapshot: Snapshot, path: str) -> bool:
        """Whether a file is in one of these languages."""
        return bool(self._session.config.navigation_languages) and snapshot.language(path) in self.languages

    def world(self, snapshot: Snapshot) -> World:
        """The World of a snapshot; requests that follow each other share what is found out."""
        from contexten.codebase.world import World

        known = self._world
        if known is None or known.snapshot is not snapshot:
            known = self._world = World(snapshot)
        return known

    def advertise(self, capabilities: types.ServerCapabilities) -> None:
        """Put into the answer to `initialize` what can be told at no other time."""
        if self.languages:
            for feature in FEATURES:
                if feature.name not in self._session.announced.registers:
                    resolves = feature.method == types.WORKSPACE_SYMBOL
                    told = types.WorkspaceSymbolOptions(resolve_provider=True) if resolves else True
                    setattr(capabilities, feature.provider, told)

    def registrations(self) -> list[types.Registration]:
        """What the client may be told at run time; names that no language has are said to the person."""
        self._warn()
        languages = self.languages
        ids = dict.fromkeys(name for language in languages for name in language.language_ids)
        selector = [types.TextDocumentFilterLanguage(language=name) for name in ids]
        wanted = [feature for feature in FEATURES if selector and feature.name in self._session.announced.registers]
        return [
            types.Registration(
                id=f"contexten.{feature.name}", method=feature.method, register_options=feature.options(selector)
            )
            for feature in wanted
        ]

    def _warn(self) -> None:
        """One sentence for each name that no language has."""
        from contexten.syntax.languages import LANGUAGES

        known = {ALL, *(name for item in LANGUAGES for name in (item.id, *item.language_ids))}
        for name in self._session.config.navigation_languages:
            if name.lower() not in known and name not in self._warned:
                self._warned.add(name)
                self._session.editor.show(
                    f"The setting 'contexten.navigation.languages' names {name!r}, which is no language that Contexten "
                    "reads; it is ignored.",
                    types.MessageType.Warning,
                )
