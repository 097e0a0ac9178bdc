"""`contexten schema`: what commands take and answer, for programs that call them."""

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, ValidationError

from contexten.cli.main import main
from contexten.cli.schema import schema_of
from contexten.lsp.commands import NAMES
from contexten.lsp.commands.results import RESULTS
from contexten.lsp.commands.table import COMMANDS
from support.schemas import check_exchange


def printed(*arguments):
    result = CliRunner().invoke(main, ["schema", *arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_every_command_has_arguments_and_a_result():
    assert tuple(RESULTS) == NAMES
    document = printed()
    assert tuple(document["commands"]) == NAMES
    assert document == json.loads(json.dumps(schema_of(COMMANDS)))


@pytest.mark.parametrize("name", NAMES)
def test_one_command_alone_is_a_whole_document(name):
    document = printed(name)
    assert list(document["commands"]) == [name]
    assert printed(name.removeprefix("contexten.")) == document
    for part in ("arguments", "result"):
        Draft202012Validator.check_schema({**document["commands"][name][part], "$defs": document["$defs"]})
    text = json.dumps(document)
    assert all(f'"#/$defs/{kind}"' in text for kind in document["$defs"]), "no definition is left over"


def test_the_meaning_of_a_field_stands_with_it():
    where = printed("generate")["$defs"]["Where"]["properties"]
    assert where["apply"]["description"].startswith("False: return the edit")
    assert "`ready`: kept" in printed("generateBatch")["$defs"]["WrittenResult"]["properties"]["outcome"]["description"]


def test_an_unknown_command_is_one_sentence():
    result = CliRunner().invoke(main, ["schema", "generat"])
    assert result.exit_code == 2
    assert "There is no command 'generat'" in result.output


WRONG = {
    "an unknown key": ("contexten.tasks", {"tasks": "x"}, {"tasks": []}),
    "a line below 0": ("contexten.generate", {"uri": "file:///a", "position": {"line": -1}}, {"task": None}),
    "no requests": ("contexten.generateBatch", {"requests": []}, {"results": []}),
    "a result without its outcome": ("contexten.context", {"uri": "file:///a"}, {"task": None}),
    "an outcome that there is not": ("contexten.cancel", {"task": "x"}, {"task": "x", "outcome": "done"}),
    "a key that is not told of": ("contexten.tasks", {}, {"tasks": [], "more": 1}),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_oracle_that_holds_every_answer_of_the_tests_against_the_schema_can_fail(name):
    command, arguments, result = WRONG[name]
    with pytest.raises(ValidationError):
        check_exchange(command, [arguments], result)
