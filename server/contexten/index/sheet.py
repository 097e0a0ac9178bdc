"""Sheet: what one file adds to the Atlas, as columns of numbers.

**Invariant:** a Sheet is a pure function of the file's FileFacts and text. It is made where the file is parsed, in a
worker, and kept in the file's Entry, so that joining thousands of them takes no loop over symbols.

Number columns are little-endian 32-bit integers; rows of several numbers follow one another. Strings are numbers of
`Sheet.strings`, in which each stands once and the first is empty.
"""

from __future__ import annotations

import re
import struct
import sys
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from contexten.index.imports import import_keys
from contexten.index.receivers import Form, Receivers, main_type
from contexten.index.words import last_part, tokens_of, words_of_name, words_of_token
from contexten.syntax.columns import MEMBER, Columns
from contexten.syntax.facts import Definition, FileFacts, SymbolKind, renamed
from contexten.syntax.found import CALLABLES, TYPES, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.text import Document

SYMBOL_COLUMNS = (
    "definition",
    "name",
    "kind",
    "parent",
    "owner",
    "flags",
    "start_line",
    "end_line",
    "name_start",
    "type",
    "bases",
    "words",
    "signature",
    "uses",
)
"""One row for each symbol; the last four say how many of the ragged items behind are its own (`signature`: bytes)."""
USE_COLUMNS = ("name", "base", "via", "form", "start")

EXPORTED, UNFINISHED, TOP_LEVEL, ASYNC, HAS_DOC, STATIC, DIRECT_TYPE = 1, 2, 4, 8, 16, 32, 64
"""Flags of a symbol. DIRECT_TYPE: its `type` stands for itself and not inside a container."""
KINDS = tuple(SymbolKind)
MAX_SIGNATURE = 260
"""Characters; a longer header says little more."""

_UNKNOWN, _BARE = int(Form.UNKNOWN), int(Form.BARE)
_RESULT = Form.RESULT
_NO_OWNER: tuple[Definition | None, str] = (None, "")
_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_HIDING = CALLABLES | VALUES
"""What is inside of these is local."""
_BLANK = re.compile(r"\s+")
_PADS = ("  ", "( ", "[ ", " )", " ]", ",)", ",]")
_PADDED = re.compile(r"(?<=[(\[]) |,? (?=[)\]])")
_STATIC = re.compile(r"(?:^|[\s@])(?:static|staticmethod|classmethod)\b")
_LITTLE = "=" if sys.byteorder == "little" else "<"
"""Little endian; of the two names for it the first one is the faster."""
_STATIC_CHARS = 60
_DOC_CHARS = 300
_NAME_WEIGHT, _OWNER_WEIGHT, _TEXT_WEIGHT = 4, 1, 2
"""In halves."""
IN_NAME = _NAME_WEIGHT + _TEXT_WEIGHT
"""What a word of the name counts at least, which also stands in the signature; in halves."""
_MOST = 255


