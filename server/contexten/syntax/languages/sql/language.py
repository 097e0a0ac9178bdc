"""The row of SQL."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Worded

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_sql

    return tree_sitter_sql.language()


def _reader() -> Reader:
    from contexten.syntax.languages.sql.reader import SqlReader

    return SqlReader()


def _test_file(path: str) -> str:
    """`views/a.sql` is tested by `tests/a_test.sql`: dbt and pgTAP keep tests in one folder."""
    file = PurePosixPath(path)
    return str(PurePosixPath("tests", f"{file.stem}_test.sql"))


SQL = Language(
    id="sql",
    title="SQL",
    load=_load,
    package="tree-sitter-sql",
    extensions=(".sql", ".ddl", ".psql", ".pgsql"),
    language_ids=("sql", "postgres", "pgsql"),
    fences=("sql", "postgresql", "mysql", "sqlite"),
    comments=Comments(line="--", block=("/*", "*/")),
    reader=_reader,
    indent="  ",
    braces=False,
    worded=Worded(close="$$"),
    test_file=_test_file,
    shown_calls=False,
)
