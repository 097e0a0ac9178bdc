"""The reference page of the code actions, made from the table; `contexten.cli.reference` writes it."""

from __future__ import annotations

from contexten.ide.assists import ASSISTS
from contexten.ide.offer import Assist, command_of

_HEAD = """\
# Code actions: ids, kinds, commands

Made by `python -m contexten.cli.reference docs/reference`; do not edit it by hand. What the actions do is told in
[assists.md](../assists.md).

The order of the table is the order of the menu. *Automatic* actions are also offered when the cursor merely
moves (`triggerKind` 2); the others only when the menu is opened.

| Id | Title, by example | Kind | Command | Automatic |
|---|---|---|---|---|
"""


def markdown() -> str:
    """The whole page."""
    rows = [row for assist in ASSISTS for row in _rows(assist)]
    conditions = [f"- `{_shown(assist)}`: {assist.when}" for assist in ASSISTS]
    return _HEAD + "\n".join(rows) + "\n\n## When they are offered\n\n" + "\n".join(conditions) + "\n"


def _shown(assist: Assist) -> str:
    return assist.intent.value if not assist.command else assist.command


def _rows(assist: Assist) -> list[str]:
    automatic = "yes" if assist.automatic else "no"
    command = assist.command or command_of(assist.intent)
    return [
        f"| `{action}` | {title} | `{assist.kind}` | `{command}` | {automatic} |"
        for action, title in assist.titles.items()
    ]
