"""The models of one integration: each is looked up when it is first asked for, and kept until it is forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contexten.extensions.codegen.providers import NoModel, provider_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from contexten.calls.lines import Lines
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.llm.protocol import Provider
    from contexten.store.store import Store


_Place = tuple[str, str, str]


def _place(config: CodegenAutogenConfig) -> _Place:
    """What tells two models apart in one configuration."""
    return config.model_kind, config.model_base_url, config.model_name


class Models:
    """What was found so far. Use it from one event loop."""

    def __init__(self, given: Provider | None, workspace: str) -> None:
        """`given` stands in for whatever is configured; an endpoint's approval is bound to `workspace`."""
        self._given = given
        self._workspace = workspace
        self._known: dict[_Place, Provider | NoModel] = {}
        self._former: list[Provider | NoModel] = []

    def forget(self) -> None:
        """Look all of them up anew; running calls end with the ones they have."""
        self._former += self._known.values()
        self._known.clear()

    def none_will_be_asked(self, config: CodegenAutogenConfig) -> bool:
        """Whether that is so, as far as is known; looks nothing up."""
        if self._given is not None:
            return False
        return not config.has_model or isinstance(self._known.get(_place(config)), NoModel)

    async def find(
        self,
        config: Callable[[], CodegenAutogenConfig],
        store: Store,
        lines: Lines,
        use: Callable[[CodegenAutogenConfig], CodegenAutogenConfig],
    ) -> Provider | NoModel:
        """The model of `use(config())`, or why there is none; that is looked up anew each time."""
        if self._given is not None:
            return self._given
        current = config()
        wanted = use(current)
        known = self._known.get(_place(wanted))
        if known is not None and not isinstance(known, NoModel):
            return known
        found = await asyncio.to_thread(provider_for, wanted, store, self._workspace, lines)
        if config() is not current:
            return await self.find(config, store, lines, use)
        # Others may have looked it up meanwhile: all use the same one, which is the one that is closed.
        known = self._known.get(_place(wanted))
        if known is None or isinstance(known, NoModel):
            self._known[_place(wanted)] = known = found
        return known

    async def aclose(self) -> None:
        """Close all connections."""
        for model in (*self._former, *self._known.values()):
            if not isinstance(model, NoModel):
                await model.aclose()
