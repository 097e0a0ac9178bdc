"""Estimates of tokens, without a tokenizer.

**Invariant:** nothing is ever downloaded.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = re.compile(
    r"(?:[^\r\n\w]|_)?(?:[A-Z]*[a-z]+|[A-Z]+)"  # a word, with the one sign before it
    r"|[^\W\d_]+"  # letters outside ASCII
    r"|\d{1,3}"
    r"| ?(?:[^\w\s]|_)+[\r\n/]*"  # a run of punctuation
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""The pieces that no token crosses, near to those of o200k_base."""
_SEAM = re.compile(r"\n(?!/|\s*[\r\n])")
"""A line's end that no piece crosses."""
_LONG = 400
"""Characters of a line from which on its estimate is not kept."""
_PARTS = 300
"""What costs are counted in, of a token: every cost is a whole number of them, so their sum has no order."""

_SPACED = (1.0, 1.0, 1.02, 1.02, 1.04, 1.07, 1.1, 1.13, 1.18, 1.22, 1.29, 1.35, 1.34, 1.87)
_BARE = (1.0, 1.07, 1.15, 1.13, 1.17, 1.2, 1.22, 1.31, 1.47, 1.47, 1.62, 2.0)
_MARKED = (1.06, 1.29, 1.27, 1.25, 1.4, 1.47, 1.53, 1.72, 1.7, 1.96, 2.2, 2.45)
_CAPITALS = (1.0, 1.03, 1.3, 1.4, 1.7, 1.9, 2.0, 2.5, 2.6, 3.0, 3.3, 3.6)
_SIGNS = (1.0, 1.02, 1.13, 1.64, 2.2, 2.9, 3.2, 3.9, 4.5, 5.1)
"""Mean tokens of a piece by its length in letters or signs, from 1 on."""

_LETTERS_PER_TOKEN = 4.0
_TOKENS_PER_IDEOGRAPH = 0.75
_BYTES_PER_TOKEN = 3.0
_BLANKS_PER_TOKEN = 80
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")

_LONGEST_FOR_TOKENIZER = 200_000
_ENCODINGS = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
_OLD_MODELS = re.compile(r"gpt-4(-|$)|gpt-3\.5|text-embedding")
_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"


def estimate_tokens(text: str, model: str = "") -> int:
    """Tokens of `text` for `model`: counted where `tiktoken` can count offline, else estimated.

    `tiktoken` counts if it is installed, the model is OpenAI's, and TIKTOKEN_CACHE_DIR holds its vocabulary.

    The estimate adds up mean costs of words, signs, digits and blanks, calibrated with o200k_base on files of
    Python, JavaScript, C, Markdown, JSON and YAML. Of 602 other files half are within 4 %, nine of ten
    within 10 %, mostly a little too high; Python is 5 % off on average (a quarter of the characters: 14 %).
    For cl100k_base add one point. Minified code can be 40 % off, long runs of one letter more. Other makers'
    models were not measured; most need somewhat more tokens.
    """
    if not text:
        return 0
    count = _tokenizer(_encoding_of(model)) if len(text) <= _LONGEST_FOR_TOKENIZER else None
    if count is not None:
        return count(text)
    *lines, last = _SEAM.split(text)
    short = [line for line in lines if len(line) < _LONG]
    parts = sum(map(_parts_of_line, short)) + _parts(last)
    if len(short) < len(lines):
        parts += sum(_parts(f"{line}\n") for line in lines if len(line) >= _LONG)
    return max(1, round(parts / _PARTS))


@lru_cache(maxsize=4096)
def _parts_of_line(line: str) -> int:
    """The same lines are counted again and again: in what is tried, in what is taken and in the prompt."""
    return _parts(f"{line}\n")


def _parts(text: str) -> int:
    return sum(map(_parts_of_piece, _PIECE.findall(text)))


@lru_cache(maxsize=16384)
def _parts_of_piece(piece: str) -> int:
    return round(_cost(piece) * _PARTS)


def _cost(piece: str) -> float:
    if piece.isspace():
        return 1.0 + len(piece) // _BLANKS_PER_TOKEN
    if not piece.isascii():
        return _cost_outside_ascii(piece)
    if piece[0].isdigit():
        return 1.0
    if not piece[-1].isalpha():
        return _by_length(_SIGNS, len(piece.strip()), 0.3)
    letters = piece if piece[0].isalpha() else piece[1:]
    return _by_length(_table(piece, letters), len(letters), 0.4)


def _table(piece: str, letters: str) -> tuple[float, ...]:
    if len(letters) > 1 and letters.isupper():
        return _CAPITALS
    if piece[0] == " ":
        return _SPACED
    return _BARE if piece[0].isalpha() else _MARKED


def _by_length(table: tuple[float, ...], length: int, further: float) -> float:
    """The entry for `length`; beyond the table, its last one and `further` tokens for each letter more."""
    return table[length - 1] if length <= len(table) else table[-1] + further * (length - len(table))


def _cost_outside_ascii(piece: str) -> float:
    ideographs = len(_CJK.findall(piece))
    if not piece[-1].isalpha():
        return max(1.0, len(piece.encode("utf-8", "replace")) / _BYTES_PER_TOKEN)
    others = len(piece) - ideographs
    return max(1.0, ideographs * _TOKENS_PER_IDEOGRAPH + others / _LETTERS_PER_TOKEN)


@lru_cache(maxsize=64)
def _encoding_of(model: str) -> str | None:
    name = model.lower().rpartition("/")[2]
    if _OLD_MODELS.match(name):
        return "cl100k_base"
    return "o200k_base" if re.match(r"gpt-|chatgpt|o\d", name) else None


@lru_cache(maxsize=4)
def _tokenizer(name: str | None) -> Callable[[str], int] | None:
    """A counter by tiktoken; None when it would download its vocabulary, which it does without asking."""
    if name is None or not _has_vocabulary(name):
        return None
    try:
        tiktoken = importlib.import_module("tiktoken")
    except ImportError:
        return None
    encoding: Any = tiktoken.get_encoding(name)
    return lambda text: len(encoding.encode_ordinary(text))


def _has_vocabulary(name: str) -> bool:
    folder = os.environ.get("TIKTOKEN_CACHE_DIR")
    if not folder:
        return False
    # tiktoken names its files so, and downloads again when the content is not the expected one.
    file = Path(folder) / hashlib.sha1(_ADDRESS.format(name=name).encode(), usedforsecurity=False).hexdigest()
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == _ENCODINGS[name]
    except OSError:
        return False
