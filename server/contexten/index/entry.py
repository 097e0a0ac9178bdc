"""Entry: the facts of one file in the shape the index keeps them.

**Invariant:** an Entry is a pure function of the file's FileFacts and text; what is looked up by name can be read
without decoding the rest. Its parts are compressed: measured, 2,100 files take 13 MB and not 44 MB.
"""

from __future__ import annotations

import msgspec

from contexten.index.sheet import Sheet, make_sheet
from contexten.index.squeeze import squeezed, unsqueezed
from contexten.index.uses import pack_uses, unpack_uses
from contexten.syntax.columns import Columns
from contexten.syntax.facts import Definition, FileFacts, Import, Reference, SymbolKind, pack_facts, unpack_facts
from contexten.text import Document

ENTRY_VERSION = "7"
"""Part of the key of a stored entry; raise it when the shape changes."""


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file; the parts are packed, so that thousands of them stay small."""

    language: str
    package: str
    definitions: int
    """How many there are."""
    imports: bytes
    outline: bytes
    """The facts without the references."""
    uses: bytes
    """The references, as columns."""
    sheet: bytes
    """The file's part of the Atlas."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Entry)
_sheets = msgspec.msgpack.Decoder(Sheet)
_imports = msgspec.msgpack.Decoder(tuple[Import, ...])


def make_entry(facts: FileFacts, document: Document) -> Entry:
    """The entry of a file with these facts and this text."""
    return entry_of_columns(facts, Columns.of(facts.references), document)


def entry_of_columns(facts: FileFacts, references: Columns, document: Document) -> Entry:
    """The same, with the references as columns; those in `facts` are not looked at."""
    outline = facts if not facts.references else msgspec.structs.replace(facts, references=())
    return Entry(
        language=facts.language,
        package=facts.package,
        definitions=len(facts.definitions),
        imports=_encoder.encode(facts.imports),
        outline=squeezed(pack_facts(outline)),
        uses=squeezed(pack_uses(references)),
        sheet=squeezed(_encoder.encode(make_sheet(facts, document, references))),
    )


def empty_entry(language: str) -> Entry:
    """The entry of a file whose text is not parsed: minified, or one that the parser did not survive."""
    return make_entry(FileFacts(language=language), Document(b""))


def hollow_entry(language: str, definitions: int) -> Entry:
    """The entry of a file of which only is known how many definitions it has."""
    hollow = Definition(name="", kind=SymbolKind.VARIABLE, start=0, end=0, name_start=0)
    return make_entry(FileFacts(language=language, definitions=(hollow,) * definitions), Document(b""))


def pack_entry(entry: Entry) -> bytes:
    """The compact bytes of `entry`, for the store and for other processes."""
    return _encoder.encode(entry)


def unpack_entry(blob: bytes) -> Entry | None:
    """The inverse of `pack_entry`; None where the bytes are of another shape."""
    try:
        return _decoder.decode(blob)
    except msgspec.DecodeError:
        return None


def sheet_of(entry: Entry) -> Sheet:
    """The file's part of the Atlas."""
    return _sheets.decode(unsqueezed(entry.sheet))


def imports_of(entry: Entry) -> tuple[Import, ...]:
    """The imports alone."""
    return _imports.decode(entry.imports)


def outline_of(entry: Entry) -> FileFacts:
    """The facts without the references."""
    return unpack_facts(unsqueezed(entry.outline))


def uses_of(entry: Entry, group: int) -> tuple[Reference, ...]:
    """The references of one group, in order of their start."""
    return unpack_uses(unsqueezed(entry.uses)).group(group)


def facts_of(entry: Entry) -> FileFacts:
    """The whole facts."""
    return msgspec.structs.replace(outline_of(entry), references=unpack_uses(unsqueezed(entry.uses)).all())


def groups_of(entry: Entry) -> list[str]:
    """The names of the groups."""
    return unpack_uses(unsqueezed(entry.uses)).names
