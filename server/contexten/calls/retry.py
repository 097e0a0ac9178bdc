"""Whether to ask again after a failure, and when.

**Invariant:** no wait reaches beyond the call's deadline, and the retries of one service are at most its reserve and a
tenth of its calls.
"""

from __future__ import annotations

from dataclasses import dataclass

from contexten.errors import ModelBroken, ModelError, ModelOverloaded, ModelTimeout, ModelUnreachable

_NARROW = 0.1
"""How much later than asked for, as a share and at most in seconds x 10, so that not all come back at once."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How one call is repeated. Times are in seconds."""

    retries: int = 2
    """At most, after the first try."""
    first_wait: float = 0.5
    """Before the first retry, doubled for each further one, where the service does not say when to come back."""
    longest_wait: float = 8.0

    def wait(self, retry: int, asked_for: float | None, chance: float) -> float:
        """Seconds before the retry of that number, the first being 0; `chance` is of [0, 1).

        What the service `asked_for` is kept and stretched a little; otherwise half to the whole of the doubled wait.
        """
        if asked_for is not None:
            return asked_for + chance * min(1.0, _NARROW * asked_for)
        full = min(self.longest_wait, self.first_wait * 2 ** min(retry, 32))
        return full * (0.5 + 0.5 * chance)


class RetryBudget:
    """Retries as a share of calls: every call earns a part of one, up to a reserve that is there from the start."""

    def __init__(self, *, calls_per_retry: int = 10, reserve: int = 10) -> None:
        self._price = calls_per_retry
        self._most = calls_per_retry * reserve
        self._points = self._most

    def earn(self) -> None:
        """A call was made for the first time."""
        self._points = min(self._most, self._points + 1)

    def take(self) -> bool:
        """Pay for one retry; False where there is too little left."""
        if self._points < self._price:
            return False
        self._points -= self._price
        return True


@dataclass(frozen=True, slots=True)
class Again:
    """Ask once more."""

    seconds: float
    """To wait before."""


@dataclass(frozen=True, slots=True)
class Over:
    """Do not ask again."""

    reason: str
    """Why, where it could have been asked: for a step of the record; empty for an error that no retry mends."""


def is_retryable(error: ModelError) -> bool:
    """Whether the same request may be answered the next time.

    So are no connection, no answer in time, 408, 409, 425, 429, 5xx and a stream that broke. Not so are a name that is
    not known, a certificate that is not accepted and a port of this machine where nothing listens; a refusal (key,
    quota, unknown model, bad request), a circuit that is open and an answer that is not of the protocol.
    """
    if isinstance(error, ModelUnreachable):
        return not error.lasting
    return isinstance(error, ModelTimeout | ModelOverloaded | ModelBroken)


def after(
    error: ModelError, *, retry: int, remaining: float, policy: RetryPolicy, budget: RetryBudget, chance: float
) -> Again | Over:
    """What to do after `error`, when so many retries were made and `remaining` seconds are left; pays for a retry."""
    if not is_retryable(error):
        return Over("")
    if retry >= policy.retries:
        return Over("no more retries")
    asked_for = error.retry_after if isinstance(error, ModelOverloaded) else None
    wait = policy.wait(retry, asked_for, chance)
    if wait >= remaining:
        return Over(f"the next try would be in {wait:.3g} s, with {max(0.0, remaining):.3g} s left")
    return Again(wait) if budget.take() else Over("too many retries of late")
