"""A worker process: reads batches of texts from stdin, writes their entries to stdout.

Tree-sitter holds the interpreter's lock and can crash on hostile input, so files are parsed here and not in the
server. The process ends when its stdin ends, and so with its parent.

Protocol: a length (4 bytes, little endian) and a msgpack list of (language id, bytes); for each item in order a
length and the packed entry.
"""

from __future__ import annotations

import contextlib
import gc
import os
import struct
import sys
from typing import BinaryIO

import msgspec

from contexten.index.entry import pack_entry
from contexten.index.extract import entry_of_text
from contexten.syntax.languages import by_id

LENGTH = struct.Struct("<I")
_batches = msgspec.msgpack.Decoder(list[tuple[str, bytes]])


def main() -> None:
    """Answer batches until stdin ends."""
    with contextlib.suppress(OSError):
        os.nice(5)
    # A file's nodes and facts are freed without the collector, which would look through them again and again.
    gc.disable()
    gc.freeze()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (head := source.read(LENGTH.size)) and len(head) == LENGTH.size:
        body = source.read(LENGTH.unpack(head)[0])
        for language_id, data in _batches.decode(body):
            _answer(sink, language_id, data)
        gc.collect()


def _answer(sink: BinaryIO, language_id: str, data: bytes) -> None:
    blob = _entry(data, language_id)
    sink.write(LENGTH.pack(len(blob)) + blob)
    sink.flush()


def _entry(data: bytes, language_id: str) -> bytes:
    language = by_id(language_id)
    if language is None:
        return b""
    try:
        return pack_entry(entry_of_text(data, language))
    except Exception:  # noqa: BLE001 - whatever one file does, the next one has its turn
        return b""


if __name__ == "__main__":
    main()
