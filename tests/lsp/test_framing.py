import random

import pytest

from contexten.lsp.framing import MAX_HEADER, FrameDecoder, TooLarge, Unreadable, frame


def decode(*pieces: bytes, **limits):
    decoder = FrameDecoder(**limits)
    return [item for piece in pieces for item in decoder.feed(piece)]


def test_a_frame_gives_its_body_back():
    assert decode(frame(b'{"a":1}')) == [b'{"a":1}']


def test_several_frames_in_one_read_come_in_order():
    assert decode(frame(b"1") + frame(b"") + frame(b"333")) == [b"1", b"", b"333"]


@pytest.mark.parametrize(
    "header",
    [
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH: 2\r\n\r\n",
        b"Content-Length:2\r\n\r\n",
        b"Content-Length:   2  \r\n\r\n",
        b"Content-Length: 2\n\n",
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc\r\ncontent-length: 2\r\n\r\n",
    ],
)
def test_headers_are_read_as_clients_write_them(header):
    assert decode(header + b"{}" + frame(b"[]")) == [b"{}", b"[]"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\r\n\r\n",
        b'{"jsonrpc":"2.0"}',
        b"Content-Length: many\r\n\r\n{}",
        b"Content-Length: -5\r\n\r\n{}",
        b"Content-Length:\r\n\r\n",
        b"Content-Type: x\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"\x00\xff\xfe",
    ],
)
def test_after_garbage_the_next_frame_is_found(garbage):
    assert decode(garbage + frame(b"next")) == [b"next"]


def test_a_body_may_hold_header_lines():
    body = b"Content-Length: 7\r\n\r\nnothing"
    assert decode(frame(body), frame(b"2")) == [body, b"2"]


def test_a_body_above_the_cap_is_skipped_without_being_kept():
    decoder = FrameDecoder(max_body=10, max_skipped=1000)
    assert list(decoder.feed(b"Content-Length: 100\r\n\r\n" + b"x" * 60)) == [TooLarge(100)]
    assert len(decoder._buffer) == 0
    assert list(decoder.feed(b"x" * 40 + frame(b"next"))) == [b"next"]


def test_a_length_that_cannot_be_believed_ends_the_stream():
    items = decode(b"Content-Length: 99999999999999999999999999\r\n\r\n")
    assert [type(item) for item in items] == [Unreadable]


def test_endless_garbage_ends_the_stream():
    items = decode(b"x" * (MAX_HEADER + 1))
    assert [type(item) for item in items] == [Unreadable]


def test_cutting_the_stream_anywhere_changes_nothing():
    rng = random.Random(7)  # noqa: S311
    bodies = [bytes(rng.randrange(256) for _ in range(rng.randrange(40))) for _ in range(30)]
    stream = b"".join(frame(body) for body in bodies)
    for _ in range(200):
        cuts = sorted(rng.randrange(len(stream)) for _ in range(20))
        pieces = [stream[first:last] for first, last in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
        assert decode(*pieces) == bodies
