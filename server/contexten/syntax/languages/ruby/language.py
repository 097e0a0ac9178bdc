"""The row of Ruby."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Worded

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_ruby

    return tree_sitter_ruby.language()


def _reader() -> Reader:
    from contexten.syntax.languages.ruby.reader import RubyReader

    return RubyReader()


def _test_file(path: str) -> str:
    """`lib/shop/cart.rb` is tested by `test/shop/cart_test.rb`, and so in Rails with `app`."""
    file = PurePosixPath(path)
    folders = [part for part in file.parts[:-1] if part not in {"lib", "app"}]
    return str(PurePosixPath("test", *folders, f"{file.stem}_test.rb"))


RUBY = Language(
    id="ruby",
    title="Ruby",
    load=_load,
    package="tree-sitter-ruby",
    extensions=(".rb", ".rake", ".gemspec", ".ru"),
    language_ids=("ruby",),
    fences=("ruby", "rb"),
    comments=Comments(line="#"),
    reader=_reader,
    indent="  ",
    braces=False,
    worded=Worded(short=r"\s*=\s*"),
    test_file=_test_file,
    local_imports=True,
    shown_calls=False,
)
