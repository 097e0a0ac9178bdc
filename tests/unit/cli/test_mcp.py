"""`contexten mcp` before it speaks: what is missing is told, and stdout stays the protocol's."""

import sys

from click.testing import CliRunner

from contexten.cli.main import main


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "contexten.mcp.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server.lowlevel", None)
    result = CliRunner().invoke(main, ["mcp"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr
        == "contexten: The package 'mcp' is missing: run pip install '.[mcp]' in Contexten's own folder.\n"
    )


def test_a_folder_that_is_not_there_is_a_wrong_request(tmp_path):
    result = CliRunner().invoke(main, ["mcp", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "does not exist" in result.stderr
