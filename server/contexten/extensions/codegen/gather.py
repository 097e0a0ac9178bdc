"""Choosing context for a model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from contexten.context.kept import PackCache
from contexten.context.meanings import Meanings
from contexten.context.select import select
from contexten.context.weights import strategy_for
from contexten.extensions.codegen.providers import NoModel
from contexten.llm.tokens import estimate_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.context.model import ContextPack, CountTokens
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.llm.protocol import Provider
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_WARMED_AT_ONCE = 25
"""Files; a few milliseconds."""
_SETTLED_AT_ONCE = 400
"""Functions; a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Chooses context for one model; what it finds out of the workspace serves the next request too."""

    config: CodegenAutogenConfig
    meanings: Meanings = field(default_factory=Meanings)
    packs: PackCache = field(default_factory=PackCache)

    def pack(
        self,
        snapshot: Snapshot,
        target: Target,
        model: Provider | NoModel,
        budget: int | None,
        excluded: Sequence[str] = (),
    ) -> ContextPack:
        """What would be sent for `target`; `budget` in tokens, None: the configured one; `excluded` as in `select`."""
        allowed = self.config.context_budget if budget is None else budget
        allowed = allowed if self.config.context_enabled else 0
        count, unwanted = token_count(model), frozenset(excluded)
        if not self.config.cache_enabled:
            return select(
                snapshot, target, budget=allowed, count_tokens=count, meanings=self.meanings, excluded=unwanted
            )
        return self.packs.select(
            snapshot,
            target,
            budget=allowed,
            count_tokens=count,
            counter=_counter(model),
            meanings=self.meanings,
            excluded=unwanted,
        )

    def own(self, snapshot: Snapshot, target: Target, model: Provider | NoModel, budget: int) -> ContextPack:
        """The part of the file under edit alone, for where choosing from the workspace fails."""
        return select(snapshot, target, budget=budget, count_tokens=token_count(model), others=False)

    def around(self, snapshot: Snapshot, target: Target, model: Provider | NoModel, budget: int) -> ContextPack:
        """What `budget` tokens show of the file under edit, with nothing kept free for other code."""
        strategy = replace(strategy_for(target.intent), here_share=1.0)
        count = token_count(model)
        return select(snapshot, target, budget=budget, count_tokens=count, strategy=strategy, others=False)

    def warm(self, snapshot: Snapshot) -> bool:
        """Derive a part of what requests would otherwise wait for; whether nothing is left of it.

        The first call makes the Atlas, the others find links between files, then what functions use.
        """
        self.packs.follow(snapshot)
        view = snapshot.index
        return view.atlas.warm(_WARMED_AT_ONCE) and self.meanings.warm(view, _SETTLED_AT_ONCE)


def token_count(model: Provider | NoModel) -> CountTokens:
    """How the tokens of a text are counted for `model`."""
    return estimate_tokens if isinstance(model, NoModel) else model.count_tokens


def _counter(model: Provider | NoModel) -> str:
    """What tells two ways of counting apart."""
    return "" if isinstance(model, NoModel) else model.name
