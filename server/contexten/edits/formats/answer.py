"""What an answer was read as: code, blocks to search and replace, or the whole file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    r"""One piece of code as the model wrote it; lines end at `\n`."""

    text: str
    fence: str = ""
    """The word behind the fence; empty where there was none."""
    closed: bool = True
    """Whether the fence was closed; a finished answer may lack the last one."""


@dataclass(frozen=True, slots=True)
class Code:
    """Code for the place that was asked for: several candidates in the order they were written."""

    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Replace the lines `search` of the file by the lines `replace`."""

    search: tuple[str, ...]
    replace: tuple[str, ...]
    line: int = -1
    """0-based line where `search` should stand, -1 where the answer does not say."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Changes that name the text they replace."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole file as it should be."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer is of this format but broken."""

    reason: str
    detail: str = ""


Reading = Code | Blocks | Whole | Unreadable
