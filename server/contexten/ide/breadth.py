"""When a wish is rather work for an agent than for one answer of a model.

The rule reads the person's words and how much they selected, nothing else. It only proposes; nothing starts by it.
"""

from __future__ import annotations

import re

MANY_LINES = 300
"""A selection of more lines than these is more than one answer rewrites well."""

_NARROW = re.compile(
    r"\b(?:in|of|only) (?:this|the selected|the current) (?:function|method|class|file|selection|module|block|line)\b"
    r"|\bonly here\b|\bnowhere else\b|\bhere only\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"(?<![\w/.])(?:[\w-]+/)*[\w-]+\.(?:[a-z]{1,4}|toml|json|yaml)(?![\w(.])")
_NO_FILE = re.compile(r"\b(?:e\.g|i\.e|etc|self\.\w+|os\.\w+)\b")
_WHOLE = r"(?:code ?base|project|repo(?:sitory)?|package|workspace|application|app|source tree)"
_PARTS = (
    r"(?:modules?|files?|services?|layers?|callers?|call sites?|usages?|references?|tests?|class(?:es)?|functions?"
    r"|methods?|endpoints?)"
)
_PROGRAMS = (
    r"\b(?:until|so that) (?:all |the )*(?:tests?|build|ci|type ?check\w*) (?:pass|is green|are green|succeeds?)",
    r"\brun (?:all |the )*(?:tests?|test suite|build|linter)\b",
    r"\b(?:open|make|create) an? (?:pull|merge) request\b",
)
_ACROSS = (
    r"\beverywhere\b",
    rf"\b(?:throughout|across) (?:the |our |all |many |several )*(?:\w+ )?(?:{_WHOLE}|{_PARTS})\b",
    r"\b(?:refactor|rename|replace|change) across\b",
)
_MANY = (
    rf"\b(?:all|every|each)(?: of)?(?: the| our| other)? (?:\w+ )?{_PARTS}\b",
    rf"\b(?:whole|entire|all of the|all our) (?:\w+ )?{_WHOLE}\b",
    r"\b(?:project|repo|code ?base)-?wide\b",
)
_MIGRATION = (
    r"\bmigrat(?:e|es|ing|ion)\b",
    r"\bport (?:\w+ ){1,4}to\b",
    r"\bupgrade (?:\w+ ){0,4}(?:to|from)\b",
    r"\b(?:convert|move|switch) (?:\w+ ){1,4}(?:from \w+ )?to (?:python ?\d|es ?modules|typescript|async(?:io)?)\b",
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile("|".join(patterns), re.IGNORECASE), reason)
    for patterns, reason in (
        (_PROGRAMS, "programs have to be run for it"),
        (_ACROSS, "it reaches across the code"),
        (_MANY, "it is about many places"),
        (_MIGRATION, "it is a migration"),
    )
)


def reaches_far(instruction: str, *, lines: int = 0) -> str | None:
    """Why an agent may be the better choice for `instruction`, as a part of a sentence; None where it is not.

    `lines` is how many lines the person selected.
    """
    if _NARROW.search(instruction):
        return None
    for pattern, reason in _RULES:
        if pattern.search(instruction):
            return reason
    named = set(_FILE.findall(_NO_FILE.sub("", instruction)))
    if len(named) > 1:
        return f"it names {len(named)} files"
    return f"{lines} lines are selected" if lines > MANY_LINES else None
