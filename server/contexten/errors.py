"""The exception tree. Expected outcomes are values; these are for the outside world failing.

ContextenError
├── ClientError       the editor or the caller asked for something that cannot be done
├── ConfigError       a setting is wrong
├── DiskError         a file or the store cannot be read or written
├── EditorGone        the editor that work was done through ended
├── ModelError        the model did not answer usably
│   ├── ModelTimeout      a deadline passed
│   ├── ModelUnreachable  no connection to the endpoint
│   ├── ModelUnavailable  not asked at all: it failed too often just now
│   ├── ModelRefused      the endpoint said no for good: quota, unknown model, bad request
│   │   └── ModelKeyRefused    to the key
│   ├── ModelOverloaded   the endpoint said later: 408, 5xx, 529
│   │   └── ModelRateLimited   429: too many requests of ours
│   └── ModelBadAnswer    the answer was cut, empty or not of the protocol
│       └── ModelBroken        it broke off: connection or stream ended before the answer did
└── AgentError        the service that runs agents did not do what was asked
    ├── AgentTimeout      a deadline passed
    ├── AgentUnreachable  no connection to the service
    ├── AgentRefused      it said no for good: token, plan, rights, bad request; or we did, before asking
    │   └── AgentMissing      it does not know what was named: a run, an organisation, a pull request
    ├── AgentOverloaded   it said later: 429, 5xx
    ├── AgentBadAnswer    its answer broke off, is too large or not of the protocol
    └── AgentUnconfirmed  it may or may not have started a run: a person has to look

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


class EditorGone(ContextenError):
    """The editor that the work was done through ended before it answered; what it did last is not known."""


class ModelError(ContextenError):
    """The model did not answer usably; `status` is the HTTP status where it said so with one."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ModelTimeout(ModelError):
    """A deadline passed before the answer was complete; `answering`: text was still coming, so it lives."""

    def __init__(self, message: str, *, answering: bool = False) -> None:
        super().__init__(message)
        self.answering = answering


class ModelUnreachable(ModelError):
    """No connection to the endpoint could be made; `lasting`: nor will it be in a moment, so it is not tried again."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class ModelUnavailable(ModelError):
    """The endpoint was not asked, as it failed too often; `retry_after`: seconds until one call may try again."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelRefused(ModelError):
    """The endpoint refused for good: wrong key, no quota, unknown model, bad request, content filter."""


class ModelKeyRefused(ModelRefused):
    """The endpoint refused the key, or wants one."""


class ModelOverloaded(ModelError):
    """The endpoint asked to come back later; `retry_after` is in seconds where it said when."""

    def __init__(self, message: str, retry_after: float | None = None, *, status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class ModelRateLimited(ModelOverloaded):
    """The endpoint lives but takes no more of our requests for now."""


class ModelBadAnswer(ModelError):
    """The answer was cut at the length limit, was empty or broke the protocol."""


class ModelBroken(ModelBadAnswer):
    """The connection or the stream ended before the answer did."""


class AgentError(ContextenError):
    """The service that runs agents did not do what was asked; unless it says otherwise, nothing was started."""


class AgentTimeout(AgentError):
    """A deadline passed before the answer was complete."""


class AgentUnreachable(AgentError):
    """No connection to the service could be made."""


class AgentRefused(AgentError):
    """A no for good: wrong token, no runs left, no rights, bad request, or paid work that is not allowed."""


class AgentMissing(AgentRefused):
    """The service does not know the run, organisation or pull request that was named."""


class AgentOverloaded(AgentError):
    """The service asked to come back later; `retry_after` is in seconds where it said when."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AgentBadAnswer(AgentError):
    """The answer broke off, was too large or broke the protocol."""


class AgentUnconfirmed(AgentError):
    """The request to start a run was sent and no answer came: it may or may not have been started."""
