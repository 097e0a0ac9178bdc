"""JSON to typed values, strictly, with one error for whatever is wrong."""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class WrongShape(ValueError):
    """The JSON does not have the shape; the text says where, in msgspec's words."""


def shaped(given: object, kind: type[_Struct]) -> _Struct:
    """`given`, which `json` has decoded, as a `kind`. Raises WrongShape."""
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise WrongShape(str(error)) from None
    except UnicodeEncodeError:
        # Keys that are no Unicode, which JSON can carry.
        raise WrongShape("A key is not valid Unicode") from None


def whole(given: object) -> object:
    """`given`, which `json` has decoded, with U+FFFD for each half of a character: what is no text cannot be sent on.

    Raises WrongShape where it is nested deeper than can be gone down into.
    """
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except RecursionError:
        raise WrongShape("It is nested too deeply") from None
    except UnicodeEncodeError:
        written = json.dumps(given, ensure_ascii=False).encode("utf-16", "surrogatepass")
        return json.loads(written.decode("utf-16", "replace"))
    return given
