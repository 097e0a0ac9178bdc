"""Windows: lines of other files that share rare words, also where no language reads a file."""

from __future__ import annotations

import time

from contexten.context.candidates.windows import windows
from contexten.context.select import select
from contexten.llm.tokens import estimate_tokens
from contexten.text import Span
from contexten.workspace.target import Intent, Target
from support.workspaces import open_fixture

SHOP = """
#- config/shop.proto
message CartTotal {
  string currency_code = 1;
  repeated LineItem line_items = 2;
}
#- config/limits.toml
[cart]
currency_code = "EUR"
max_line_items = 12
title = "Shop"
#- config/notes.zig
const nothing = @import("std");
#- config/deep/er/rates.proto
message RateTable { string currency_code = 1; }
#- src/cart.py
def total(line_items, currency_code):
    return sum(item.price for item in line_items)
#- src/other.py
def unrelated(value):
    return value
#- .env
currency_code=secret_line_items
#- build.ignored
currency_code line_items
#- .gitignore
*.ignored
"""


def found_from(tmp_path, path, source=SHOP):
    opened = open_fixture(source, tmp_path)
    at = opened.at(path)
    document = opened.snapshot.document(at)
    assert document is not None
    return opened, windows(opened.snapshot, at, document.text)


def test_a_file_without_a_language_finds_code_and_texts_by_rare_words(tmp_path):
    opened, found = found_from(tmp_path, "config/shop.proto")
    relative = [opened.snapshot.relative(item.path) for item in found]
    assert {"src/cart.py", "config/limits.toml", "config/deep/er/rates.proto"} <= set(relative)
    cart = next(item for item in found if item.path.endswith("cart.py"))
    assert (cart.start_line, cart.end_line) == (0, 1)
    assert "currency_code" in cart.reason
    assert "line_items" in cart.reason
    assert cart.text.startswith("def total(")


def test_what_shares_nothing_is_not_found(tmp_path):
    opened, found = found_from(tmp_path, "config/shop.proto")
    relative = {opened.snapshot.relative(item.path) for item in found}
    assert not {"config/notes.zig", "src/other.py", "config/shop.proto"} & relative


def test_secret_and_ignored_files_give_no_windows(tmp_path):
    opened, found = found_from(tmp_path, "config/shop.proto")
    relative = {opened.snapshot.relative(item.path) for item in found}
    assert not {".env", "build.ignored"} & relative


def test_code_finds_texts_without_a_language_too(tmp_path):
    opened, found = found_from(tmp_path, "src/cart.py")
    relative = [opened.snapshot.relative(item.path) for item in found]
    assert "config/shop.proto" in relative
    assert "config/limits.toml" in relative


def test_the_text_of_an_open_buffer_counts(tmp_path):
    opened = open_fixture(SHOP, tmp_path)
    opened.workspace.open("untitled:Untitled-1", "plaintext", "uses currency_code here\n", 1)
    snapshot = opened.workspace.snapshot()
    at = opened.at("config/shop.proto")
    document = snapshot.document(at)
    assert document is not None
    assert "untitled:Untitled-1" in {item.path for item in windows(snapshot, at, document.text)}


def test_scores_fall_windows_are_short_and_lie_in_their_file(tmp_path):
    long = "".join(f"padding{number}\n" for number in range(40))
    source = SHOP + f"#- config/long.txt\nline_items\n{long}currency_code\n{long}\n"
    opened, found = found_from(tmp_path, "config/shop.proto", source)
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)
    for item in found:
        document = opened.snapshot.document(item.path)
        assert document is not None
        assert 0 <= item.start_line <= item.end_line < document.line_count
        assert item.end_line - item.start_line < 12
        lines = document.text.splitlines()[item.start_line : item.end_line + 1]
        assert item.text == "\n".join(lines)
    long_ones = [item for item in found if item.path.endswith("long.txt")]
    assert sorted((item.start_line, item.end_line) for item in long_ones) == [(0, 0), (41, 41)]


def test_large_and_many_files_are_bounded(tmp_path):
    many = "".join(f"#- config/many/f{number}.txt\ncurrency_code common_word_{number}\n" for number in range(300))
    huge = "#- config/huge.txt\n" + "currency_code " * 12_000 + "\n"
    opened = open_fixture(SHOP + many + huge, tmp_path)
    at = opened.at("config/shop.proto")
    document = opened.snapshot.document(at)
    assert document is not None
    started = time.process_time()
    found = windows(opened.snapshot, at, document.text)
    assert len(found) <= 40
    assert not any(item.path.endswith("huge.txt") for item in found)
    assert time.process_time() - started < 5.0


def test_selecting_in_a_file_without_a_language_gives_its_own_text(tmp_path):
    opened = open_fixture(SHOP, tmp_path)
    target = Target(path=opened.at("config/shop.proto"), span=Span(10, 10), intent=Intent.CREATE)
    pack = select(opened.snapshot, target, budget=1000, count_tokens=estimate_tokens)
    assert "repeated LineItem line_items" in pack.here


def test_text_without_words_has_no_windows(tmp_path):
    opened = open_fixture(SHOP, tmp_path)
    assert windows(opened.snapshot, opened.at("config/shop.proto"), "1 2 3 {}\n") == []
