"""Server-sent events, however the bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.llm.sse import MAX_LINE, SseError, SseReader


def read(*chunks: bytes) -> list[str]:
    reader = SseReader()
    events = [data for chunk in chunks for data in reader.feed(chunk)]
    return events + list(reader.finish())


LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)
EVENT = st.lists(LINE, min_size=1, max_size=3)


@given(st.lists(EVENT, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_events_come_out_as_they_went_in_for_every_cut(events, end, data):
    stream = "".join("".join(f"data: {line}{end}" for line in lines) + end for lines in events).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=9)))
    chunks = [stream[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert read(*chunks) == ["\n".join(lines) for lines in events]


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_any_bytes_give_events_or_one_error(chunks):
    whole = b"".join(chunks)
    try:
        events = read(*chunks)
    except SseError:
        with pytest.raises(UnicodeDecodeError):
            whole.decode("utf-8")
    else:
        assert events == read(whole)


def test_comments_other_fields_and_a_mark_at_the_start_are_skipped():
    assert read(b"\xef\xbb\xbfdata:a\n: note\nevent: x\nid: 3\nretry: 5\n\n\n\ndata\n\n") == ["a", ""]


def test_the_last_event_needs_no_empty_line():
    assert read(b"data: a\n\ndata: b") == ["a", "b"]
    assert read(b"data: a\r") == ["a"]


def test_a_line_of_the_greatest_length_is_fine_and_one_byte_more_is_not():
    most = b"data: " + b"x" * (MAX_LINE - 6)
    assert len(read(most + b"\n\n")[0]) == MAX_LINE - 6
    with pytest.raises(SseError, match="1 MiB"):
        read(most + b"x\n\n")
    with pytest.raises(SseError, match="1 MiB"):
        read(most, b"xx")
