"""The state of one conversation with one editor, which every handler is given.

**Invariant:** only the loop thread changes it. The workspace and the integration are made when they are first needed,
after `initialize` is answered, so that an editor does not wait for them.
"""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from contexten import trace
from contexten.lsp.announced import Announced
from contexten.lsp.documents import Documents
from contexten.lsp.navigation import Navigation
from contexten.lsp.optional import OptionalMethods
from contexten.lsp.progress import Progresses
from contexten.lsp.rest import Rest
from contexten.lsp.settings import Settings, merged
from contexten.lsp.uris import Spellings
from contexten.lsp.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from pathlib import Path

    from contexten.edits.model import EditPlan
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.extensions.codegen.integration import CodegenAutogenIntegration
    from contexten.llm.protocol import Provider
    from contexten.lsp.editor import Editor
    from contexten.store import Store
    from contexten.text import PositionEncoding
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target
    from contexten.workspace.workspace import Workspace

_log = trace.logger("lsp")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the one who starts the server decides."""

    settings: Settings | None = None
    """Settings below those of the editor, in the same shape."""
    cache: Path | None = None
    """Where the store is; None: the person's own cache folder."""
    provider: Provider | None = None
    """A model in place of the configured one."""
    scan_workers: int | None = None
    """How many processes parse files; None: as configured; 0: this one."""


@dataclass(frozen=True, slots=True)
class Host:
    """The process around the conversation; a server inside another program leaves it alone."""

    watch_parent: Callable[[int], None] = lambda _process: None
    """End with this process."""
    settle: Callable[[], None] = lambda: None
    """Much that stays has been loaded."""
    relieve: Callable[[], None] = lambda: None
    """Give freed memory back; for a thread, as it takes milliseconds."""
    write: Callable[[EditPlan, Sequence[str]], None] | None = None
    """Writes a plan to files below the roots, in place of an editor; raises ContextenError where it does not."""


