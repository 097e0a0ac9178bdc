"""The exception tree. Expected outcomes are values; these are for the outside world failing.

ContextenError
├── ClientError       the editor or the caller asked for something that cannot be done
├── ConfigError       a setting is wrong
├── DiskError         a file or the store cannot be read or written
└── ModelError        the model did not answer usably
    ├── ModelTimeout      a deadline passed
    ├── ModelUnreachable  no connection to the endpoint
    ├── ModelRefused      the endpoint said no for good: key, quota, unknown model, bad request
    ├── ModelOverloaded   the endpoint said later: 429, 5xx, 529
    └── ModelBadAnswer    the answer broke off, was cut, empty or not of the protocol

**Invariant:** a message is one sentence of cause and, where there is one, the next step; it holds no source text,
no key and no traceback.
"""

from __future__ import annotations


class ContextenError(Exception):
    """Base of all errors that are shown to a person as they are."""


class ClientError(ContextenError):
    """The request names something that does not exist or is not allowed."""


class ConfigError(ContextenError):
    """A setting has an impossible value."""


class DiskError(ContextenError):
    """A file or the store cannot be read or written."""


class ModelError(ContextenError):
    """The model did not answer usably."""


class ModelTimeout(ModelError):
    """A deadline passed before the answer was complete."""


class ModelUnreachable(ModelError):
    """No connection to the endpoint could be made."""


class ModelRefused(ModelError):
    """The endpoint refused for good: wrong key, no quota, unknown model, bad request, content filter."""


class ModelOverloaded(ModelError):
    """The endpoint asked to come back later; `retry_after` is in seconds where it said when."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelBadAnswer(ModelError):
    """The answer broke off, was cut at the length limit, was empty or broke the protocol."""
