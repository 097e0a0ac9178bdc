"""What went wrong, as one sentence and one class of error.

**Invariant:** a sentence holds no token and no part of a prompt; of Codegen's own words only those about a field that
it does not accept, and none of them where they repeat the prompt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from contexten.calls.headers import retry_after
from contexten.errors import AgentError, AgentMissing, AgentOverloaded, AgentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

_ECHO = 16
"""So many characters in a row that also stand in what was sent are an echo of it."""
_MOST_SAID = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request was for, in the words that its errors need."""

    where: str
    """The service's host."""
    missing: str = "Codegen does not know this address: check the base URL."
    """The sentence for 404."""
    organisation: int | None = None
    hidden: tuple[str, ...] = ()
    """What must not be repeated: token and prompt."""


def fault(status: int, headers: Mapping[str, str], body: bytes, asked: Asked) -> AgentError:
    """The error for an HTTP status of 300 and above."""
    if status == 429:
        return _too_many(retry_after(headers))
    if status >= 500 or status in {408, 425}:
        return _failing(status, asked, retry_after(headers))
    return (AgentMissing if status == 404 else AgentRefused)(_refusal(status, body, asked))


def _refusal(status: int, body: bytes, asked: Asked) -> str:
    if status < 400:
        return f"{asked.where} redirects, which is refused: set the base URL to the final address."
    known = {
        401: "Codegen does not accept the token: set a valid one in CODEGEN_API_TOKEN, or in the keyring.",
        402: "Your Codegen plan has no agent runs left: raise the plan, or wait until its next period.",
        403: _forbidden(asked),
        404: asked.missing,
        422: f"Codegen does not accept the request{_named(body, asked)}: correct it and ask again.",
    }
    return known.get(status, f"Codegen refuses the request (HTTP {status}): check what was asked for.")


def _forbidden(asked: Asked) -> str:
    if asked.organisation is None:
        return "Your token has no right to do this at Codegen: use one of a person who has."
    return (
        f"Your token has no access to organisation {asked.organisation} at Codegen: set CODEGEN_ORG_ID to one of "
        "yours, or ask its owner."
    )


def _too_many(wait: float | None) -> AgentOverloaded:
    when = "in a minute" if wait is None else f"in {wait:.0f} s"
    return AgentOverloaded(f"Codegen takes no more requests just now: try again {when}.", wait)


def _failing(status: int, asked: Asked, wait: float | None) -> AgentOverloaded:
    when = "in a while" if wait is None else f"in {wait:.0f} s"
    return AgentOverloaded(f"{asked.where} has a fault of its own (HTTP {status}): try again {when}.", wait)


class _Detail(msgspec.Struct):
    loc: list[str | int]
    msg: str


class _Invalid(msgspec.Struct):
    detail: list[_Detail]


def _named(body: bytes, asked: Asked) -> str:
    """The first field that is wrong and why, as ` (repo_id: …)`."""
    try:
        first = msgspec.json.decode(body, type=_Invalid).detail[0]
    except (msgspec.DecodeError, IndexError):
        return ""
    place = ".".join(str(part) for part in first.loc if part not in {"body", "query", "path"})
    said = re.sub(r"\s+", " ", f"{place}: {first.msg}")[:_MOST_SAID]
    return f" ({said})" if said.isprintable() and not _repeats(said, asked.hidden) else ""


def _repeats(said: str, hidden: tuple[str, ...]) -> bool:
    parts = {said[start : start + _ECHO] for start in range(max(1, len(said) - _ECHO + 1))}
    return any(part in one or (0 < len(one) < _ECHO and one in said) for one in hidden for part in parts)
