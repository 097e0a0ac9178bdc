"""Direct generation: a prompt and a `codebase_context`, translated into a Target and options for one run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.extensions.codegen.codebase_context import parse_context
from contexten.extensions.codegen.generated import Generated
from contexten.extensions.codegen.run import GenerateOptions
from contexten.extensions.codegen.scripts import wish_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.extensions.codegen.outcome import Generation
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

Generate = Callable[["Snapshot", "Target", GenerateOptions, str], Awaitable["Generation"]]
"""Runs one Task; the text is its title."""

_TITLE = 80


class AutogenlibAdapter:
    """Asks a model, the cache or a draft for code."""

    def __init__(self, generate: Generate) -> None:
        self._generate = generate

    async def generate(
        self,
        snapshot: Snapshot,
        prompt: str,
        codebase_context: Mapping[str, object] | None = None,
        options: GenerateOptions | None = None,
    ) -> Generated:
        """Carry out `prompt` on `snapshot`. Raises ClientError for a key of `codebase_context` that does not exist."""
        wish = await asyncio.to_thread(wish_of, snapshot, prompt, parse_context(codebase_context))
        if wish.target is None:
            return wish.refused()
        chosen = replace(options or GenerateOptions(), pinned=wish.pinned)
        generation = await self._generate(wish.snapshot, wish.target, chosen, prompt[:_TITLE])
        return Generated(generation, wish.target, wish.snapshot, wish.unknown)
