"""What the VS Code client contributes: its own rows of `contributes.json`, and those made from the tables here.

To refresh it: `python -m contexten.cli.vscode vscode-client`. A test says so when it is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contexten import __version__
from contexten.extensions.codegen.settings import SETTINGS, Setting
from contexten.lsp.commands.arguments import CacheArgument, Nothing, Where
from contexten.lsp.commands.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.lsp.commands.command import Command

PREFIX = "contexten.ui."
"""Of the ids that VS Code's menus run: the server's own ids are registered by the language client."""

_AT_A_PLACE = "editorTextFocus && !editorReadonly && resourceScheme =~ /^(file|untitled|vscode-remote)$/"
_OWN_VIEW = frozenset({"contexten.status"})
"""Shown by a command of the client's own."""
_KEYS = {"contexten.generate": ("ctrl+alt+g", "cmd+alt+g")}

Json = dict[str, Any]


def manifest(base: Json, own: Json) -> Json:
    """`package.json` with `contributes`, `capabilities` and the version written anew; `own` are the client's rows."""
    places = [command for command in COMMANDS if issubclass(command.arguments, Where)]
    bare = [c for c in COMMANDS if c.arguments in {Nothing, CacheArgument} and c.name not in _OWN_VIEW]
    contributes = dict(own)
    contributes["configuration"] = [_section(SETTINGS), *own.get("configuration", [])]
    contributes["commands"] = [_command(command) for command in (*places, *bare)] + own.get("commands", [])
    contributes["menus"] = _menus(places, own.get("menus", {}))
    contributes["keybindings"] = [_keys(c) for c in places if c.name in _KEYS] + own.get("keybindings", [])
    return base | {
        "version": __version__,
        "capabilities": {"untrustedWorkspaces": _untrusted(own), "virtualWorkspaces": False},
        "contributes": contributes,
    }


def _section(settings: Sequence[Setting]) -> Json:
    return {"title": "Contexten", "properties": {f"contexten.{item.key}": _property(item) for item in settings}}


def _property(setting: Setting) -> Json:
    default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    found: Json = {"type": _type(setting), "default": default, "markdownDescription": setting.doc}
    if isinstance(setting.default, tuple):
        known = setting.items or setting.choices
        found["items"] = {"type": "string"} | ({"enum": list(known)} if known else {})
    elif setting.choices:
        found["enum"] = list(setting.choices)
    if setting.minimum is not None:
        found["minimum"] = setting.minimum
    if setting.maximum is not None:
        found["maximum"] = setting.maximum
    return found | {"scope": "machine" if setting.restricted else "window"}


def _type(setting: Setting) -> str:
    match setting.default:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case tuple():
            return "array"
        case str():
            return "string"


def _command(command: Command) -> Json:
    title = command.summary.rstrip(".")
    if command.name == "contexten.generate":
        title = "Generate with context…"
    return {"command": _id(command), "title": title, "category": "Contexten"}


def _id(command: Command) -> str:
    return PREFIX + command.name.removeprefix("contexten.")


def _menus(places: Sequence[Command], own: dict[str, list[Json]]) -> dict[str, list[Json]]:
    palette = [{"command": _id(command), "when": "editorIsOpen"} for command in places]
    editor = [
        {"command": _id(command), "when": _AT_A_PLACE, "group": f"1_contexten@{place}"}
        for place, command in enumerate(places, 1)
    ]
    menus = dict(own)
    menus["commandPalette"] = palette + own.get("commandPalette", [])
    menus["editor/context"] = [{"submenu": "contexten.menu", "group": "1_modification@9"}]
    menus["contexten.menu"] = editor
    return menus


def _keys(command: Command) -> Json:
    key, mac = _KEYS[command.name]
    return {"command": _id(command), "key": key, "mac": mac, "when": _AT_A_PLACE}


def _untrusted(own: Json) -> Json:
    restricted = [f"contexten.{setting.key}" for setting in SETTINGS if setting.restricted]
    for section in own.get("configuration", []):
        restricted += [key for key, row in section["properties"].items() if row["scope"] == "machine"]
    return {
        "supported": "limited",
        "description": "Settings of a folder that is not trusted cannot say where code is sent or what is run.",
        "restrictedConfigurations": restricted,
    }


def fresh(folder: Path) -> str:
    """The text that `package.json` in `folder` should have."""
    base = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    own = json.loads((folder / "contributes.json").read_text(encoding="utf-8"))
    return json.dumps(manifest(base, own), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    client = Path(sys.argv[1])
    (client / "package.json").write_text(fresh(client), encoding="utf-8")
