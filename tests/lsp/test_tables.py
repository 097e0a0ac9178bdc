"""The static tables agree with each other and with what is advertised."""

import msgspec
from lsprotocol import types

from contexten.ide.offer import command_of
from contexten.lsp.commands import NAMES
from contexten.lsp.commands.table import COMMANDS
from contexten.lsp.methods.table import METHODS
from contexten.workspace.target import Intent
from support.editor import Editor


def test_the_names_of_the_commands_are_those_of_the_table():
    assert tuple(command.name for command in COMMANDS) == NAMES


def test_every_intent_has_a_command():
    assert {command_of(intent) for intent in Intent} <= set(NAMES)


def test_every_method_is_one_of_the_protocol_and_stands_once():
    names = [method.name for method in METHODS]
    assert len(names) == len(set(names))
    assert set(names) <= set(types.METHOD_TO_TYPES)


async def test_the_commands_are_advertised(tmp_path):
    async with Editor(tmp_path) as editor:
        assert tuple(editor.capabilities_of_server["executeCommandProvider"]["commands"]) == NAMES


async def test_text_sync_is_incremental_and_saves_with_the_text(tmp_path):
    async with Editor(tmp_path) as editor:
        sync = editor.capabilities_of_server["textDocumentSync"]
        assert sync == {"openClose": True, "change": 2, "save": {"includeText": True}}


def test_every_argument_class_gives_a_json_schema_that_forbids_other_keys():
    for command in COMMANDS:
        schema = msgspec.json.schema(command.arguments)
        (definition,) = [item for name, item in schema["$defs"].items() if name == command.arguments.__name__]
        assert definition["additionalProperties"] is False
        assert command.summary.endswith(".")
