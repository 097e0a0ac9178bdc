"""Entry: the facts of one file in the shape the index keeps them.

**Invariant:** an Entry is a pure function of the file's FileFacts; what is looked up by name can be read without
decoding the facts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from contexten.syntax.facts import FileFacts, Import, pack_facts, unpack_facts

ENTRY_VERSION = "1"
"""Part of the key of a stored entry; raise it when the shape changes."""


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one file adds to the tables, and its packed facts."""

    language: str
    package: str
    defined: tuple[str, ...]
    """The name of each definition, in the order of `FileFacts.definitions`."""
    top: tuple[int, ...]
    """Which definitions stand at the top level and belong to no other type."""
    used: tuple[str, ...]
    """Every name that is referenced, once."""
    inherits: tuple[tuple[str, int], ...]
    """The last part of a base's name, and the index of the definition that names it."""
    owned: tuple[tuple[str, int], ...]
    """The owner's name of a method that stands outside its type, and the method's index."""
    imports: bytes
    facts: bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Entry)
_imports = msgspec.msgpack.Decoder(tuple[Import, ...])


def make_entry(facts: FileFacts) -> Entry:
    """The entry of a file with these facts."""
    definitions = facts.definitions
    return Entry(
        language=facts.language,
        package=facts.package,
        defined=tuple(item.name for item in definitions),
        top=tuple(index for index, item in enumerate(definitions) if item.parent < 0 and not item.owner),
        used=_distinct(item.name for item in facts.references),
        inherits=tuple((last_part(base), index) for index, item in enumerate(definitions) for base in item.bases),
        owned=tuple((item.owner, index) for index, item in enumerate(definitions) if item.owner),
        imports=_encoder.encode(facts.imports),
        facts=pack_facts(facts),
    )


def empty_entry(language: str) -> Entry:
    """The entry of a file whose text is not parsed: minified, binary, or one that the parser did not survive."""
    return make_entry(FileFacts(language=language))


def pack_entry(entry: Entry) -> bytes:
    """The compact bytes of `entry`, for the store and for other processes."""
    return _encoder.encode(entry)


def unpack_entry(blob: bytes) -> Entry | None:
    """The inverse of `pack_entry`; None where the bytes are of another shape."""
    try:
        return _decoder.decode(blob)
    except msgspec.DecodeError:
        return None


def imports_of(entry: Entry) -> tuple[Import, ...]:
    """The imports alone, without decoding the facts."""
    return _imports.decode(entry.imports)


def facts_of(entry: Entry) -> FileFacts:
    """The facts, decoded anew at each call."""
    return unpack_facts(entry.facts)


def last_part(name: str) -> str:
    """The bare name of a base as written: `models.Model[int]` gives `Model`."""
    for mark in "[<(":
        name = name.partition(mark)[0]
    return name.replace("::", ".").strip().rsplit(".", 1)[-1].lstrip("*&")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
