"""What went wrong, as one sentence and one class of error.

**Invariant:** a sentence holds no key and no line of the prompt; of the endpoint's own words, a short part.
"""

from __future__ import annotations

import math
import re
import socket
import ssl
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from contexten.calls.headers import retry_after
from contexten.errors import (
    ModelBadAnswer,
    ModelBroken,
    ModelError,
    ModelKeyRefused,
    ModelOverloaded,
    ModelRateLimited,
    ModelRefused,
    ModelUnreachable,
)
from contexten.llm.keys import variable_for

if TYPE_CHECKING:
    from contexten.llm.endpoints import Endpoint

MAX_SAID = 160
"""Characters of an endpoint's own message that are shown."""

_ECHO = 24
"""So many characters in a row that also stand in the prompt are an echo of it."""

_QUOTA = ("insufficient_quota", "billing", "credit", "payment")
_TOO_LONG = ("context_length", "context length", "context window", "too long", "too many tokens")
_HINTS = (
    (402, _QUOTA),
    (503, ("overloaded", "rate_limit", "rate limit", "server_error", "unavailable")),
    (401, ("invalid_api_key", "authentication")),
    (404, ("model_not_found", "model not found", "not found, try pulling")),
)
_LIKE_A_KEY = re.compile(r"(?i)\b(?:bearer\s+\S+|(?:sk|pk|key|api|or|hf|gsk)[-_][\w*.-]{8,}|[\w-]{40,})")


@dataclass(frozen=True, slots=True)
class Said:
    """What an endpoint said about an error: the fields of OpenAI's error object, empty where absent."""

    message: str = ""
    code: str = ""
    kind: str = ""
    parameter: str = ""

    def names(self, parameter: str) -> bool:
        """Whether the error is about this parameter of the request."""
        return self.parameter == parameter or re.search(rf"\b{parameter}\b", self.message) is not None

    def is_about(self, words: tuple[str, ...]) -> bool:
        """Whether one of `words` stands in the code, the type or the message."""
        everything = f"{self.code} {self.kind} {self.message}".lower()
        return any(word in everything for word in words)

    @property
    def is_too_long(self) -> bool:
        """Whether the prompt does not fit the model's context."""
        return self.is_about(_TOO_LONG)


def said(body: object) -> Said:
    """Read an error body; every shape that servers use, and none, is fine."""
    error: object = cast("Mapping[str, Any]", body).get("error", body) if isinstance(body, Mapping) else body
    if isinstance(error, str):
        return Said(message=error)
    if not isinstance(error, Mapping):
        return Said()
    fields = cast("Mapping[str, Any]", error)
    texts = [fields.get(name) for name in ("message", "code", "type", "param")]
    message, *others = ("" if value is None else str(value) for value in texts)
    return Said(message or _detail(fields.get("detail")), *others)


def _detail(detail: object) -> str:
    """What FastAPI's servers (vLLM, Mistral) say of a request that they do not take; what they echo of it is left."""
    if isinstance(detail, str):
        return detail
    entries = cast("list[object]", detail) if isinstance(detail, list) else []
    problems = [cast("Mapping[str, Any]", entry) for entry in entries if isinstance(entry, Mapping)]
    places = (cast("list[object]", loc) if isinstance(loc := problem.get("loc"), list) else [] for problem in problems)
    words = zip(
        (problem.get("msg") for problem in problems), (" ".join(map(str, place)) for place in places), strict=True
    )
    return ", ".join(f"{text}: {place}" for text, place in words)


