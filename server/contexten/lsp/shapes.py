"""JSON to typed values, strictly, with one error for whatever is wrong."""

from __future__ import annotations

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
