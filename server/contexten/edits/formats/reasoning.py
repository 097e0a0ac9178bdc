"""Removes what a model thought aloud, so that it is never taken for code.

Templates of reasoning models put it in tags; some servers cut off the opening tag, some models never close it.
"""

from __future__ import annotations

import re

_TAGS = r"(?:think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad)"
_OPEN_AT_START = re.compile(rf"\s*<({_TAGS})>", re.IGNORECASE)
_CLOSE = re.compile(rf"</({_TAGS})>", re.IGNORECASE)
_ANY_OPEN = re.compile(rf"^[ \t]*<({_TAGS})>", re.IGNORECASE | re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.MULTILINE)
_SPECIAL_TOKENS = re.compile(r"(?:\s*<[|｜][\w▁ ]{1,40}[|｜]>)+\s*\Z")


def without_reasoning(answer: str) -> str:
    """`answer` without reasoning in tags and without special tokens at its end.

    An opening tag that is never closed leaves only what is fenced behind it; without a fence nothing is left.
    """
    text = _SPECIAL_TOKENS.sub("", answer)
    text = _without_leading(text)
    text = _without_orphan(text)
    return _without_inner(text)


def _without_leading(text: str) -> str:
    while opening := _OPEN_AT_START.match(text):
        closing = re.compile(rf"</{opening.group(1)}>", re.IGNORECASE).search(text, opening.end())
        if closing is None:
            fence = _FENCE.search(text, opening.end())
            return text[fence.start() :] if fence else ""
        text = text[closing.end() :]
    return text


def _without_orphan(text: str) -> str:
    """Drop what stands before a closing tag that nothing opened, unless the tag stands in a fence."""
    closing = _CLOSE.search(text)
    if closing is None:
        return text
    before = text[: closing.start()]
    if re.search(rf"<{closing.group(1)}>", before, re.IGNORECASE) or _in_fence(before):
        return text
    return text[closing.end() :]


def _without_inner(text: str) -> str:
    position = 0
    while opening := _ANY_OPEN.search(text, position):
        closing = re.compile(rf"</{opening.group(1)}>", re.IGNORECASE).search(text, opening.end())
        if closing is None or _in_fence(text[: opening.start()]):
            position = opening.end()
        else:
            text = text[: opening.start()] + text[closing.end() :]
            position = opening.start()
    return text


def _in_fence(before: str) -> bool:
    return len(_FENCE.findall(before)) % 2 == 1
