"""What may be spent on models in one day, by one rule for everything that asks one.

The sums are those of the store, so they hold over all editors and windows of a person. They are taken when a call is
over, so calls that run at the same time can go past a limit by what they themselves cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.extensions.codegen.config import CodegenAutogenConfig
    from contexten.store.usage import Spent


def limit_reached(config: CodegenAutogenConfig, today: Iterable[Spent], *, is_suggestion: bool) -> str:
    """Why no model may be asked any more today, in one sentence with the next step; empty where one may."""
    spent = tuple(today)
    tokens = sum(one.prompt_tokens + one.completion_tokens for one in spent)
    if 0 < config.model_max_tokens_per_day <= tokens:
        return _told("model.maxTokensPerDay", f"{config.model_max_tokens_per_day:,} tokens")
    if 0 < config.model_max_dollars_per_day <= sum(one.dollars for one in spent):
        return _told("model.maxDollarsPerDay", f"${config.model_max_dollars_per_day:g}")
    if is_suggestion and config.inline_max_per_day <= sum(one.suggestions for one in spent):
        return _told("inlineCompletion.maxPerDay", f"{config.inline_max_per_day:,} suggestions", "there are none")
    return ""


def _told(setting: str, amount: str, then: str = "no model is asked") -> str:
    return f"Today's limit of {amount} is reached: {then} until tomorrow, unless you raise 'contexten.{setting}'."
