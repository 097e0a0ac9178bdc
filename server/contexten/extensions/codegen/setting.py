"""One row of the table of settings."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; `key` is without the leading `contexten.`."""

    key: str
    field: str
    """The field of CodegenAutogenConfig it fills."""
    default: Value
    doc: str
    choices: tuple[str, ...] = ()
    """The only values there are, also of what is in a list."""
    items: tuple[str, ...] = ()
    """What a list can name; anything else in it is told to the person and does nothing."""
    minimum: float | None = None
    maximum: float | None = None
    is_url: bool = False
    is_template: bool = False
    """A form for models that fill in the middle, see `llm.templates`."""
    is_chain: bool = False
    """A chain of fallbacks, see `utils.error_handling`."""
    is_agents: bool = False
    """Commands of local agents, see `agent_names`."""
    restricted: bool = False
    """Never taken from an untrusted workspace: it says where code is sent."""

    @property
    def wants(self) -> str:
        """What a value must be, in words."""
        match self.default:
            case bool():
                return "true or false"
            case int():
                return "a whole number"
            case float():
                return "a number"
            case tuple():
                return "a list of texts"
            case str():
                return "a text"
