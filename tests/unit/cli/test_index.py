"""`contexten index`: make, export, import."""

import json

import pytest
from click.testing import CliRunner

from contexten.cli.main import main


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "shapes.py").write_text("class Shape:\n    def area(self): ...\n")
    return folder


def run(*arguments, cache):
    return CliRunner().invoke(main, ["index", *map(str, arguments)], env={"CONTEXTEN_CACHE_DIR": str(cache)})


def test_a_folder_alone_means_make(project, tmp_path):
    for arguments in ([project, "--json"], ["--json", project], ["make", project, "--json"]):
        result = run(*arguments, cache=tmp_path / "cache")
        assert json.loads(result.stdout)["files"] == 1, result.stderr


def test_help_names_the_subcommands(tmp_path):
    text = run("--help", cache=tmp_path / "cache").stdout
    assert all(name in text for name in ("export", "import", "make"))


def test_an_export_is_taken_over_once(project, tmp_path):
    file = tmp_path / "index.ctx"
    assert run("export", file, project, cache=tmp_path / "ci").stdout.startswith("1 texts, 0.0 MB")
    assert file.stat().st_mode & 0o777 == 0o600
    first = run("import", file, "--json", cache=tmp_path / "mine")
    assert json.loads(first.stdout) == {
        "added": 1,
        "known": 0,
        "damaged": 0,
        "otherVersion": 0,
        "foreign": 0,
        "leftOut": 0,
    }
    assert run("import", file, cache=tmp_path / "mine").stdout == "0 texts added, 1 known already\n"


def test_damage_is_told(project, tmp_path):
    file = tmp_path / "index.ctx"
    run("export", file, project, cache=tmp_path / "ci")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    result = run("import", file, cache=tmp_path / "mine")
    assert (result.exit_code, result.stdout) == (0, "0 texts added, 0 known already, 1 damaged\n")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["missing"], 2, "There is no folder 'missing'"),
        (["export", "out", "missing"], 2, "There is no folder 'missing'"),
        (["export", "/nowhere/out"], 3, "cannot be written"),
        (["import", "/nowhere/in"], 2, "cannot be read"),
        (["import", "shapes.py"], 2, "is no exported index"),
    ],
)
def test_what_does_not_work_is_one_sentence(project, tmp_path, monkeypatch, arguments, code, says):
    monkeypatch.chdir(project)
    result = run(*arguments, cache=tmp_path / "cache")
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
