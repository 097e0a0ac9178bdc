"""The models of one integration: each is looked up when it is first asked for, and kept until it is forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.extensions.codegen.providers import NoModel, provider_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.calls.lines import Lines
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.llm.protocol import Provider
    from contexten.store.store import Store


class Models:
    """What was found so far. Use it from one event loop."""

    def __init__(self, given: Provider | None, workspace: str) -> None:
        """`given` stands in for whatever is configured; an endpoint's approval is bound to `workspace`."""
        self._given = given
        self._workspace = workspace
        self._known: dict[str, Provider | NoModel] = {}
        self._former: list[Provider | NoModel] = []

    def forget(self) -> None:
        """Look all of them up anew; running calls end with the ones they have."""
        self._former += self._known.values()
        self._known.clear()

    def none_will_be_asked(self, config: CodegenAutogenConfig) -> bool:
        """Whether that is so, as far as is known; looks nothing up."""
        if self._given is not None:
            return False
        return not config.has_model or isinstance(self._known.get(config.model_name), NoModel)

    async def find(
        self, config: Callable[[], CodegenAutogenConfig], store: Store, lines: Lines, name: str | None = None
    ) -> Provider | NoModel:
        """The model of that name, or the configured one, or why there is none; that is looked up anew each time."""
        if self._given is not None:
            return self._given
        current = config()
        wanted = replace(current, model_name=name) if name else current
        known = self._known.get(wanted.model_name)
        if known is not None and not isinstance(known, NoModel):
            return known
        found = await asyncio.to_thread(provider_for, wanted, store, self._workspace, lines)
        if config() is not current:
            return await self.find(config, store, lines, name)
        # Others may have looked it up meanwhile: all use the same one, which is the one that is closed.
        known = self._known.get(wanted.model_name)
        if known is None or isinstance(known, NoModel):
            self._known[wanted.model_name] = known = found
        return known

    async def aclose(self) -> None:
        """Close all connections."""
        for model in (*self._former, *self._known.values()):
            if not isinstance(model, NoModel):
                await model.aclose()
