"""Checks a value against its row of the settings table, whoever gave it: an editor, a script, the environment."""

from __future__ import annotations

import difflib
from typing import cast

from contexten.errors import ConfigError
from contexten.extensions.codegen.agent_names import parse_agents
from contexten.extensions.codegen.settings import SETTINGS, Setting, Value
from contexten.extensions.codegen.utils.error_handling import parse_chain
from contexten.llm.endpoints import parse_origin
from contexten.llm.templates import template_of


def setting_of(field_name: str) -> Setting:
    """The row of the settings table that fills a field."""
    return next(setting for setting in SETTINGS if setting.field == field_name)


def checked(setting: Setting, given: object, *, name: str = "") -> Value:
    """`given` as a value of `setting`; `name` is what the person calls it. Raises ConfigError."""
    shown = f"'{name}'" if name else f"setting 'contexten.{setting.key}'"
    value = _typed(setting, given)
    problem = "" if value is None else _out_of_range(setting, value)
    if value is None:
        problem = f"must be {setting.wants}"
    if problem or value is None:
        raise ConfigError(f"The {shown} {problem}" + ("." if name else "; the default is used."))
    if setting.is_url and isinstance(value, str) and value:
        parse_origin(value)
    if setting.is_template and isinstance(value, str):
        template_of(value)
    if setting.is_chain and isinstance(value, tuple):
        parse_chain(value)
    if setting.is_agents and isinstance(value, tuple):
        parse_agents(value)
    return value


def unknown_items(setting: Setting, value: Value) -> list[str]:
    """One sentence for each item of a list that the setting does not know; the others count all the same."""
    items = value if setting.items and isinstance(value, tuple) else ()
    return [_unknown(setting, item) for item in items if item not in setting.items]


def _unknown(setting: Setting, item: str) -> str:
    close = difflib.get_close_matches(item, setting.items, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else f"It knows {', '.join(map(repr, setting.items))}."
    return f"The setting 'contexten.{setting.key}' names '{item[:60]}', which does not exist and is ignored. {hint}"


def _out_of_range(setting: Setting, value: Value) -> str:
    given = value if isinstance(value, tuple) else (value,)
    if setting.choices and any(item not in setting.choices for item in given):
        return "must be one of " + ", ".join(f"'{choice}'" for choice in setting.choices)
    if not isinstance(value, int | float):
        return ""
    if setting.minimum is not None and value < setting.minimum:
        return f"must be at least {setting.minimum:g}"
    if setting.maximum is not None and value > setting.maximum:
        return f"must be at most {setting.maximum:g}"
    return ""


def _typed(setting: Setting, given: object) -> Value | None:
    default = setting.default
    if isinstance(default, bool):
        return given if isinstance(given, bool) else None
    if isinstance(default, tuple):
        items = cast("list[object]", given) if isinstance(given, list | tuple) else None
        return tuple(str(item) for item in items) if items is not None else None
    if isinstance(default, str):
        return given if isinstance(given, str) else None
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return float(given) if isinstance(default, float) else int(given)
