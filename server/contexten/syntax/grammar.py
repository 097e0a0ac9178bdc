"""The loaded grammar of a language: tree-sitter's tables, our compiled queries, our reader.

**Invariant:** a query is compiled once per process and never freed. py-tree-sitter 0.26.1 can read freed
memory when a query with predicates is dropped; our queries also hold no predicates, because those need the
node's text, which a tree parsed from a callback does not have.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tree_sitter as ts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.syntax.language import Language
    from contexten.syntax.reader import Reader


_ROOM = Path(__file__).parent


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """One language, ready to parse and to query."""

    tables: ts.Language
    facts: ts.Query
    """The joined `facts.scm`; its captures are described in `syntax/captures.py`."""
    identifiers: ts.Query
    """Every identifier token as `@identifier`."""
    leads: ts.Query
    """Every comment as `@comment`, every attribute that stands before a definition as `@attribute`."""
    errors: ts.Query
    """Every ERROR and MISSING node as `@error`."""
    reader: Reader


@cache
def grammar_of(language: Language) -> Grammar:
    """The grammar of `language`, loaded at the first call and kept."""
    tables = ts.Language(language.load())
    reader = language.reader()
    return Grammar(
        tables,
        ts.Query(tables, query_source(language)),
        ts.Query(tables, _any_of(reader.identifier_types, "identifier")),
        ts.Query(tables, _any_of(reader.comment_types, "comment") + _any_of(reader.attribute_types, "attribute")),
        ts.Query(tables, "(ERROR) @error (MISSING) @error"),
        reader,
    )


@cache
def query_of(language: Language, wanted: tuple[tuple[str, str], ...]) -> ts.Query | None:
    """A query for kinds of nodes, each with its capture, as far as the grammar has them; None where it has none."""
    tables = grammar_of(language).tables
    known = [(kind, name) for kind, name in wanted if tables.id_for_node_kind(kind, True)]
    return ts.Query(tables, "".join(f"({kind}) @{name}\n" for kind, name in known)) if known else None


def _any_of(types: Iterable[str], capture: str) -> str:
    return "\n".join(f"({name}) @{capture}" for name in sorted(types)) + "\n"


def query_source(language: Language) -> str:
    """The text of the facts query: the `facts.scm` of each folder the row names, joined."""
    folders = language.queries or (language.id,)
    root = _ROOM / "languages"
    return "\n".join((root / folder / "facts.scm").read_text("utf-8") for folder in folders)


@cache
def facts_version(language: Language) -> bytes:
    """A digest of all that decides a file's facts beside its text: grammar, queries, this room's code."""
    # Only the server asks; in the workers, which are started for every scan, the import would count.
    from importlib import metadata

    digest = hashlib.sha256(f"{language.id}\0{metadata.version(language.package)}\0".encode())
    digest.update(_room_digest())
    return digest.digest()


@cache
def _room_digest() -> bytes:
    digest = hashlib.sha256()
    folders = [_ROOM]
    while folders:
        for item in sorted(folders.pop().iterdir(), key=_name):
            if item.is_dir() and item.name != "__pycache__":
                folders.append(item)
            elif item.name.endswith((".py", ".scm")):
                digest.update(item.name.encode() + b"\0" + item.read_bytes())
    return digest.digest()


def _name(item: Path) -> str:
    return item.name
