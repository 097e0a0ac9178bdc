"""BM25 over all symbols: what it finds, and that it equals the formula worked out one symbol at a time."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.context.meaning import Meaning
from contexten.context.scene import Scene
from contexten.context.search import search
from contexten.index.sheet import IN_NAME
from contexten.index.words import overlap, words_of_name
from contexten.syntax.facts import FileFacts
from contexten.text import Span
from contexten.workspace.target import Intent, Target
from support.workspaces import Opened, open_fixture

if TYPE_CHECKING:
    from contexten.index.atlas import Atlas

CODE = """
    #- app/users.py
    class UserStore:
        '''Keeps users by their addresses.'''
        def load_users(self, limit: int): ...
        def drop(self, user): ...
    def parse_address(text): ...
    def parsed_headers(lines):
        '''Splits the headers of a message.'''
        return lines
    def paint(colour): ...
    #- app/mail.py
    def send_message(address, text): ...
    def message_size(message): return 1
    #- tests/test_users.py
    def load_users_twice(): ...
"""
WORDS = ["user", "load", "pars", "address", "message", "text", "limit", "line", "paint", "nowhere", "split", "size"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The workspace with one file edited and one gone, so that the atlas has more than one part."""
    opened = open_fixture(CODE, tmp_path_factory.mktemp("search"))
    opened.open("app/mail.py", opened.fixture.files["app/mail.py"] + "def read_message(text): ...\n")
    return opened


def found(atlas: Atlas, *words: str) -> list[str]:
    """The names of what is found, best first."""
    score = search(atlas, dict.fromkeys(words, 1.0)).score
    order = np.argsort(-score, kind="stable")
    return [atlas.text_of(int(atlas.name[symbol])) for symbol in order[score[order] > 0].tolist()]


def test_words_are_found_whatever_their_ending(opened: Opened) -> None:
    atlas = opened.snapshot.index.atlas
    for written in ("parsing", "parsed", "Parses"):
        assert found(atlas, *words_of_name(written)) == ["parsed_headers"]
    assert {"UserStore", "load_users", "drop"} <= set(found(atlas, *words_of_name("users")))
    assert found(atlas, *words_of_name("user")) == found(atlas, *words_of_name("Users"))


def test_a_word_of_the_name_counts_more_than_one_of_the_doc_text(opened: Opened) -> None:
    names = found(opened.snapshot.index.atlas, *words_of_name("message"))
    assert set(names[:3]) == {"send_message", "message_size", "read_message"}
    assert "parsed_headers" in names[3:]


def test_a_word_that_no_file_has_finds_nothing(opened: Opened) -> None:
    result = search(opened.snapshot.index.atlas, {"zebra": 1.0})
    assert not result.score.any()
    assert not result.shared.any()


def test_the_best_has_the_score_one(opened: Opened) -> None:
    result = search(opened.snapshot.index.atlas, {"user": 0.3, "load": 0.2})
    assert result.score.max() == pytest.approx(1.0)


def test_what_stands_in_tests_is_damped_where_no_test_is_wanted(opened: Opened) -> None:
    scene = scene_of(opened, "app/mail.py")
    for_tests = scene_of(opened, "tests/test_users.py")
    twice = int(scene.atlas.symbols_named(scene.atlas.id_of("load_users_twice"))[0])
    assert scene.dampings[twice] < 0.5 < for_tests.dampings[twice] == 1.0


def test_what_is_gone_is_not_found(tmp_path: Path) -> None:
    opened = open_fixture(CODE, tmp_path)
    before = opened.snapshot
    assert "paint" in found(before.index.atlas, "paint")
    path = opened.at("app/users.py")
    Path(path).unlink()
    opened.workspace.files_changed([], [path])
    after = opened.snapshot
    assert found(after.index.atlas, "paint") == []
    assert "paint" in found(before.index.atlas, "paint")


def scene_of(opened: Opened, relative: str) -> Scene:
    snapshot = opened.snapshot
    target = Target(opened.at(relative), Intent.INSERT, Span(0, 0))
    return Scene(snapshot, target, snapshot.facts(target.path) or FileFacts(""), Meaning(snapshot.index.atlas))


queries = st.dictionaries(st.sampled_from(WORDS), st.sampled_from([0.3, 0.5, 0.8, 1.0, 1.5]), min_size=1)


@given(queries)
def test_it_equals_bm25_worked_out_one_symbol_at_a_time(opened: Opened, query: dict[str, float]) -> None:
    atlas = opened.snapshot.index.atlas
    result = search(atlas, query)
    scores, shared = naive(atlas, query)
    assert result.score.tolist() == pytest.approx(scores, abs=1e-5)
    assert result.overlap_of(np.arange(len(result.score))).tolist() == pytest.approx(shared, abs=1e-5)


def naive(atlas: Atlas, query: dict[str, float]) -> tuple[list[float], list[float]]:
    """Scores and overlaps, by the formula of Robertson and Zaragoza with k1 = 1.2 and b = 0.6."""
    counts: list[dict[str, float]] = [{} for _ in range(atlas.count)]
    for word in query:
        for symbol, count in zip(*(column.tolist() for column in atlas.postings(atlas.id_of(word))), strict=True):
            counts[symbol][word] = count
    living = [symbol for symbol in range(atlas.count) if atlas.alive[symbol]]
    mean = sum(float(atlas.length[symbol]) for symbol in living) / len(living)
    scores = [0.0] * atlas.count
    shared = [0.0] * atlas.count
    for symbol in living:
        for word, count in counts[symbol].items():
            having = sum(word in counts[other] for other in living)
            rarity = math.log(1 + (len(living) - having + 0.5) / (having + 0.5))
            norm = 1.2 * (1 - 0.6 + 0.6 * float(atlas.length[symbol]) / mean)
            scores[symbol] += rarity * query[word] * count * 2.2 / (count + norm)
        name = {word for word, count in counts[symbol].items() if count >= IN_NAME / 2}
        shared[symbol] = len(name) / (min(int(atlas.name_words[symbol]), len(query)) + 0.5)
    best = max(1e-6, *scores)
    return [score / best for score in scores], shared


def test_overlap_is_that_of_the_words_of_the_names(opened: Opened) -> None:
    atlas = opened.snapshot.index.atlas
    words = words_of_name("load_users_now")
    result = search(atlas, dict.fromkeys(words, 1.0))
    for symbol in np.flatnonzero(atlas.alive & (result.shared > 0)).tolist():
        name = atlas.text_of(int(atlas.name[symbol]))
        assert result.overlap_of(np.array([symbol]))[0] == pytest.approx(overlap(words_of_name(name), words)), name