class Sheet(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file's part of the Atlas."""

    strings: tuple[str, ...] = ("",)
    package: int = 0
    is_open: bool = False
    """Whether further names may be known in it: by a star import, or from its package."""
    symbols: bytes = b""
    """Rows of SYMBOL_COLUMNS, in order of the definitions."""
    bases: bytes = b""
    """Last parts of the bases' names."""
    words: bytes = b""
    counts: bytes = b""
    """One byte for each of `words`: twice its count, at most 255."""
    signatures: bytes = b""
    """UTF-8, one behind the other."""
    uses: bytes = b""
    """Rows of USE_COLUMNS, by symbol, then in order of their start."""
    tops: bytes = b""
    """The names used outside of every function, each once."""
    imported: bytes = b""
    """The names that imports bind."""
    known: bytes = b""
    """The names that can mean something at the top level: its own, imported ones, first parts of modules."""
    defined: bytes = b""
    """The name of each definition."""
    used: bytes = b""
    """Every name that is referenced, once; its place here is the number of its group in the Entry."""
    inherits: bytes = b""
    """Pairs: the last part of a base's name, and the index of the definition that names it."""
    owned: bytes = b""
    """Pairs: the owner's name of a method that stands outside its type, and the method's index."""
    keys: bytes = b""
    """The words by which an importing file is found."""


def make_sheet(facts: FileFacts, document: Document, references: Columns | None = None) -> Sheet:
    """The Sheet of a file with these facts and this text; `references` are those of the facts, where they are known."""
    return _Maker(facts, Columns.of(facts.references) if references is None else references, document).made()


def is_presentable(facts: FileFacts, definition: Definition) -> bool:
    """Whether other code can name it: at the top level or a member of a type, not local to a function."""
    parent = definition.parent
    while parent >= 0:
        outer = facts.definitions[parent]
        if outer.kind in _HIDING:
            return False
        parent = outer.parent
    return definition.kind is not SymbolKind.MODULE


def one_line(text: str) -> str:
    """A header as it is shown: white space folded, at most MAX_SIGNATURE characters."""
    # The patterns are slow, and few headers need them.
    if not text.isprintable() or any(map(text.__contains__, _PADS)):
        text = _PADDED.sub("", _BLANK.sub(" ", text).strip())
    return text[:MAX_SIGNATURE].strip()


class _Maker:
    def __init__(self, facts: FileFacts, references: Columns, document: Document) -> None:
        self._facts = facts
        self._references = references
        self._document = document
        self._numbers = _Numbers({"": 0})
        self._number = self._numbers.__getitem__
        self._lines = _Lines(document)
        self._symbols: list[int] = []
        """The definition of each symbol."""
        self._meant = _Meant(self._numbers, _renamed(facts))
        self._homes: list[int] = []
        """For each definition the function it belongs to, as a symbol; -1: none."""
        self._locals: dict[int, int] = {}
        """From definition to symbol."""
        self._place_symbols()

    def made(self) -> Sheet:
        """The Sheet."""
        facts, number = self._facts, self._number
        uses, tops = self._uses()
        rows, bases, words, counts = list[int](), list[int](), list[int](), list[int]()
        texts: list[bytes] = []
        for symbol, index in enumerate(self._symbols):
            item = facts.definitions[index]
            bases += [self._meant[last_part(base)] for base in item.bases]
            owner = self._owner(item)
            found = self._words(item, owner)
            words += map(number, found)
            counts += found.values()
            text = one_line(item.signature or self._first_line(item)).encode("utf-8", "replace")
            texts.append(text)
            rows += self._row(index, item, owner)
            rows += (len(item.bases), len(found), len(text), len(uses.get(symbol, ())) // len(USE_COLUMNS))
        flat: list[int] = []
        for symbol in range(len(self._symbols)):
            flat += uses.get(symbol, ())
        names = (self._numbered(self._imported()), self._numbered(self._known()))
        tables = tuple(self._tables())
        package = number(facts.package)
        return Sheet(
            tuple(self._numbers),
            package,
            bool(facts.package) or any(item.name == "*" for item in facts.imports),
            _packed(rows),
            _packed(bases),
            _packed(words),
            bytes(counts if max(counts, default=0) <= _MOST else _capped(counts)),
            b"".join(texts),
            _packed(flat),
            _packed(tops),
            *names,
            *tables,
        )

    def _tables(self) -> Iterable[bytes]:
        """What the look-ups by name over all definitions and references need."""
        definitions, number = self._facts.definitions, self._number
        yield _packed([number(item.name) for item in definitions])
        yield self._numbered(self._references.names)
        bases = [(number(last_part(base)), index) for index, item in enumerate(definitions) for base in item.bases]
        yield _packed([value for pair in bases for value in pair])
        owned = [(number(item.owner), index) for index, item in enumerate(definitions) if item.owner]
        yield _packed([value for pair in owned for value in pair])
        yield self._numbered(import_keys(self._facts.language, self._facts.imports))

    def _place_symbols(self) -> None:
        shown: list[bool] = []
        definitions = self._facts.definitions
        for index, item in enumerate(definitions):
            parent = item.parent
            outer = definitions[parent] if parent >= 0 else None
            visible = outer is None or (shown[parent] and outer.kind not in _HIDING)
            shown.append(visible)
            home = self._homes[parent] if parent >= 0 else -1
            if visible and item.kind is not SymbolKind.MODULE:
                self._locals[index] = len(self._symbols)
                home = len(self._symbols) if item.kind in CALLABLES else home
                self._symbols.append(index)
            self._homes.append(home)

    def _row(self, index: int, item: Definition, owner: str) -> tuple[int, ...]:
        number, lines = self._number, self._lines
        outer = self._facts.definitions[item.parent] if item.parent >= 0 else None
        inside = outer is not None and outer.kind in TYPES
        kind, direct = main_type(item.returns if item.kind in CALLABLES else item.type)
        header = item.header_start if item.header_start >= 0 else item.start
        line = lines.at(header)
        return (
            index,
            number(item.name),
            _KIND_NUMBERS[item.kind],
            self._locals.get(item.parent, -1) if inside else -1,
            number(owner),
            _flags(item) | (DIRECT_TYPE if direct else 0),
            line,
            line + lines.between(header, max(header, item.end - 1)),
            item.name_start,
            self._meant[kind],
        )

    def _owner(self, item: Definition) -> str:
        outer = self._facts.definitions[item.parent] if item.parent >= 0 else None
        return outer.name if outer is not None and outer.kind in TYPES else item.owner

    def _owner_type(self, item: Definition) -> Definition | None:
        outer = self._facts.definitions[item.parent] if item.parent >= 0 else None
        if outer is not None and outer.kind in TYPES:
            return outer
        if not item.owner:
            return None
        named = (one for one in self._facts.definitions if one.name == item.owner and one.kind.is_type)
        return next(named, None)

    def _words(self, item: Definition, owner: str) -> dict[str, int]:
        """The words by which a symbol is found, and how much each counts, in halves."""
        found: dict[str, int] = {}
        count = found.get
        text = f"{item.signature}\n{item.doc[:_DOC_CHARS]}" if item.doc else item.signature
        for parts in map(words_of_token, tokens_of(text)):
            for word in parts:
                found[word] = count(word, 0) + _TEXT_WEIGHT
        for word in words_of_name(item.name):
            found[word] = count(word, 0) + _NAME_WEIGHT
        for word in words_of_name(owner) if owner else ():
            found[word] = count(word, 0) + _OWNER_WEIGHT
        return found

    def _first_line(self, item: Definition) -> str:
        return self._document.line_text(self._document.line_of(item.name_start))

    def _uses(self) -> tuple[dict[int, list[int]], list[int]]:
        """By symbol the flat rows of its uses; and the names used outside of functions."""
        given, numbers, definitions = self._references, self._numbers, self._facts.definitions
        receivers = Receivers(self._facts, self._homes)
        roles, starts, scopes = given.roles, given.starts, given.scopes
        rows: dict[int, list[int]] = {}
        tops: dict[int, None] = {}
        meant = self._meant
        owners: dict[int, tuple[Definition | None, str]] = {}
        last, own, owner = -1, list[int](), _NO_OWNER
        for (home, name, receiver), place in self._first_uses():
            if home < 0:
                tops[numbers[name]] = None
                continue
            if home != last:
                last, own = home, rows.setdefault(home, [])
                if home not in owners:
                    function = definitions[self._symbols[home]]
                    owners[home] = self._owner_type(function), self._owner(function)
                owner = owners[home]
            if receiver:
                form, base, via = receivers.of(receiver, starts[place], scopes[place], *owner)
                holder, step = (numbers[base], meant[via]) if via and form is _RESULT else (meant[base], numbers[via])
                own += (numbers[name], holder, step, form, starts[place])
            elif roles[place] == MEMBER:
                own += (numbers[name], 0, 0, _UNKNOWN, starts[place])
            else:
                own += (meant[name], 0, 0, _BARE, starts[place])
        return rows, list(tops)

    def _first_uses(self) -> Iterable[tuple[tuple[int, str, str], int]]:
        """By function, name and receiver the place of the first use, in order."""
        given = self._references
        # The last one is that of the scope -1.
        homes = [*self._homes, -1]
        keys = zip(map(homes.__getitem__, given.scopes), given.names, given.receivers, strict=True)
        first: dict[tuple[int, str, str], int] = {}
        deque(map(first.setdefault, keys, range(len(given.names))), maxlen=0)
        return first.items()

    def _imported(self) -> Iterable[str]:
        renamed = self._meant.renamed
        return (renamed.get(name, name) for item in self._facts.imports if (name := item.local_name))

    def _known(self) -> Iterable[str]:
        yield from (item.name for item in self._facts.definitions if item.parent < 0)
        yield from self._imported()
        yield from self._meant.renamed
        yield from (item.module.partition(".")[0] for item in self._facts.imports if not item.name)

    def _numbered(self, names: Iterable[str]) -> bytes:
        return _packed(list(map(self._number, dict.fromkeys(names))))


class _Lines:
    """Line numbers of places, asked for about in order: counting what lies between needs no index of all lines."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._plain = b"\r" not in document.data
        self._place = self._line = 0

    def at(self, place: int) -> int:
        """The 0-based line of `place`."""
        first = self._place
        self._line += self.between(first, place) if place >= first else -self.between(place, first)
        self._place = place
        return self._line

    def between(self, first: int, last: int) -> int:
        """How many line ends lie between two places."""
        if self._plain:
            return self._document.data.count(b"\n", first, last)
        return self._document.line_of(last) - self._document.line_of(first)


class _Numbers(dict[str, int]):
    """The number of each string; a new one gets the next."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Meant(dict[str, int]):
    """The number of what a name of the file means elsewhere: of an import under another name the name it has there."""

    def __init__(self, numbers: _Numbers, renamed: dict[str, str]) -> None:
        super().__init__()
        self._numbers = numbers
        self.renamed = renamed

    def __missing__(self, text: str) -> int:
        number = self[text] = self._numbers[self.renamed.get(text, text)]
        return number


def _renamed(facts: FileFacts) -> dict[str, str]:
    """From the names that imports have here to those they have where they come from, see `renamed`."""
    aliased = renamed(facts.imports)
    own = {item.name for item in facts.definitions if item.parent < 0} if aliased else set[str]()
    return {name: meant for name, meant in aliased.items() if meant not in own}


def _capped(counts: Iterable[int]) -> Iterable[int]:
    return (min(count, _MOST) for count in counts)


def _flags(item: Definition) -> int:
    flags = EXPORTED if item.exported else 0
    if item.unfinished:
        flags |= UNFINISHED
    if item.parent < 0 and not item.owner:
        flags |= TOP_LEVEL
    if item.is_async:
        flags |= ASYNC
    if item.doc:
        flags |= HAS_DOC
    if (item.decorators and any(map(_STATIC.search, item.decorators))) or _says_static(item.signature):
        flags |= STATIC
    return flags


def _says_static(signature: str) -> bool:
    head = signature[:_STATIC_CHARS]
    # The pattern is slow, and few headers hold one of its words.
    return ("static" in head or "classmethod" in head) and _STATIC.search(head) is not None


def _packed(numbers: Sequence[int]) -> bytes:
    # An array takes each number apart by a format of its own: measured, three times as long.
    return struct.pack(f"{_LITTLE}{len(numbers)}i", *numbers)
