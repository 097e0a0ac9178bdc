"""A service's limits are kept on our side, for every window of time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.calls.limiter import Limit, RateLimiter
from support.fake_clock import FakeClock

LIMITS = st.lists(st.builds(Limit, st.integers(1, 8), st.floats(0.5, 60)), min_size=1, max_size=3)


def test_ten_a_minute_go_at_once_and_the_eleventh_waits_for_the_first_to_age():
    clock = FakeClock()
    limiter = RateLimiter(Limit(10, 60), clock=clock)
    assert [limiter.reserve() for _ in range(10)] == [0] * 10
    clock.move(20)
    assert limiter.wait() == 40
    assert [limiter.reserve() for _ in range(11)] == [40] * 10 + [100]


def test_a_caller_that_cannot_wait_takes_nothing():
    clock = FakeClock()
    limiter = RateLimiter(Limit(1, 60), clock=clock)
    assert limiter.reserve() == 0
    assert limiter.reserve(longest=59) is None
    assert limiter.reserve(longest=60) == 60


def test_two_limits_hold_together():
    clock = FakeClock()
    limiter = RateLimiter(Limit(2, 1), Limit(3, 60), clock=clock)
    assert [limiter.reserve() for _ in range(5)] == [0, 0, 1, 60, 60]


@given(LIMITS, st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_window_ever_holds_more_calls_than_its_limit(limits, pauses):
    clock = FakeClock(0.0)
    limiter = RateLimiter(*limits, clock=clock)
    moments = []
    for pause in pauses:
        clock.move(pause)
        wait = limiter.reserve()
        assert wait is not None
        assert wait >= 0
        moments.append(clock.now + wait)
    assert all(b >= a - 1e-6 for a, b in pairwise(moments))
    for limit in limits:
        for first, last in zip(moments, moments[limit.calls :], strict=False):
            assert last - first >= limit.seconds - 1e-6


@given(LIMITS, st.integers(1, 40))
def test_no_call_waits_longer_than_it_has_to(limits, count):
    """Asked for all at once, each call gets the earliest moment that its limits allow."""
    limiter = RateLimiter(*limits, clock=FakeClock(0.0))
    moments: list[float] = []
    for number in range(count):
        earliest = [moments[number - limit.calls] + limit.seconds for limit in limits if number >= limit.calls]
        moments.append(limiter.reserve() or 0.0)
        assert moments[-1] == pytest.approx(max([0.0, *earliest]))
