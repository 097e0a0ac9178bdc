"""When to come back, as the many services say it."""

from __future__ import annotations

import email.utils

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.calls.headers import LONGEST_WAIT, duration, retry_after

NOW = 1_800_000_000.0
RESET, REMAINING = "x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 0.5 "}, 0.5),
        ({"retry-after-ms": "1500", "Retry-After": "9"}, 1.5),
        ({"retry-after-ms": "soon", "Retry-After": "9"}, 9),
        ({RESET: "6m0s", REMAINING: "0"}, 360),
        ({RESET: "20ms", REMAINING: "0"}, 0.02),
        ({RESET: "6m0s", REMAINING: "1"}, None),
        ({RESET: "6m0s"}, None),
        ({RESET: "6m0s", "x-ratelimit-remaining-tokens": "0"}, None),
        ({RESET: "later", REMAINING: "0"}, None),
        ({RESET: "1s", REMAINING: "0", "X-RateLimit-Reset-Tokens": "2m", "X-RateLimit-Remaining-Tokens": "0"}, 120),
        ({"Retry-After": "3", RESET: "6m0s", REMAINING: "0"}, 3),
        ({"Retry-After": "soon", RESET: "6m0s", REMAINING: "0"}, 360),
    ],
)
def test_the_first_header_that_says_something_decides(headers, seconds):
    assert retry_after(headers) == seconds


@pytest.mark.parametrize("offset", [-60, 0, 60, 3600])
def test_a_date_is_counted_from_now(offset):
    date = email.utils.formatdate(NOW + offset, usegmt=True)
    assert retry_after({"retry-after": date}, now=NOW) == max(0, offset)


@pytest.mark.parametrize("value", ["", "soon", "nan", "inf", "-3", "Mon, 99 Foo 2026", "1e999"])
def test_what_makes_no_sense_is_as_if_it_were_not_there(value):
    assert retry_after({"retry-after": value}) is None


def test_a_wait_of_more_than_a_day_is_a_day():
    assert retry_after({"retry-after": "1e9"}) == LONGEST_WAIT
    assert duration("9999h") == LONGEST_WAIT


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_a_duration_of_go_is_the_sum_of_its_parts(hours, minutes, seconds, milliseconds):
    text = f"{hours}h{minutes}m{seconds}.{milliseconds:03}s"
    assert duration(text) == pytest.approx(hours * 3600 + minutes * 60 + seconds + milliseconds / 1000)


@given(st.text(max_size=40) | st.from_regex(r"([0-9.]{0,6}(h|m|s|ms|us|µs|ns|x)){0,4}", fullmatch=True))
def test_any_text_is_a_time_from_zero_to_a_day_or_nothing(text):
    for told in (duration(text), retry_after({"retry-after": text}), retry_after({RESET: text, REMAINING: "0"})):
        assert told is None or 0 <= told <= LONGEST_WAIT
