from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- bin/run.sh
    #!/usr/bin/env bash
    # Installs things.

    set -euo pipefail
    source ./lib/log.sh
    . "$(dirname "$0")/../lib/util.sh"
    source "${ROOT}/lib/more.sh"

    NAME="x"
    readonly LIMIT=3
    declare -A known
    # Installs one.
    install_one() {
      local target="$1" other
      log "$target" "${NAME}" | tee "$LOG"
      result=$(fetch "$target" 2)
    }
    function run_all { for each in "$@"; do install_one "$each"; done; }
    in_shell() (
      cd /tmp
    )
    _private() { echo 1; }
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "constant NAME",
        "constant LIMIT",
        "function install_one",
        "function run_all",
        "function in_shell",
        "function _private",
    ]


def test_a_function_is_read_whole():
    facts = facts_of(SOURCE)
    one = named(facts, "install_one")
    assert (one.signature, one.doc) == ("install_one()", "Installs one.")
    assert named(facts, "run_all").signature == "function run_all"
    assert named(facts, "LIMIT").signature == "readonly LIMIT=3"
    assert [item.name for item in facts.definitions if not item.exported] == ["_private"]
    assert facts.doc == "Installs things."


def test_sourced_files():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.level) for item in facts.imports] == [
        ("./lib/log.sh", "*", 0),
        ("../lib/util.sh", "*", 1),
        ("lib/more.sh", "*", 1),
    ]
    assert facts.import_end == facts.imports[-1].end


def test_references_are_commands_and_variables():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.arguments) for item in facts.references}
    assert {("log", "call", 2), ("fetch", "call", 2), ("install_one", "call", 1)} <= found
    assert {("NAME", "name", -1), ("LOG", "name", -1), ("each", "name", -1)} <= found
    assert not {"1", "0", "local", "echo", "set"} & {item[0] for item in found}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.sh
        empty() { :; }
        noted() {
          # TODO
          :
        }
        said() {
          echo "not implemented" >&2
          exit 1
        }
        done_() { return 0; }
        fine() { echo "closed"; exit 1; }
    """)
    assert unfinished(facts) == ["empty", "noted", "said"]


def test_where_tests_go():
    assert by_id("bash").test_file("lib/install.sh") == "test/install_test.sh"
