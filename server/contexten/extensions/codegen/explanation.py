"""One run from a place to words about it: a model's, or what the index knows where no model answers.

An agent is never asked: it would be paid for what a model tells at once.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.edits.formats.reasoning import without_reasoning
from contexten.edits.model import Refused as NotShaped
from contexten.extensions.codegen.autogenlib.enhanced_generator import Words
from contexten.extensions.codegen.facts import facts_of
from contexten.extensions.codegen.outcome import Explained, Failed, Origin, Step
from contexten.extensions.codegen.run import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.edits.model import Request
    from contexten.extensions.codegen.autogenlib.enhanced_generator import Secrets, Shaped
    from contexten.extensions.codegen.outcome import Generation

_SOURCE = "the index, without a model"


class ExplanationRun(Run):
    """A Run whose answer is read and changes nothing; placeholders of secrets stay in it."""

    async def _answer(self, base: Generation, request: Request) -> Generation:
        asked = await super()._answer(base, request)
        match asked.outcome:
            case Failed(reason):
                return await self._by_facts(asked, reason)
            case _:
                return asked

    async def _by_facts(self, asked: Generation, reason: str) -> Generation:
        self._tell("facts", "Looking up what the index knows")
        with self._stages.stage("facts"):
            text = await asyncio.to_thread(facts_of, self._snapshot, self._target)
        self._steps.append(Step(Origin.FACTS, _SOURCE))
        return replace(asked, outcome=Explained(text, reason), origin=Origin.FACTS, source=_SOURCE)

    async def _by_agent(self, base: Generation, request: Request) -> None:
        del base, request
        self._steps.append(Step(Origin.AGENT, "An agent is not asked for an explanation."))

    def _may_draft(self, failures: Sequence[object]) -> bool:
        del failures
        return False

    def _shaped(self, request: Request, text: str, secrets: Secrets) -> Shaped:
        del request, secrets
        told = without_reasoning(text).strip()
        return Words(told) if told else NotShaped("the answer is empty", "It holds no explanation.")
