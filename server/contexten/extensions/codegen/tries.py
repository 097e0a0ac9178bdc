"""What is told of the tries that one answer took.

**Invariant:** no retry is hidden: the step of a run says how often a model was asked and how each failed try ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contexten.llm.resilient import Held, Tried

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Tries:
    """The failed tries of one link; `tell(stage, message)` is called with each as it happens."""

    tell: Callable[[str, str], None]
    _tried: list[Tried] = field(default_factory=list[Tried])
    _held: float = 0.0

    def heard(self, news: Tried | Held) -> None:
        """Take news from the provider."""
        match news:
            case Held(seconds):
                self._held += seconds
                self.tell("model", f"Told to wait {_seconds(seconds)}")
            case Tried(failure, again_in):
                self._tried.append(news)
                if again_in is not None:
                    self.tell("model", f"{_capital(failure)}: asking again in {_seconds(again_in)}")

    def answered(self, name: str, *, repaired: bool) -> str:
        """The step of an answer: `gpt-4.1 at api.openai.com, asked 2 times: 500, then answered`."""
        if not self._tried:
            return name + self._waited() + (", asked twice" if repaired else "")
        times = len(self._tried) + 1 + repaired
        ends = [one.failure for one in self._tried] + ["an answer that could not be used"] * repaired
        return f"{name}{self._waited()}, asked {times} times: {', '.join(ends)}, then answered"

    def failed(self, reason: str) -> str:
        """The step of a failure: its sentence, and the tries where there was more than one or a retry was given up."""
        text = reason
        if len(self._tried) > 1:
            text += f" Asked {len(self._tried)} times: {', '.join(one.failure for one in self._tried)}."
        why_not = self._tried[-1].why_not if self._tried else ""
        if why_not:
            text += f" Not asked again: {why_not}."
        return text

    def _waited(self) -> str:
        return f", after {_seconds(self._held)} that it asked for" if self._held else ""


def _seconds(value: float) -> str:
    return f"{value:.2g} s" if value < 10 else f"{value:.0f} s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
