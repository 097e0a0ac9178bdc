"""What Python's own compiler says, where tree-sitter is too lenient.

The grammar takes code that no Python 3 takes: a line indented for no reason, `print x`, back-ticks, `return` outside
of a function. Nothing is run: the text is only compiled.
"""

from __future__ import annotations

import re
import threading
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contexten.syntax.language import Language
    from contexten.text import Document

_NEWER = re.compile(
    r"^\s*type\s+\w+|\b(?:def|class)\s+\w+\s*\[|\b[rRbB]?[fFtT][rR]?['\"]|^\s*except\b|^\s*(?:lazy|match|case)\b"
)
"""Lines that this interpreter may refuse only because it is older than the code."""

_ONE_AT_A_TIME = threading.Lock()
"""The filters of `warnings` belong to the process: two threads that restore them can leave them wrong."""


def strictly_worse(before: Document, after: Document, language: Language) -> tuple[int, str] | None:
    """The 0-based line and message of an error that only the text after has; None also for other languages."""
    if language.id != "python" or _error(before) is not None:
        return None
    error = _error(after)
    if error is None:
        return None
    line = max((error.lineno or 1) - 1, 0)
    if not isinstance(error, IndentationError) and _NEWER.search(after.line_text(line)):
        return None
    return line, error.msg


def _error(document: Document) -> SyntaxError | None:
    text = document.text.removeprefix("\ufeff")
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<answer>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return None
    return None
