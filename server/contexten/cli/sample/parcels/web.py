"""The service over HTTP, for the page in `web/`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from wsgiref.simple_server import make_server

from parcels.model import Address, Parcel
from parcels.service import all_quotes


def parcel_from_json(data: dict[str, Any]) -> Parcel:
    """The parcel that the page describes."""
    sender, recipient = Address(**data.pop("sender")), Address(**data.pop("recipient"))
    return Parcel(sender=sender, recipient=recipient, **data)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """POST /quotes: a parcel in, its quotes out."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    try:
        parcel = parcel_from_json(json.loads(environ["wsgi.input"].read(length)))
    except (KeyError, TypeError, ValueError) as error:
        start_response("400 Bad Request", [("Content-Type", "application/json")])
        return [json.dumps({"error": str(error)}).encode()]
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps([asdict(quote) for quote in all_quotes(parcel)]).encode()]


def main() -> None:
    """Serve on this machine."""
    with make_server("127.0.0.1", 8000, application) as server:
        server.serve_forever()
