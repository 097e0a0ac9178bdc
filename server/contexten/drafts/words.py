"""Names as words: how they are split, compared and carried over from one thing to another.

**Invariant:** a name keeps its case style, its underscores and its number (singular, plural) when its words change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Words = tuple[str, ...]

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_IRREGULAR = {
    "child": "children", "person": "people", "man": "men", "woman": "women", "index": "indices", "vertex": "vertices",
    "matrix": "matrices", "datum": "data", "leaf": "leaves", "half": "halves", "self": "selves", "life": "lives",
}  # fmt: skip
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
_NO_PLURAL_END = ("ss", "us", "is", "as")
_LINKING = frozenset({"of", "to", "from", "by", "with", "for", "in", "on", "and", "or", "is", "has", "get", "set"})


def split(name: str) -> Words:
    """The words of a name in lower case: `getUserID` and `get_user_id` give `get`, `user`, `id`."""
    return tuple(match.group().lower() for match in _WORD.finditer(name))


def plural(word: str) -> str:
    """The English plural of a lower-case singular."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def singular(word: str) -> str:
    """The English singular of a lower-case plural; a word that is no plural stays as it is."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if not word.endswith("s") or word.endswith(_NO_PLURAL_END) or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "zes", "ches", "shes", "sses", "uses")) and not word.endswith("axes"):
        return word[:-2]
    return word[:-1]


def similarity(left: Words, right: Words) -> float:
    """How alike two names are, 0 to 1: the share of words that stand in the same order in both."""
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    singles = [singular(word) for word in left], [singular(word) for word in right]
    return SequenceMatcher(None, *singles, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class Renaming:
    """Which words become which; longer runs are tried first."""

    pairs: tuple[tuple[Words, Words], ...] = ()

    @classmethod
    def between(cls, names: Iterable[tuple[str, str]]) -> Renaming:
        """The words in which the names of each (source, target) pair differ; the first meaning of a word wins."""
        found: dict[Words, Words] = {}
        for source, target in names:
            for left, right in _differences(split(source), split(target)):
                for pair in _with_number(left, right):
                    found.setdefault(*pair)
        pairs = sorted(found.items(), key=lambda pair: -len(pair[0]))
        return cls(tuple((left, right) for left, right in pairs if left != right))

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def joined(self, other: Renaming) -> Renaming:
        """Both; where they disagree this one holds."""
        mine = dict(self.pairs)
        merged = {**dict(other.pairs), **mine}
        return Renaming(tuple(sorted(merged.items(), key=lambda pair: -len(pair[0]))))

    def applies_to(self, name: str) -> bool:
        """Whether `name` holds a word that changes."""
        return self.name(name) != name

    def name(self, name: str, *, joint: str = "_") -> str:
        """`name` with its words changed, in its own case style.

        `joint` joins several words that replace a plain one.
        """
        tokens = list(_WORD.finditer(name))
        lowered = [token.group().lower() for token in tokens]
        out: list[str] = []
        position, index = 0, 0
        while index < len(tokens):
            pair = self._pair_at(lowered, index)
            if pair is None:
                index += 1
                continue
            run = tokens[index : index + len(pair[0])]
            out += (name[position : run[0].start()], _styled(pair[1], name, run, joint))
            position = run[-1].end()
            index += len(pair[0])
        return "".join((*out, name[position:]))

    def prose(self, text: str) -> str:
        """`text` of a comment or a string with whole words and names in it changed."""
        if not self.pairs:
            return text
        joint = " " if " " in text.strip() else "_"
        return re.sub(r"[^\W\d]\w*", lambda match: self.name(match.group(), joint=joint), text)

    def _pair_at(self, words: Sequence[str], index: int) -> tuple[Words, Words] | None:
        for left, right in self.pairs:
            if tuple(words[index : index + len(left)]) == left:
                return left, right
        return None


def sentence(words: Words) -> str:
    """The words as the start of a sentence: `("get", "user")` gives `Get user`."""
    return " ".join(words).capitalize()


def _differences(left: Words, right: Words) -> list[tuple[Words, Words]]:
    """The runs in which two word lists differ, where both have something to say."""
    if left == right:
        return []
    if not set(left) & set(right):
        return [(left, right)] if left and right else []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [
        (left[a:b], right[c:d])
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag == "replace" and not (b - a == 1 and left[a] in _LINKING)
    ]


def _with_number(left: Words, right: Words) -> list[tuple[Words, Words]]:
    """The pair, and the same pair in singular and in plural."""
    base = (*left[:-1], singular(left[-1])), (*right[:-1], singular(right[-1]))
    many = tuple((*words[:-1], plural(words[-1])) for words in base)
    return [(left, right), base, (many[0], many[1])]


def _styled(words: Words, name: str, run: Sequence[re.Match[str]], joint: str) -> str:
    first, plain = run[0].group(), "_" not in name.strip("_") and len(run) == len(split(name))
    separator = joint if plain and (name.islower() or name.isupper()) else "_" if "_" in name.strip("_") else ""
    if first.isupper() and (len(first) > 1 or name.isupper()):
        return separator.join(word.upper() for word in words)
    if first[0].isupper():
        return separator.join(word.capitalize() for word in words)
    if separator:
        return separator.join(words)
    return words[0] + "".join(word.capitalize() for word in words[1:])
