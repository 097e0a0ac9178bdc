"""An independent reading of the protocol's rules on text: what an editor's buffer holds after its own edits.

It shares no code with `contexten.text`: the text is a Python string, lines are found character by character, and each
character is measured by encoding it. Slow and obvious on purpose.

Rules (LSP 3.17): lines end at LF, CRLF and CR; a character past the end of its line means the end of the line; one
inside a surrogate pair or a UTF-8 sequence is rounded down. A line past the end means the end of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

ENCODINGS = ("utf-8", "utf-16", "utf-32")
ALPHABETS = {
    "ascii": "abc (){}",
    "lf": "ab\n",
    "crlf": ["a", "b", "\r\n"],
    "cr": "ab\r",
    "bmp": "aäßжא€\n",
    "astral": "a😀𝒳🛠\n",
    "line separators": "a\u2028\u2029\n",
    "next line": "a\u0085\n",
    "form feed": "a\x0b\x0c\x1c\x1d\x1e\n",
    "combining": "ae\u0301\u0323\u200d\n",
    "cjk": "漢字かな\r\n",
    "mixed": ["a", "\n", "\r", "\r\n", "é", "漢", "😀", "\u2028", "\u0085", "\x0c", "\u0301", "\t"],
}


def units(char: str, encoding: str) -> int:
    """How many `character`s of a position one character takes."""
    if encoding == "utf-32":
        return 1
    raw = char.encode("utf-16-le" if encoding == "utf-16" else "utf-8", "surrogatepass")
    return len(raw) // 2 if encoding == "utf-16" else len(raw)


def line_bounds(text: str) -> list[tuple[int, int]]:
    """For each line the index of its first character and of its end, the line end not included."""
    bounds: list[tuple[int, int]] = []
    start = index = 0
    while index < len(text):
        if text[index] in "\r\n":
            bounds.append((start, index))
            index += 2 if text[index : index + 2] == "\r\n" else 1
            start = index
        else:
            index += 1
    bounds.append((start, len(text)))
    return bounds


def index_at(text: str, line: int, character: int, encoding: str) -> int:
    """The index in `text` that a position means."""
    bounds = line_bounds(text)
    if line >= len(bounds):
        return len(text)
    index, end = bounds[line]
    left = character
    while index < end and units(text[index], encoding) <= left:
        left -= units(text[index], encoding)
        index += 1
    return index


def position_of(text: str, index: int, encoding: str) -> dict[str, int]:
    """The position of an index; between CR and LF it is the end of the line."""
    bounds = line_bounds(text)
    line = max(number for number, (start, _) in enumerate(bounds) if start <= index)
    start, end = bounds[line]
    return {"line": line, "character": sum(units(char, encoding) for char in text[start : min(index, end)])}


def apply_change(text: str, change: dict, encoding: str) -> str:
    """`text` after one content change."""
    if "range" not in change:
        return change["text"]
    start, end = (
        index_at(text, change["range"][side]["line"], change["range"][side]["character"], encoding)
        for side in ("start", "end")
    )
    first, last = min(start, end), max(start, end)
    return text[:first] + change["text"] + text[last:]


def random_text(rng: random.Random, alphabet, most: int = 12) -> str:
    """Up to `most` members of the alphabet."""
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(0, most)))


def random_change(rng: random.Random, text: str, alphabet, encoding: str) -> dict:
    """A change that a client may send: mostly valid, sometimes out of range, reversed or inside a character."""
    new = random_text(rng, alphabet, 4)
    if rng.random() < 0.03:
        return {"text": new}
    lines = len(line_bounds(text))

    def position() -> dict[str, int]:
        kind = rng.random()
        if kind < 0.6:
            return position_of(text, rng.randint(0, len(text)), encoding)
        if kind < 0.9:
            return {"line": rng.randint(0, lines), "character": rng.randint(0, 20)}
        return {
            "line": rng.choice([0, lines, lines + 3, 2**31 - 1]),
            "character": rng.choice([0, 1, 99, 2**31 - 1]),
        }

    return {"range": {"start": position(), "end": position()}, "text": new}


@dataclass
class Sequence:
    """One conversation about one document: the text at the start and the notifications that follow."""

    text: str
    notifications: list[list[dict]] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """The text after each notification."""


def random_sequence(rng: random.Random, alphabet, encoding: str) -> Sequence:
    """One to four notifications of one to three changes each."""
    sequence = Sequence(random_text(rng, alphabet, 24))
    text = sequence.text
    for _ in range(rng.randint(1, 4)):
        changes = []
        for _ in range(rng.randint(1, 3)):
            changes.append(random_change(rng, text, alphabet, encoding))
            text = apply_change(text, changes[-1], encoding)
        sequence.notifications.append(changes)
        sequence.expected.append(text)
    return sequence
