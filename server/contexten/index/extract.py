"""From the bytes of one file to its entry.

**Invariant:** the entry is a pure function of the bytes and the language, wherever it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.index.entry import ENTRY_VERSION, Entry, entry_of_columns, make_entry
from contexten.syntax.extract import extract_facts, facts_digest, read_file
from contexten.syntax.facts import FileFacts
from contexten.syntax.parse import Parsed, parse
from contexten.text import Document

if TYPE_CHECKING:
    from contexten.syntax.language import Language

_LONGEST_LINE = 20_000
_MINIFIED_MEAN = 400
_MINIFIED_FROM = 20_000
_LOOKED_AT = 8_192


def entry_key(data_digest: str, language: Language) -> str:
    """The key of a stored entry: over the text, the language, its grammar and queries, and the entry's shape."""
    return f"{facts_digest(data_digest, language)}.{ENTRY_VERSION}"


def entry_of_text(data: bytes, language: Language) -> Entry:
    """The entry of a text; one without facts where it is minified or too large to parse."""
    document = Document(data)
    parsed = None if is_minified(data) else parse(document, language)
    return entry_of_parsed(parsed, document, language)


def entry_of_parsed(parsed: Parsed | None, document: Document, language: Language) -> Entry:
    """The entry of a text that is parsed already; None: one without facts, but of that language."""
    if parsed is None:
        return make_entry(FileFacts(language=language.id), document)
    facts, references = read_file(parsed)
    return entry_of_columns(facts, references, document)


def facts_of_parsed(parsed: Parsed | None, language: Language) -> FileFacts:
    """The facts of a text that is parsed already; None: one without facts, but of that language."""
    return FileFacts(language=language.id) if parsed is None else extract_facts(parsed)


def is_text(data: bytes) -> bool:
    """Whether the bytes are UTF-8 text: no NUL near the start, no invalid sequence anywhere."""
    if b"\0" in data[:_LOOKED_AT]:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_minified(data: bytes) -> bool:
    """Whether the lines are longer than people write them; such a text has nothing to show."""
    if len(data) < _MINIFIED_FROM:
        return False
    if len(data) / (data.count(b"\n") + data.count(b"\r") + 1) > _MINIFIED_MEAN:
        return True
    return max(map(len, data.split(b"\n"))) > _LONGEST_LINE
