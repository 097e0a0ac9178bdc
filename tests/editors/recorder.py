"""Stands in for the server: writes down what a client says of itself, to $RECORD, and then waits to be ended.

Run as a program; it imports nothing but the standard library, so that it starts at once.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO


def main() -> None:
    """Answer every request with nothing, until the client goes."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (message := _read(source)) is not None:
        method = message.get("method")
        if method == "initialize":
            _keep(message["params"])
        if method == "exit":
            return
        if "id" in message and method is not None:
            _write(sink, {"jsonrpc": "2.0", "id": message["id"], "result": _result(method)})


def _result(method: str) -> object:
    return {"capabilities": {"textDocumentSync": 2}} if method == "initialize" else None


def _keep(params: dict) -> None:
    path = Path(os.environ["RECORD"])
    kept = {"client": params.get("clientInfo"), "capabilities": params["capabilities"]}
    path.with_suffix(".part").write_text(json.dumps(kept), "utf-8")
    path.with_suffix(".part").replace(path)


def _read(source: BinaryIO) -> dict | None:
    size = 0
    while line := source.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size = int(value)
    return json.loads(source.read(size)) if size else None


def _write(sink: BinaryIO, message: dict) -> None:
    body = json.dumps(message).encode()
    sink.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    sink.flush()


if __name__ == "__main__":
    main()
