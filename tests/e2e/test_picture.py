"""The picture in the README shows what the demo prints today; only its times are of another run."""

from __future__ import annotations

from e2e.picture import PICTURE, demo, drawn, words


def test_the_picture_shows_what_the_demo_prints():
    shown = words(PICTURE.read_text("utf-8"))
    assert any("draft by analogy with" in line for line in shown)
    assert shown == words(drawn(demo())), "run: .venv/bin/python -m tests.e2e.picture docs/pictures/demo.svg"


def test_the_words_of_a_picture_are_those_that_were_printed():
    printed = "\x1b[1mplace\x1b[0m  why\nserver.py:3 <b> & 'c'   took 12 ms\n"
    # The picture's own title stands between the lines, by where it is drawn.
    assert words(drawn(printed)) == ["place why", "contexten demo", "server.py:3 <b> & 'c' took … ms"]
