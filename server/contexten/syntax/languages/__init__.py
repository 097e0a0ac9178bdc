"""The static table of languages. One folder each; a further one is a folder and a line in `LANGUAGES`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.languages.bash.language import BASH
from contexten.syntax.languages.c.language import C
from contexten.syntax.languages.cpp.language import CPP
from contexten.syntax.languages.csharp.language import CSHARP
from contexten.syntax.languages.elixir.language import ELIXIR
from contexten.syntax.languages.go.language import GO
from contexten.syntax.languages.haskell.language import HASKELL
from contexten.syntax.languages.java.language import JAVA
from contexten.syntax.languages.javascript.language import JAVASCRIPT
from contexten.syntax.languages.kotlin.language import KOTLIN
from contexten.syntax.languages.lua.language import LUA
from contexten.syntax.languages.ocaml.language import OCAML, OCAML_INTERFACE
from contexten.syntax.languages.php.language import PHP
from contexten.syntax.languages.python.language import PYTHON, PYTHON_STUB
from contexten.syntax.languages.ruby.language import RUBY
from contexten.syntax.languages.rust.language import RUST
from contexten.syntax.languages.scala.language import SCALA
from contexten.syntax.languages.sql.language import SQL
from contexten.syntax.languages.swift.language import SWIFT
from contexten.syntax.languages.typescript.language import TSX, TYPESCRIPT

if TYPE_CHECKING:
    from contexten.syntax.language import Language

LANGUAGES: tuple[Language, ...] = (
    PYTHON,
    PYTHON_STUB,
    JAVASCRIPT,
    TYPESCRIPT,
    TSX,
    GO,
    RUST,
    JAVA,
    C,
    CPP,
    CSHARP,
    RUBY,
    PHP,
    LUA,
    BASH,
    ELIXIR,
    SQL,
    KOTLIN,
    SCALA,
    SWIFT,
    OCAML,
    OCAML_INTERFACE,
    HASKELL,
)

_BY_ID = {language.id: language for language in LANGUAGES}
_BY_EXTENSION = {extension: language for language in LANGUAGES for extension in language.extensions}
_BY_FENCE = {fence: language for language in LANGUAGES for fence in language.fences}


def by_id(id: str) -> Language | None:  # noqa: A002 - the design's word
    """The language of that id, None where there is none."""
    return _BY_ID.get(id)


def of_path(path: str) -> Language | None:
    """The language of a file by the end of its name, None where no row has it."""
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return None if dot < 0 else _BY_EXTENSION.get(name[dot:].lower())


def of_document(language_id: str, path: str) -> Language | None:
    """The language of an open document: the client's `languageId` first, then the path.

    Where several rows share the `languageId` (sources and stubs), the path decides among them.
    """
    rows = [language for language in LANGUAGES if language_id.lower() in language.language_ids]
    named = of_path(path)
    if named is not None and (not rows or named in rows):
        return named
    return rows[0] if rows else None


def of_fence(name: str) -> Language | None:
    """The language of a code fence, such as `py`; None where no row has that name."""
    return _BY_FENCE.get(name.strip().lower())
