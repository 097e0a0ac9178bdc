"""What may be spent in a day: one rule, over all models and all processes."""

import pytest

from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.limits import limit_reached
from contexten.store.usage import Spent

SPENT = (
    Spent(calls=2, prompt_tokens=600, completion_tokens=100, dollars=0.5, suggestions=2),
    Spent(1, 0, 250, 50, 0.25),
)


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ({}, ""),
        ({"model_max_tokens_per_day": 1001}, ""),
        ({"model_max_tokens_per_day": 1000}, "model.maxTokensPerDay"),
        ({"model_max_dollars_per_day": 0.76}, ""),
        ({"model_max_dollars_per_day": 0.75}, "model.maxDollarsPerDay"),
        ({"inline_max_per_day": 3}, ""),
        ({"inline_max_per_day": 2}, "inlineCompletion.maxPerDay"),
        ({"inline_max_per_day": 0}, "inlineCompletion.maxPerDay"),
    ],
)
def test_the_limit_that_is_reached_is_named(limits, named):
    reason = limit_reached(CodegenAutogenConfig(**limits), SPENT, is_suggestion=True)
    assert named in reason
    assert bool(named) == bool(reason)


def test_suggestions_are_not_held_against_what_a_person_asks_for():
    config = CodegenAutogenConfig(inline_max_per_day=0)
    assert limit_reached(config, SPENT, is_suggestion=False) == ""


def test_nothing_spent_reaches_nothing():
    config = CodegenAutogenConfig(model_max_tokens_per_day=1, model_max_dollars_per_day=0.01)
    assert limit_reached(config, (), is_suggestion=True) == ""
