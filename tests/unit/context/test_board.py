"""The table of proposals: the strongest of each source counts and tells why."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contexten.context.board import Board, Table
from contexten.context.weights import Source

SOURCES = (Source.USED, Source.TYPE, Source.LEXICAL)
COUNT = 12
symbols = st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=COUNT, unique=True)
strengths = st.sampled_from([0.1, 0.25, 0.5, 0.75, 1.0])
proposals = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        symbols.flatmap(
            lambda some: st.tuples(st.just(some), st.lists(strengths, min_size=len(some), max_size=len(some)))
        ),
    ),
    max_size=6,
)
allowed = st.lists(st.booleans(), min_size=COUNT, max_size=COUNT)

Proposals = list[tuple[Source, tuple[list[int], list[float]]]]


def table_of(proposed: Proposals, may: list[bool]) -> Table:
    board = Board()
    for number, (source, (some, strong)) in enumerate(proposed):
        board.add(source, np.array(some, np.int32), np.array(strong, np.float32), f"reason {number}")
    return board.table(SOURCES, np.array(may), np.arange(COUNT))


@given(proposals, allowed)
def test_each_cell_holds_the_strongest_proposal_and_the_reason_of_the_first_such(
    proposed: Proposals, may: list[bool]
) -> None:
    table = table_of(proposed, may)
    for column, symbol in enumerate(table.symbols.tolist()):
        for row, source in enumerate(SOURCES):
            best, why = 0.0, ""
            for number, (own, (some, strong)) in enumerate(proposed):
                if own == source and symbol in some and strong[some.index(symbol)] > best:
                    best, why = strong[some.index(symbol)], f"reason {number}"
            assert abs(float(table.strengths[row, column]) - best) < 1e-6
            assert table.reason(column, row) == why


@given(proposals, allowed)
def test_the_candidates_are_the_allowed_symbols_that_something_proposes_in_order(
    proposed: Proposals, may: list[bool]
) -> None:
    named = {symbol for _, (some, _) in proposed for symbol in some}
    assert table_of(proposed, may).symbols.tolist() == sorted(symbol for symbol in named if may[symbol])


@given(proposals, allowed)
def test_equal_proposals_make_equal_tables(proposed: Proposals, may: list[bool]) -> None:
    one, other = table_of(proposed, may), table_of(proposed, may)
    assert one.symbols.tolist() == other.symbols.tolist()
    assert one.strengths.tolist() == other.strengths.tolist()
    assert one.told.tolist() == other.told.tolist()


@given(proposals.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), allowed)
def test_the_order_of_the_proposals_changes_no_strength(both: tuple[Proposals, Proposals], may: list[bool]) -> None:
    one, other = (table_of(proposed, may) for proposed in both)
    assert one.strengths.tolist() == other.strengths.tolist()


def test_a_reason_is_worded_only_when_it_is_asked_for() -> None:
    asked: list[int] = []

    def why(symbol: int) -> str:
        asked.append(symbol)
        return f"symbol {symbol}"

    board = Board()
    board.add(Source.USED, np.array([3, 5], np.int32), 1.0, why)
    table = board.table(SOURCES, np.ones(COUNT, np.bool_), np.arange(COUNT))
    assert not asked
    assert table.reason(1, 0) == "symbol 5"
    assert asked == [5]


def test_an_empty_proposal_and_an_empty_board_make_an_empty_table() -> None:
    board = Board()
    board.add(Source.USED, np.zeros(0, np.int32), 1.0, "nothing")
    table = board.table(SOURCES, np.ones(COUNT, np.bool_), np.arange(COUNT))
    assert table.symbols.tolist() == []
    assert table.strengths.shape == (3, 0)


def test_one_symbol_is_put_by_itself() -> None:
    board = Board()
    board.put(Source.TYPE, 4, 0.5, "type of the result")
    table = board.table(SOURCES, np.ones(COUNT, np.bool_), np.arange(COUNT))
    assert table.symbols.tolist() == [4]
    assert table.strengths[:, 0].tolist() == [0.0, 0.5, 0.0]
    assert [table.reason(0, row) for row in range(3)] == ["", "type of the result", ""]
