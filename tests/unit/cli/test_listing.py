"""Lists on terminals of every width: what a row is about is never cut, and no word is lost."""

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from contexten.cli.render import Listing

WORD = st.text("abcdefgh._/", min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
PLACE = st.builds("{}:{}".format, st.text("abc/_.", min_size=1, max_size=30), st.integers(1, 9999))
ROWS = st.lists(st.tuples(PLACE, SENTENCE, SENTENCE, st.integers(0, 999).map(str)), min_size=1, max_size=6)


def printed(rows, width):
    console = Console(width=width, highlight=False, markup=False, emoji=False, force_terminal=False)
    with console.capture() as captured:
        console.print(Listing("", ("place", "what", "why", "score"), tuple(rows)))
    return captured.get().splitlines()


@given(ROWS, st.integers(50, 200))
def test_each_place_stands_whole_at_the_start_of_a_line(rows, width):
    lines = printed(rows, width)
    assert all(len(line) <= width for line in lines)
    starts = [line.split(" ")[0] for line in lines if not line.startswith(" ")][1:]
    assert starts == [row[0] for row in rows]


@given(ROWS, st.integers(50, 200))
def test_no_letter_is_lost_whatever_the_width(rows, width):
    shown = "".join(printed(rows, width))
    for row in rows:
        for cell in row:
            assert all(shown.count(letter) >= cell.count(letter) for letter in set(cell) - {" "})
    letters = sum(len(cell.replace(" ", "")) for row in rows for cell in row)
    assert len(shown.replace(" ", "")) >= letters