class Session:
    """One editor and what is known of it."""

    def __init__(self, editor: Editor, options: ServeOptions, host: Host) -> None:
        self.editor = editor
        self.options = options
        self.host = host
        self.announced = Announced()
        self.spellings = Spellings()
        self.progresses = Progresses(editor)
        self.roots: tuple[str, ...] = ()
        self.initialized = False
        """Whether the client has said that the conversation is open."""
        self.scanning = False
        self.scanned = False
        """A scan has begun, so that whatever changes what it finds needs another one."""
        self.was_read = False
        """Whether the workspace was read to its end once; before that, nobody can say how often a name is used."""
        self.scan_again = False
        """A scan was asked for while one ran."""
        self.watch = Watch(self)
        self.rest = Rest(self)
        self.navigation = Navigation(self)
        self.optional = OptionalMethods(self)
        self.lenses_shown: tuple[bool, bool] | None = None
        """The `lens_settings` when lenses were last asked for; None: they never were."""
        self.documents = Documents()
        self.told_stale: set[str] = set()
        """Documents whose broken version chain the person has been told of."""
        self.doors: dict[str, Callable[[], None]] = {}
        """By root, what shuts the door for other tools, see `lsp.attach`."""
        self._initial: Settings = options.settings or {}
        self._editors: Settings = {}
        self._warned: set[str] = set()
        self._refreshing = False
        self._background: set[asyncio.Task[Any]] = set()

    @property
    def encoding(self) -> PositionEncoding:
        """What one `character` counts in this conversation."""
        return self.announced.encoding

    @cached_property
    def store(self) -> Store:
        """The person's store."""
        from contexten.store import Store, default_folder

        store = Store.open(self.options.cache or default_folder())
        if store.degraded:
            self.editor.show(store.degraded, types.MessageType.Warning)
        return store

    @cached_property
    def applying(self) -> asyncio.Lock:
        """Held by the edit that the editor is making."""
        return asyncio.Lock()

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace of the roots that the client named."""
        from contexten.workspace.workspace import Workspace

        workspace = Workspace(self.roots, self.store)
        workspace.exclude(self.config.index_exclude)
        workspace.use_history(self.config.context_cochange)
        return workspace

    @cached_property
    def integration(self) -> CodegenAutogenIntegration:
        """Generation, with the Tasks."""
        from contexten.extensions.codegen.integration import CodegenAutogenIntegration

        workspace = self.roots[0] if self.roots else ""
        made = CodegenAutogenIntegration(
            self.config, store=self.store, provider=self.options.provider, workspace=workspace
        )
        made.tasks.subscribe(self.refresh_lenses)
        made.surroundings.take = self._present
        made.surroundings.ask = self.editor.choose
        return made

    @cached_property
    def config(self) -> CodegenAutogenConfig:
        """The configuration as it stands."""
        return self._parsed()

    @property
    def scan_workers(self) -> int | None:
        """How many processes parse files; None: the workspace decides; 0: none but this one."""
        return self.config.index_workers or None if self.options.scan_workers is None else self.options.scan_workers

    @property
    def pending(self) -> int:
        """File events that are not taken in yet, and one for a scan that runs or is still to begin."""
        return len(self.watch) + int(self.scanning or not self.scanned)

    def drafts(self, target: Target, snapshot: Snapshot) -> bool:
        """Whether a draft may be made for this target without a model; of a test it is tried, as few can be made."""
        from contexten.drafts.draft import Draft, draft, no_draft
        from contexten.extensions.codegen.run import DRAFTED
        from contexten.workspace.target import Intent

        if not self.config.draft_enabled or target.intent not in DRAFTED or no_draft(target) is not None:
            return False
        return target.intent is not Intent.TEST or isinstance(draft(snapshot, target), Draft)

    def snapshot(self) -> Snapshot:
        """The workspace at this moment."""
        return self.workspace.snapshot()

    async def _present(self) -> Snapshot:
        return self.snapshot()

    def uri_of(self, path: str) -> str:
        """The URI of `path` as the client spells it."""
        return self.spellings.uri_of(path)

    def configure(self, settings: Settings, *, initial: bool = False) -> None:
        """Use `settings` of the editor in place of its earlier ones; `initial` ones stay below them for good."""
        if initial:
            self._initial = merged(self._initial, settings)
        else:
            self._editors = settings
        self.__dict__.pop("config", None)
        self.optional.changed()
        if "integration" in self.__dict__:
            self.integration.configure(self.config)
        if self.lenses_shown is not None and self.lenses_shown != self.lens_settings:
            self.refresh_lenses(shown=True)
        if "workspace" in self.__dict__:
            self.workspace.use_history(self.config.context_cochange)
        if "workspace" in self.__dict__ and self.workspace.exclude(self.config.index_exclude) and self.scanned:
            from contexten.lsp.indexing import scan

            self.spawn(scan(self), "scan with other exclusions")

    @property
    def lens_settings(self) -> tuple[bool, bool]:
        """What of the settings decides which lenses there are, and what they say."""
        return self.config.code_lens_enabled, self.integration.drafts_only

    def refresh_lenses(self, *, shown: bool = False) -> None:
        """Have the lenses asked for again: what they say is another thing now. `shown`: some are, whatever is set."""
        if (shown or self.config.code_lens_enabled) and self.announced.refresh_code_lens and not self._refreshing:
            self._refreshing = True
            self.spawn(self._refresh_lenses(), "code lenses")

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run `work` beside the conversation; what it raises is logged."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._background.add(task)
        task.add_done_callback(self._ended)
        return task

    def stop_background(self) -> None:
        """Cancel the work beside the conversation."""
        self.rest.stop()
        self.scan_again = False
        while self.doors:
            self.doors.popitem()[1]()
        for task in tuple(self._background):
            task.cancel()
        if "workspace" in self.__dict__:
            self.workspace.stop()

    async def aclose(self) -> None:
        """End background work and close the store."""
        self.stop_background()
        await asyncio.gather(*self._background, return_exceptions=True)
        if "integration" in self.__dict__:
            await self.integration.aclose()
        if "store" in self.__dict__:
            self.store.close()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            trace.crash(_log, task.get_name(), error)

    async def _refresh_lenses(self) -> None:
        """Once for all that changes on this turn of the loop."""
        await asyncio.sleep(0)
        self._refreshing = False
        await self.editor.refresh_code_lenses()

    def _parsed(self) -> CodegenAutogenConfig:
        from contexten.errors import ConfigError
        from contexten.extensions.codegen.config import CodegenAutogenConfig, parse_settings, with_environment

        config, warnings = parse_settings(merged(self._initial, self._editors))
        for warning in warnings:
            self._warn(warning)
        if config.log_level != CodegenAutogenConfig().log_level:
            logging.getLogger("contexten").setLevel(config.log_level.upper())
        try:
            return with_environment(config, os.environ)
        except ConfigError as error:
            self._warn(str(error))
            return config

    def _warn(self, warning: str) -> None:
        if warning not in self._warned:
            self._warned.add(warning)
            self.editor.show(warning, types.MessageType.Warning)
