"""How the command line ends when something does not work: one sentence on stderr and the documented exit code."""

from __future__ import annotations

import functools
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, ParamSpec

from contexten.errors import ClientError, ConfigError, ContextenError
from contexten.trace import visible

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")


class Exit(IntEnum):
    """The exit codes; click itself uses 2 for usage."""

    DONE = 0
    NO_EDIT = 1
    WRONG_REQUEST = 2
    OUTSIDE_FAILED = 3
    INTERRUPTED = 130


def shown_errors(function: Callable[_P, None]) -> Callable[_P, None]:
    """Turn our errors into one sentence on stderr and an exit code."""

    @functools.wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except KeyboardInterrupt:
            complain("Interrupted.")
            sys.exit(Exit.INTERRUPTED)
        except (ClientError, ConfigError) as error:
            complain(str(error))
            sys.exit(Exit.WRONG_REQUEST)
        except ContextenError as error:
            complain(str(error))
            sys.exit(Exit.OUTSIDE_FAILED)

    return wrapped


def complain(sentence: str) -> None:
    """Say one sentence on stderr."""
    sys.stderr.write(f"contexten: {visible(sentence)}\n")
