"""What is asked again, when, and how often at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.calls.gate import LONGEST, Gate
from contexten.calls.lines import Lines
from contexten.calls.retry import Again, Over, RetryBudget, RetryPolicy, after, is_retryable
from contexten.errors import (
    ModelBadAnswer,
    ModelBroken,
    ModelError,
    ModelKeyRefused,
    ModelOverloaded,
    ModelRateLimited,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnreachable,
)
from support.fake_clock import FakeClock


def decided(error: ModelError, *, retry=0, remaining=60.0, chance=0.0, budget=None, **policy) -> Again | Over:
    return after(
        error,
        retry=retry,
        remaining=remaining,
        policy=RetryPolicy(**policy),
        budget=budget or RetryBudget(),
        chance=chance,
    )


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (ModelUnreachable("x"), True),
        (ModelUnreachable("x", lasting=True), False),
        (ModelTimeout("x"), True),
        (ModelOverloaded("x", status=500), True),
        (ModelRateLimited("x", status=429), True),
        (ModelBroken("x"), True),
        (ModelUnavailable("x", 3.0), False),
        (ModelRefused("x", status=402), False),
        (ModelKeyRefused("x", status=401), False),
        (ModelBadAnswer("x"), False),
        (ModelError("x"), False),
    ],
)
def test_only_what_may_pass_is_asked_again(error, again):
    assert is_retryable(error) == again
    assert isinstance(decided(error), Again) == again


def test_waits_double_and_a_part_of_each_is_chance():
    waits = [decided(ModelTimeout("x"), retry=retry, retries=9, chance=chance) for retry, chance in DOUBLED]
    assert waits == [Again(seconds) for seconds in (0.25, 0.5, 1.0, 2.0, 4.0, 4.0)]


DOUBLED = [(0, 0.0), (1, 0.0), (2, 0.0), (3, 0.0), (4, 0.0), (8, 0.0)]


def test_a_wait_that_the_service_asks_for_is_kept():
    assert decided(ModelRateLimited("x", 7.0)) == Again(7.0)


def test_a_wait_beyond_the_deadline_ends_it_at_once_and_says_the_time():
    assert decided(ModelRateLimited("x", 90.0), remaining=60) == Over("the next try would be in 90 s, with 60 s left")


def test_two_retries_and_no_more_where_nothing_else_is_set():
    assert [isinstance(decided(ModelTimeout("x"), retry=retry), Again) for retry in range(4)] == [
        True,
        True,
        False,
        False,
    ]
    assert decided(ModelTimeout("x"), retries=0) == Over("no more retries")


def test_a_budget_that_is_spent_ends_it_and_ten_calls_earn_one_retry():
    budget = RetryBudget(reserve=1)
    assert decided(ModelTimeout("x"), budget=budget) == Again(0.25)
    for _ in range(9):
        budget.earn()
    assert decided(ModelTimeout("x"), budget=budget) == Over("too many retries of late")
    budget.earn()
    assert decided(ModelTimeout("x"), budget=budget) == Again(0.25)


def test_what_is_not_asked_again_costs_nothing_of_the_budget():
    budget = RetryBudget(reserve=1)
    decided(ModelRefused("x"), budget=budget)
    decided(ModelTimeout("x"), budget=budget, remaining=0.1)
    decided(ModelTimeout("x"), budget=budget, retry=2)
    assert budget.take()


@given(st.lists(st.booleans(), max_size=400), st.integers(0, 10))
def test_retries_are_at_most_the_reserve_and_a_tenth_of_the_calls(wishes, reserve):
    budget = RetryBudget(reserve=reserve)
    calls = taken = 0
    for retry in wishes:
        if retry:
            taken += budget.take()
        else:
            budget.earn()
            calls += 1
        assert taken <= reserve + calls / 10


@given(st.integers(0, 200), st.floats(0, 0.999), st.floats(0, 300), st.none() | st.floats(0, 86_400))
def test_no_wait_is_negative_or_reaches_beyond_the_deadline(retry, chance, remaining, asked_for):
    match decided(ModelRateLimited("x", asked_for), retry=retry, remaining=remaining, chance=chance, retries=999):
        case Again(seconds):
            assert (asked_for or 0.0) <= seconds < remaining
        case Over(reason):
            assert reason


def test_a_gate_shuts_for_all_and_never_opens_earlier():
    clock = FakeClock()
    gate = Gate(clock)
    assert gate.wait() == 0
    gate.shut(7)
    gate.shut(2)
    clock.move(3)
    assert gate.wait() == 4
    clock.move(9)
    assert gate.wait() == 0
    gate.shut(86_400)
    assert gate.wait() == LONGEST


def test_callers_of_one_key_share_a_line_and_others_do_not():
    lines = Lines()
    assert lines.line("a") is lines.line("a")
    for _ in range(5):
        permit = lines.line("a").breaker.admit()
        permit.bad()
    lines.line("b")
    assert lines.states() == {"a": "OPEN", "b": "CLOSED"}
