"""The person's own exclusions: left out of the index, editable all the same."""

from support.workspaces import open_fixture

SOURCE = """
    #- app.py
    def here(): pass
    #- gen/made.py
    def made(): pass
    #- gen/kept.py
    def kept(): pass
"""


def names(workspace):
    return {path.rsplit("/", 1)[-1] for path in workspace.snapshot().index.paths()}


def test_patterns_take_effect_with_the_next_scan_and_can_be_lifted(tmp_path):
    workspace = open_fixture(SOURCE, tmp_path).workspace
    assert workspace.exclude(["gen/*", "!gen/kept.py"])
    assert not workspace.exclude(("gen/*", "!gen/kept.py")), "the same patterns are no change"
    workspace.scan(workers=0)
    assert names(workspace) == {"app.py", "kept.py"}
    workspace.exclude([])
    workspace.scan(workers=0)
    assert names(workspace) == {"app.py", "made.py", "kept.py"}


def test_a_pattern_that_cannot_be_read_is_left_out(tmp_path):
    workspace = open_fixture(SOURCE, tmp_path).workspace
    workspace.exclude(["!", "app.py"])
    workspace.scan(workers=0)
    assert names(workspace) == {"made.py", "kept.py"}


def test_an_excluded_file_that_is_open_may_be_edited_and_sent(tmp_path):
    opened = open_fixture(SOURCE, tmp_path)
    workspace = opened.workspace
    workspace.exclude(["gen/"])
    workspace.scan(workers=0)
    path = opened.at("gen/made.py")
    workspace.open(path, "python", "def made(): pass\n", 1)
    snapshot = workspace.snapshot()
    assert snapshot.parsed(path) is not None
    assert snapshot.is_private(path) is None
