"""`contexten doctor`: what it finds on this machine, what it calls broken, and that it shows no secret."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from contexten.cli import checks
from contexten.cli.finding import State
from contexten.cli.main import main
from support.model_server import ModelServer, Reply

NETWORK = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (folder / "edge.py").write_text("def edge(w):\n    return 4 * w\n")
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(tmp_path / "cache"))
    # Only git: asking real editors for their versions takes seconds.
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "git").symlink_to(shutil.which("git"))
    monkeypatch.setenv("PATH", str(programs))
    for name in (*NETWORK, "SSL_CERT_FILE", "SSL_CERT_DIR", "CONTEXTEN_MODEL", "CONTEXTEN_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


def look(project, *options):
    result = CliRunner().invoke(main, ["doctor", str(project), "--json", *options])
    answer = json.loads(result.stdout)
    return result.exit_code, answer, {item["name"]: item for item in answer["findings"]}


def test_a_machine_in_order_ends_with_0_and_names_what_is_not_configured(project):
    code, answer, found = look(project)
    assert (code, answer["ok"]) == (0, True), answer
    assert found["python"]["version"] == ".".join(map(str, sys.version_info[:3]))
    assert found["packages"]["versions"]["pygls"]
    assert found["grammars"]["loaded"] >= 20
    assert found["cache"]["mode"] == "0700"
    assert (found["workspace"]["files"], found["workspace"]["symbols"]) == (1, 1)
    assert found["model"]["state"] == "note"
    assert "CONTEXTEN_MODEL" in found["model"]["detail"]


def test_a_person_gets_a_table_with_the_next_steps(project, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_BASE_URL", "nonsense")
    result = CliRunner().invoke(main, ["doctor", str(project)])
    assert result.exit_code == 1
    rows = result.stdout.splitlines()
    assert any(row.startswith("ok") and "python" in row for row in rows)
    assert any(row.startswith("BAD") and "settings" in row and "must start with https://" in row for row in rows)
    assert any("→ Mend the variable" in row for row in rows)


def test_a_key_is_named_by_where_it_comes_from_and_never_shown(project, monkeypatch):
    key = "sk-canary-" + "q7" * 12
    monkeypatch.setenv("CONTEXTEN_MODEL", "m")
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setenv("CONTEXTEN_TEAM_CACHE_URL", f"redis://u:{key}@cache.example:7000")
    monkeypatch.setenv("HTTPS_PROXY", f"http://u:{key}@proxy.example:3128")
    code, answer, found = look(project)
    assert code == 0, answer
    assert found["key"]["detail"] == "for https://api.openai.com, from OPENAI_API_KEY"
    assert found["settings"]["settings"]["model.name"] == {"value": "m", "from": "CONTEXTEN_MODEL"}
    assert found["network"]["variables"]["HTTPS_PROXY"] == "http://proxy.example:3128"
    assert "uses no proxy" in found["network"]["step"]
    assert "cache.example:7000" in found["settings"]["detail"]
    assert key not in json.dumps(answer) + CliRunner().invoke(main, ["doctor", str(project)]).output


def test_a_model_that_is_named_and_has_no_key_is_a_fault(project, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_MODEL", "m")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    code, _, found = look(project, "--only", "key")
    assert (code, found["key"]["state"]) == (1, "bad")
    assert "contexten key set https://api.openai.com" in found["key"]["step"]


ONLINE = {"it answers": (Reply(text="yes"), 0, "ok"), "it wants a key": (Reply(status=401, body="{}"), 1, "bad")}


@pytest.mark.parametrize("name", ONLINE)
def test_the_model_is_asked_only_on_request(project, monkeypatch, name):
    reply, expected, state = ONLINE[name]
    with ModelServer([reply]) as model:
        monkeypatch.setenv("CONTEXTEN_MODEL", "scripted")
        monkeypatch.setenv("CONTEXTEN_BASE_URL", model.base_url)
        assert look(project, "--only", "model")[0] == 0
        assert model.requests == []
        code, _, found = look(project, "--online", "--only", "model")
        assert (code, found["model answers"]["state"], len(model.requests)) == (expected, state, 1)


def test_online_without_a_model_is_a_fault(project):
    code, _, found = look(project, "--online", "--only", "model")
    assert (code, found["model answers"]["state"]) == (1, "bad")


def test_a_grammar_that_ends_the_process_is_named_and_the_others_are_still_looked_at(tmp_path, monkeypatch):
    (tmp_path / "tree_sitter_lua.py").write_text("import os\n\n\ndef language():\n    os.abort()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = checks.grammars(("python", "lua", "go"))
    assert found.state is State.BAD
    assert found.facts == {"loaded": 2, "broken": {"lua": "crashes (signal 6)"}}


def test_a_grammar_that_is_not_installed_is_named_with_the_reason(tmp_path, monkeypatch):
    (tmp_path / "tree_sitter_lua.py").write_text("raise ImportError('no such wheel')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = checks.grammars(("python", "lua"))
    assert found.facts["broken"] == {"lua": "ImportError: no such wheel"}


def test_a_cache_that_others_can_read_is_a_fault(project, tmp_path):
    look(project, "--only", "cache")
    (tmp_path / "cache" / "copy.db").touch(mode=0o644)
    (tmp_path / "cache" / "copy.db").chmod(0o644)
    code, _, found = look(project, "--only", "cache")
    assert (code, found["cache"]["state"]) == (1, "bad")
    assert found["cache"]["files"]["copy.db"] == "0644"


def test_a_cache_that_cannot_be_made_is_a_fault_with_a_next_step(project, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", "/proc/nowhere")
    code, _, found = look(project, "--only", "cache")
    assert (code, found["cache"]["state"]) == (1, "bad")
    assert "CONTEXTEN_CACHE_DIR" in found["cache"]["detail"]


def test_a_certificate_file_that_is_not_there_is_a_fault(project, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    code, _, found = look(project, "--only", "network")
    assert code == 1
    assert "Mend or remove SSL_CERT_FILE" in found["network"]["step"]


def test_no_git_and_no_editor_is_no_fault(project, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, found = look(project, "--only", "git", "--only", "editors")
    assert code == 0
    assert (found["git"]["state"], found["editors"]["state"]) == ("note", "note")


def test_an_editor_is_found_with_its_version(tmp_path, monkeypatch):
    program = tmp_path / "nvim"
    program.write_text("#!/bin/sh\necho 'NVIM v0.11.2'\necho more\n")
    program.chmod(0o755)
    (tmp_path / "hx").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "hx").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checks.editors().facts["versions"] == {"nvim": "NVIM v0.11.2", "hx": ""}


def test_a_folder_without_code_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / ".git").mkdir()
    _, _, found = look(folder, "--only", "workspace")
    assert list(found) == ["workspace"]
    assert found["workspace"]["state"] == "note"


def test_every_package_of_the_project_file_is_looked_at():
    wanted = Path(__file__).parents[3].joinpath("pyproject.toml").read_text()
    assert all(f'"{name}' in wanted for name in checks.packages().facts["versions"])
    assert checks.packages().state is State.OK
