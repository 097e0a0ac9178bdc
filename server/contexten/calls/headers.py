"""When to come back, by the headers of an answer.

**Invariant:** whatever stands in a header, the result is None or a number of seconds from 0 to a day.
"""

from __future__ import annotations

import email.utils
import math
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_WAIT = 86_400.0
"""Seconds."""

_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
_PART = r"(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(h|ms|m|s|us|µs|μs|ns)"
_DURATION = re.compile(rf"\+?(?:{_PART}){{1,8}}")
_RESET = "x-ratelimit-reset-"
_REMAINING = "x-ratelimit-remaining-"


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """Seconds to wait by `retry-after-ms`, `Retry-After` (RFC 9110 §10.2.3) or the limits that are used up.

    `now` is in seconds since the epoch, for `Retry-After` with a date. Of `x-ratelimit-reset-*` only those count whose
    `x-ratelimit-remaining-*` is 0; the longest of them decides. None without any of these.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    milliseconds = _number(lower.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    text = lower.get("retry-after", "")
    told = _number(text)
    if told is None and text:
        told = _until(text, time.time() if now is None else now)
    return _reset(lower) if told is None else told


def duration(text: str) -> float | None:
    """Seconds of a duration as Go writes it: `6m0s`, `20ms`, `1h2m3.5s`; a bare number is seconds. None otherwise."""
    number = _number(text)
    if number is not None or not _DURATION.fullmatch(text):
        return number
    seconds = sum(float(value) * _SECONDS[unit] for value, unit in re.findall(_PART, text))
    return min(seconds, LONGEST_WAIT)


def _reset(headers: Mapping[str, str]) -> float | None:
    used_up = [
        duration(headers.get(_RESET + name.removeprefix(_REMAINING), ""))
        for name, left in headers.items()
        if name.startswith(_REMAINING) and _number(left) == 0
    ]
    return max((seconds for seconds in used_up if seconds is not None), default=None)


def _until(date: str, now: float) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, moment - now), LONGEST_WAIT)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return min(value, LONGEST_WAIT) if math.isfinite(value) and value >= 0 else None
