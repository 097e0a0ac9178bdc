"""The two forms in which a model is asked for code at the cursor: a conversation, or a text with a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from contexten.extensions.codegen.inline_fit import filled, fitting, is_enough
from contexten.extensions.codegen.inline_gap import inline_gap
from contexten.extensions.codegen.inline_prompt import inline_messages
from contexten.llm.protocol import ModelRequest
from contexten.llm.templates import Template, ends_of, template_of

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.extensions.codegen.inline_spot import Spot

_FENCE_LINES = 2


class Form(Protocol):
    """How a question is worded and how its answer is read."""

    def worded(self, spot: Spot, own: ContextPack, others: ContextPack | None) -> ModelRequest | None:
        """What to ask, without limits; None where the cursor's own place cannot be shown."""
        ...

    def is_enough(self, answer: str, spot: Spot) -> bool:
        """Whether nothing that could still come of an answer would be shown."""
        ...

    def fitting(self, answer: str, spot: Spot, *, whole: bool) -> str:
        """What of an answer is shown; `whole` False: it was broken off."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """The cursor is a mark in the text, the answer a fenced block."""

    lines: int

    def worded(self, spot: Spot, own: ContextPack, others: ContextPack | None) -> ModelRequest | None:
        """Two messages."""
        messages = inline_messages(spot, own, others, lines=self.lines)
        return ModelRequest(messages) if messages else None

    def is_enough(self, answer: str, spot: Spot) -> bool:  # noqa: ARG002 - any place is as good
        """Only its length decides."""
        return answer.count("\n") > self.lines + _FENCE_LINES

    def fitting(self, answer: str, spot: Spot, *, whole: bool) -> str:
        """As `fitting`."""
        return fitting(answer, spot, max_lines=self.lines, whole=whole)


@dataclass(frozen=True, slots=True)
class Filling:
    """The texts before and behind the cursor, for models that fill in the middle; the answer is code as it is."""

    lines: int
    template: Template | None

    def worded(self, spot: Spot, own: ContextPack, others: ContextPack | None) -> ModelRequest | None:
        """One gap."""
        gap = inline_gap(spot, own, others, self.template)
        return None if gap is None else ModelRequest((), gap=gap)

    def is_enough(self, answer: str, spot: Spot) -> bool:
        """Such a model writes on and on: what was begun is over."""
        return is_enough(answer, spot, max_lines=self.lines, ends=ends_of(self.template))

    def fitting(self, answer: str, spot: Spot, *, whole: bool) -> str:
        """As `filled`."""
        return filled(answer, spot, max_lines=self.lines, whole=whole, ends=ends_of(self.template))


def form_of(config: CodegenAutogenConfig) -> Form:
    """The form that the settings name."""
    if config.inline_form == "chat":
        return Conversation(config.inline_max_lines)
    return Filling(config.inline_max_lines, template_of(config.inline_template))