@dataclass(frozen=True, slots=True)
class Faults:
    """Errors of one call: `prompt` is what must not be echoed."""

    endpoint: Endpoint
    prompt: str = ""

    @property
    def where(self) -> str:
        """The endpoint's host as a person knows it."""
        return self.endpoint.origin.authority

    def of_status(self, status: int, body: object, headers: Mapping[str, str]) -> ModelError:
        """The error for an HTTP status of 400 and above."""
        words = said(body)
        has_no_credit = status == 402 or (status == 429 and words.is_about(_QUOTA))
        if not has_no_credit and (status in {408, 409, 425, 429} or status >= 500):
            return self._overloaded(status, retry_after(headers))
        if status in {401, 403}:
            return ModelKeyRefused(self._key_refused(status), status=status)
        return ModelRefused(self._no_credit() if has_no_credit else self._refusal(status, words), status=status)

    def of_error_object(self, body: object, *, started: bool) -> ModelError:
        """The error for `{"error": …}` that came with status 200, before or after the answer started."""
        words = said(body)
        status = _status_of(words)
        if status is not None:
            return self.of_status(status, body, {})
        if started:
            return ModelBroken(f"{self.where} broke off its answer with an error{self.quote(words.message)}.")
        return ModelRefused(f"{self.where} answered with an error{self.quote(words.message)}.")

    def of_connection(self, error: BaseException) -> ModelError:
        """The error for a connection that could not be made or broke before any answer."""
        causes = tuple(_causes(error))
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            text = f"The certificate of {self.where} is not accepted: check the address or your CA."
            return ModelUnreachable(text, lasting=True)
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            text = f"The name {self.endpoint.origin.host} is not known: check the base URL."
            return ModelUnreachable(text, lasting=True)
        names = {type(cause).__name__ for cause in causes}
        if "ConnectTimeout" in names or "PoolTimeout" in names:
            return ModelUnreachable(f"No connection to {self.where} in time: check the base URL and your network.")
        if "ConnectError" in names:
            text = f"Nothing answers at {self.where}: {self._is_it_running()}"
            return ModelUnreachable(text, lasting=self.endpoint.is_loopback)
        return ModelBroken(f"{self.where} closed the connection without an answer: try again.")

    def bad(self, sentence: str) -> ModelBadAnswer:
        """The answer is not usable, because it {sentence}."""
        return ModelBadAnswer(f"The answer of {self.where} {sentence}.")

    def broke_off(self, sentence: str = "broke off before it was complete: try again") -> ModelBroken:
        """The answer came in part only, because it {sentence}."""
        return ModelBroken(f"The answer of {self.where} {sentence}.")

    def quote(self, message: str) -> str:
        """`: "…"` with the cleaned message; nothing if it is empty, a web page or repeats the prompt."""
        text = clean(message)
        for secret in self.endpoint.secrets:
            text = text.replace(secret, "…")
        text = _LIKE_A_KEY.sub("…", text)
        if not text or text.startswith("<") or _echoes(text, clean(self.prompt, limit=None)):
            return ""
        return f': "{text[:MAX_SAID]}"'

    def _overloaded(self, status: int, wait: float | None) -> ModelOverloaded:
        reason = "takes no more requests now" if status == 429 else f"is overloaded or failing ({status})"
        seconds = 0 if wait is None else math.ceil(wait)
        when = " later" if wait is None else f" in {seconds} s" if seconds else ""
        kind = ModelRateLimited if status == 429 else ModelOverloaded
        return kind(f"{self.where} {reason}: try again{when}.", wait, status=status)

    def _no_credit(self) -> str:
        return f"The account at {self.where} has no credit left: add some there, or use another model."

    def _refusal(self, status: int, words: Said) -> str:
        if status == 404:
            return (
                f"{self.where} has no model {self.endpoint.model!r}: "
                "check the model's name and the path of the base URL."
            )
        if status == 413 or words.is_too_long:
            return f"The prompt is too long for {self.endpoint.model}: lower the token budget."
        return f"{self.where} refused the request ({status}){self.quote(words.message)}."

    def _key_refused(self, status: int) -> str:
        variable = variable_for(self.endpoint.origin)
        if not self.endpoint.key_source:
            return f"{self.where} wants a key ({status}): set {variable}."
        source = self.endpoint.key_source
        return f"{self.where} refused the key from {source} ({status}): set a valid one in {variable}."

    def _is_it_running(self) -> str:
        server = self.endpoint.server
        if server is not None and self.endpoint.is_loopback:
            return f"is {server.name} running?"
        return "is the model server running?" if self.endpoint.is_loopback else "check the base URL and your network."


def clean(text: str, *, limit: int | None = 2 * MAX_SAID) -> str:
    """One line without control and format characters (terminal escapes, bidi marks), at most `limit` long."""
    cut = text if limit is None else text[:limit]
    without_escapes = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?", "", cut)
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in without_escapes)
    return " ".join(shown.split()).rstrip(".")


def _status_of(words: Said) -> int | None:
    """The HTTP status that an error object stands for: its code is a number (OpenRouter) or a word."""
    if words.code.isdecimal() and 400 <= int(words.code[:4]) < 600:
        return int(words.code)
    return next((status for status, hints in _HINTS if words.is_about(hints)), None)


def _echoes(text: str, prompt: str) -> bool:
    return any(text[at : at + _ECHO] in prompt for at in range(len(text) - _ECHO + 1))


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found
