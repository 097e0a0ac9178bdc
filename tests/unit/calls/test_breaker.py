"""A service that keeps failing is left alone; then one call at a time tries whether it works again."""

from __future__ import annotations

import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contexten.calls.breaker import CircuitBreaker, Open, Permit, State
from support.fake_clock import FakeClock

CALLERS = 64


def breaker(clock: FakeClock, **options) -> CircuitBreaker:
    return CircuitBreaker(**{"clock": clock, "chance": lambda: 0.0, **options})


def admitted(one: CircuitBreaker) -> Permit:
    permit = one.admit()
    assert isinstance(permit, Permit)
    return permit


def fail(one: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        admitted(one).bad()


def test_it_is_made_as_the_founding_document_prints():
    made = CircuitBreaker(failure_threshold=5, timeout=60)
    assert (made.failure_threshold, made.timeout, made.failure_count, made.last_failure_time, made.state) == (
        5,
        60,
        0,
        None,
        "CLOSED",
    )


def test_five_bad_ends_in_a_row_open_it_and_a_good_one_starts_the_count_again():
    clock = FakeClock()
    one = breaker(clock)
    fail(one, 4)
    admitted(one).good()
    fail(one, 4)
    assert one.state is State.CLOSED
    fail(one)
    assert (one.state, one.failure_count, one.last_failure_time) == (State.OPEN, 5, clock.now)
    assert one.admit() == Open(5.0)


def test_half_of_ten_within_the_window_open_it():
    clock = FakeClock()
    one = breaker(clock)
    for _ in range(4):
        admitted(one).good()
        fail(one)
        clock.move(3)
    admitted(one).good()
    assert one.state is State.CLOSED
    fail(one)
    assert one.state is State.OPEN


def test_what_is_older_than_the_window_no_longer_counts():
    clock = FakeClock()
    one = breaker(clock)
    for _ in range(4):
        admitted(one).good()
        fail(one)
    clock.move(31)
    admitted(one).good()
    fail(one)
    assert one.state is State.CLOSED


def test_two_good_probes_one_after_the_other_close_it():
    clock = FakeClock()
    one = breaker(clock)
    fail(one, 5)
    clock.move(5)
    first = admitted(one)
    assert (first.is_probe, one.admit()) == (True, Open(0.0))
    first.good()
    assert one.state is State.HALF_OPEN
    admitted(one).good()
    assert (one.state, one.failure_count) == (State.CLOSED, 0)


def test_each_bad_probe_doubles_the_time_up_to_the_timeout_and_closing_forgets_it():
    clock = FakeClock()
    one = breaker(clock)
    fail(one, 5)
    waits = []
    for _ in range(6):
        refused = one.admit()
        assert isinstance(refused, Open)
        waits.append(refused.seconds)
        clock.move(refused.seconds)
        fail(one)
    assert waits == [5, 10, 20, 40, 60, 60]
    clock.move(60)
    admitted(one).good()
    admitted(one).good()
    fail(one, 5)
    assert one.admit() == Open(5.0)


def test_the_jitter_only_shortens_so_that_the_timeout_holds():
    clock = FakeClock()
    one = breaker(clock, chance=random.Random(3).random)  # noqa: S311  any chance will do
    fail(one, 5)
    for _ in range(9):
        refused = one.admit()
        assert isinstance(refused, Open)
        assert 4 <= refused.seconds <= 60
        clock.move(refused.seconds)
        fail(one)


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_probe_that_is_cancelled_gives_its_place_back(cancelled):
    clock = FakeClock()
    one = breaker(clock)
    fail(one, 5)
    clock.move(5)
    with admitted(one) as permit:
        if not cancelled:
            permit.release()
    assert one.state is State.HALF_OPEN
    assert admitted(one).is_probe


def test_a_call_from_before_the_circuit_opened_says_nothing_when_it_ends():
    clock = FakeClock()
    one = breaker(clock)
    late = [admitted(one) for _ in range(3)]
    fail(one, 5)
    late[0].bad()
    assert one.admit() == Open(5.0)
    clock.move(5)
    late[1].good()
    probe = admitted(one)
    late[2].bad()
    assert one.state is State.HALF_OPEN
    probe.good()
    admitted(one).good()
    assert one.state is State.CLOSED


class Callers(RuleBasedStateMachine):
    """64 callers in any order against the rules, written down a second time and more plainly."""

    @initialize(seed=st.integers(0, 2**16))
    def start(self, seed):
        self.clock = FakeClock()
        chance = random.Random(seed).random  # noqa: S311  repeatable
        self.breaker = CircuitBreaker(clock=self.clock, chance=chance)
        self.permits: dict[int, Permit] = {}
        self.stale: set[int] = set()
        self.ends: list[tuple[float, bool]] = []
        self.closed = True
        self.opens_at = 0.0
        self.good_probes = 0
        self.openings = 0

    @rule(caller=st.integers(0, CALLERS - 1))
    def call(self, caller):
        if caller in self.permits:
            return
        allowed = self.closed or (self.clock.now >= self.opens_at and not self.probes())
        answer = self.breaker.admit()
        assert isinstance(answer, Permit) == allowed
        if isinstance(answer, Permit):
            assert answer.is_probe != self.closed
            self.permits[caller] = answer
        else:
            assert answer.seconds == pytest.approx(max(0.0, self.opens_at - self.clock.now))

    @rule()
    def everyone_calls(self):
        for caller in range(CALLERS):
            self.call(caller)

    @precondition(lambda self: self.permits)
    @rule(data=st.data(), how=st.sampled_from(["good", "bad", "bad", "cancelled"]))
    def end(self, data, how):
        self.ends_so(data.draw(st.sampled_from(sorted(self.permits))), how)

    @precondition(lambda self: self.permits)
    @rule(how=st.sampled_from(["good", "bad", "cancelled"]))
    def everyone_ends(self, how):
        for caller in sorted(self.permits):
            self.ends_so(caller, how)

    @rule(seconds=st.sampled_from([0.0, 0.1, 1.0, 4.0, 5.0, 29.0, 30.0, 61.0]))
    def time_passes(self, seconds):
        self.clock.move(seconds)

    @invariant()
    def never_two_probes_and_the_states_agree(self):
        assert len(self.probes()) <= 1
        expected = "CLOSED" if self.closed else "OPEN" if self.clock.now < self.opens_at else "HALF_OPEN"
        assert self.breaker.state == expected

    def probes(self):
        return [caller for caller, one in self.permits.items() if one.is_probe and caller not in self.stale]

    def ends_so(self, caller, how):
        permit = self.permits.pop(caller)
        was_stale = caller in self.stale
        self.stale.discard(caller)
        before = (self.breaker.state, self.breaker.failure_count)
        with permit:
            if how == "good":
                permit.good()
            elif how == "bad":
                permit.bad()
        permit.bad()
        if how == "cancelled" or was_stale:
            assert (self.breaker.state, self.breaker.failure_count) == before
        elif permit.is_probe:
            self.probe_ended(good=how == "good")
        else:
            self.ends.append((self.clock.now, how == "good"))
            recent = [good for at, good in self.ends if at >= self.clock.now - 30][-1000:]
            in_a_row = [good for _, good in self.ends[-5:]]
            if in_a_row == [False] * 5 or (len(recent) >= 10 and recent.count(False) * 2 >= len(recent)):
                self.opened()

    def probe_ended(self, *, good):
        if not good:
            self.opened()
            return
        self.good_probes += 1
        if self.good_probes == 2:
            self.changed(closed=True)
            self.openings = 0

    def opened(self):
        longest = min(60.0, 5.0 * 2**self.openings)
        self.openings += 1
        self.changed(closed=False)
        answer = self.breaker.admit()
        assert isinstance(answer, Open)
        assert 0.8 * longest <= answer.seconds <= longest
        self.opens_at = self.clock.now + answer.seconds

    def changed(self, *, closed):
        self.closed = closed
        self.good_probes = 0
        self.ends.clear()
        self.stale = set(self.permits)


TestCallers = Callers.TestCase
TestCallers.settings = settings(max_examples=300, stateful_step_count=60, deadline=None)
