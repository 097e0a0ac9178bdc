"""The published JSON Schema as an oracle: what commands were given and what they answered fit it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from contexten.cli.schema import schema_of
from contexten.lsp.commands.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def document() -> dict[str, Any]:
    """What `contexten schema` prints."""
    return schema_of(COMMANDS)


@cache
def validator(command: str, part: str) -> Draft202012Validator:
    """A validator of the `arguments` or the `result` of a command."""
    schema = {**document()["commands"][command][part], "$defs": document()["$defs"]}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check_exchange(command: str, arguments: Sequence[Any], result: Any) -> None:
    """Fail where arguments that a command took, or what it answered, do not fit its schema."""
    given = arguments[0] if arguments and arguments[0] is not None else {}
    validator(command, "arguments").validate(given)
    validator(command, "result").validate(result)
