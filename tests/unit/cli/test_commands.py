"""The commands on a small project: what is printed, written, and the exit codes."""

import json
import os

import pytest
from click.testing import CliRunner

from contexten.cli.main import main
from contexten.store.folder import default_folder
from contexten.store.store import Store
from support.shapes import SHAPES

STUB = 18
"""The line of `Tile.area`."""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'p'\n")
    (tmp_path / "shapes.py").write_text(SHAPES)
    return tmp_path


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def test_generate_shows_context_and_diff_and_writes_nothing(project):
    result = run("generate", f"{project}/shapes.py:{STUB}")
    assert result.exit_code == 0, result.stderr
    assert "+        return round(self.edge * self.edge, 2)" in result.stdout
    assert "by analogy" in result.stdout
    assert (project / "shapes.py").read_text() == SHAPES


def test_diff_prints_a_patch_and_nothing_else_on_standard_output(project):
    result = run("generate", f"{project}/shapes.py:{STUB}", "--diff")
    assert result.stdout.startswith("--- ")
    assert "Context" in result.stderr


def test_write_changes_the_file_and_keeps_its_mode(project):
    (project / "shapes.py").chmod(0o640)
    result = run("generate", f"{project}/shapes.py:{STUB}", "--write")
    assert result.exit_code == 0, result.stderr
    assert (project / "shapes.py").read_text() == SHAPES[
        : SHAPES.rindex("raise")
    ] + "return round(self.edge * self.edge, 2)\n"
    assert os.stat(project / "shapes.py").st_mode & 0o777 == 0o640


def test_json_is_one_object(project):
    result = run("generate", f"{project}/shapes.py:{STUB}", "--json")
    answer = json.loads(result.stdout)
    assert answer["outcome"] == "proposed"
    assert answer["diff"]
    assert answer["steps"][0]["detail"].startswith("No model is configured")


def test_a_dry_run_prints_the_prompt(project):
    result = run("generate", f"{project}/shapes.py:{STUB}", "--dry-run")
    assert result.exit_code == 0
    assert "Write the body of `area`" in result.stdout


def test_context_lists_what_and_why(project):
    result = run("context", f"{project}/shapes.py:{STUB}", "--json")
    answer = json.loads(result.stdout)
    assert 0 < answer["hereTokens"] <= answer["tokens"] <= answer["budget"]
    assert run("context", f"{project}/shapes.py:{STUB}", "--explain").exit_code == 0


FINISHED = 8
"""A line of a finished function."""


def test_context_of_finished_code_is_that_of_an_explanation(project):
    place = f"{project}/shapes.py:{FINISHED}"
    shown = run("context", place, "--json")
    assert shown.exit_code == 0, shown.stderr
    assert "to explain it" in shown.stderr
    told = run("explain", place, "--dry-run", "--json")
    assert json.loads(shown.stdout)["items"] == json.loads(told.stdout)["context"]["items"]


def test_what_the_index_knows_is_told_without_a_context_that_nobody_read(project):
    result = run("explain", f"{project}/shapes.py:{FINISHED}")
    assert result.exit_code == 0
    assert result.stdout.startswith("## ")
    (told,) = result.stderr.splitlines()
    assert told.endswith("This is what the index knows.")


def test_generate_in_finished_code_says_how_to_ask(project):
    result = run("generate", f"{project}/shapes.py:{FINISHED}")
    assert result.exit_code == 2
    assert "-i TEXT, or PATH:FIRST-LAST" in result.stderr


def test_a_file_outside_of_the_named_folder_is_refused(project, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    for command in ("context", "generate"):
        result = run(command, f"{project}/shapes.py:{STUB}", "--root", other)
        assert result.exit_code == 2
        assert f"is not in the folder '{other}'" in result.stderr
    link = other / "link"
    link.symlink_to(project)
    assert run("context", f"{project}/shapes.py:{STUB}", "--root", link).exit_code == 0


@pytest.mark.parametrize("columns", [50, 60, 100, 140])
def test_a_place_stands_whole_on_a_line_of_every_terminal(project, monkeypatch, columns):
    folder = project / "drawing" / "geometry"
    folder.mkdir(parents=True)
    (project / "shapes.py").rename(folder / "shapes.py")
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run("context", f"{folder}/shapes.py:{STUB}").stdout.splitlines()
    assert any(line.split()[:1] == ["drawing/geometry/shapes.py"] for line in lines)
    assert all(len(line) <= columns for line in lines)


def test_batch_answers_each_line_in_order_and_goes_on_after_a_bad_one(project):
    good = {
        "root": str(project),
        "file": "shapes.py",
        "line": STUB - 1,
        "character": 8,
        "budget_tokens": 1000,
    }
    lines = "\n".join(json.dumps(line) for line in (good, {"root": str(project)}, good)) + "\n"
    answers = [json.loads(line) for line in run("context", "--batch", stdin=lines).stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False]
    assert answers[0]["items"] == answers[2]["items"]


def test_index_counts_files_and_symbols(project):
    answer = json.loads(run("index", project, "--json").stdout)
    assert answer["files"] >= 1
    assert answer["symbols"] >= 7


@pytest.mark.parametrize(
    ("place", "code", "says"),
    [
        ("nowhere.py:1", 2, "There is no file"),
        ("shapes.py:99", 2, "there is no line 99"),
        ("shapes.py", 2, "PATH:LINE"),
        ("binary.bin:1", 2, "not a text file"),
        ("shapes.py:1", 2, "give an instruction"),
        (".:1", 2, "is a folder"),
    ],
)
def test_a_wrong_request_is_one_clear_sentence(project, place, code, says):
    (project / "binary.bin").write_bytes(b"\0\1\2")
    result = run("generate", f"{project}/{place}")
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (code, 1), result.output
    assert says in result.stderr


def test_an_unreachable_model_without_fallback_is_said_with_the_next_step(project, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_MODEL", "m")
    monkeypatch.setenv("CONTEXTEN_BASE_URL", "http://127.0.0.1:9/v1")
    result = run("generate", f"{project}/shapes.py:10", "-i", "add a cache", "--intent", "rewrite")
    assert result.exit_code == 3, result.output
    assert "127.0.0.1:9" in result.stderr


def test_no_write_permission_for_the_cache_is_no_reason_to_stop(project, monkeypatch):
    monkeypatch.setenv("CONTEXTEN_CACHE_DIR", "/proc/nowhere")
    assert run("generate", f"{project}/shapes.py:{STUB}").exit_code == 0


@pytest.mark.parametrize("there", ["a file", "a folder in use"])
def test_the_demo_overwrites_nothing(there, tmp_path):
    kept = tmp_path / "mine"
    if there == "a file":
        kept.write_text("mine")
    else:
        kept.mkdir()
        (kept / "README.md").write_text("mine")
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    result = run("demo", "--keep", kept)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a new one" in result.stderr
    assert {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_place_that_cannot_hold_the_sample_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    result = run("demo", "--keep", tmp_path / "file" / "below")
    assert result.exit_code == 2
    assert "name a folder that can be written" in result.stderr


@pytest.fixture
def keyring_of_this_test(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class InMemory(KeyringBackend):
        priority = 1
        kept: dict = {}  # noqa: RUF012

        def set_password(self, service, username, password):
            self.kept[service, username] = password

        def get_password(self, service, username):
            return self.kept.get((service, username))

        def delete_password(self, service, username):
            if self.kept.pop((service, username), None) is None:
                raise keyring.errors.PasswordDeleteError("none")

    backend = InMemory()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return backend


def test_a_key_is_taken_from_a_pipe_and_forgotten_once(keyring_of_this_test):
    key, url = "sk-" + "test", "http://127.0.0.1:1234/v1"
    result = run("key", "set", url, stdin=f"{key}\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(keyring_of_this_test.kept.values()) == [key]
    assert key not in result.output
    assert "is forgotten" in run("key", "delete", url).stdout
    assert "was in neither the keyring nor the key file" in run("key", "delete", url).stdout


def test_a_key_is_kept_in_a_file_on_request(keyring_of_this_test, monkeypatch, tmp_path):
    monkeypatch.setenv("CONTEXTEN_CONFIG_DIR", str(tmp_path / "own"))
    key, url = "sk-" + "test", "http://127.0.0.1:1234/v1"
    result = run("key", "set", "--file", url, stdin=f"{key}\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert key not in result.output
    assert keyring_of_this_test.kept == {}
    kept = tmp_path / "own" / "keys.json"
    assert (kept.stat().st_mode & 0o777, key in kept.read_text()) == (0o600, True)
    kept.chmod(0o644)
    refused = run("key", "delete", url)
    assert (refused.exit_code, "can be read by others" in refused.stderr) == (2, True)
    kept.chmod(0o600)
    assert "is forgotten" in run("key", "delete", url).stdout
    assert key not in kept.read_text()


def test_an_empty_key_is_said(keyring_of_this_test):
    result = run("key", "set", "http://127.0.0.1:1234/v1", stdin="")
    assert result.exit_code == 2
    assert "The key is empty" in result.stderr


def test_a_replaced_secret_of_the_instruction_is_shown_as_such(project):
    secret = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
    result = run("context", f"{project}/shapes.py:{STUB}", "-i", f"send {secret}")
    assert "in the instruction" in result.stdout
    assert secret not in result.output


def test_what_is_kept_is_shown_and_forgotten(project):
    run("context", f"{project}/shapes.py:{STUB}")
    store = Store.open(default_folder())
    store.generations.put("recipe", b"answer")
    store.close()
    stats = json.loads(run("cache", "stats", "--json").stdout)
    assert stats["answers"] == {"count": 1, "bytes": 6}
    assert stats["facts"]["count"] == 1
    assert stats["folder"] == os.environ["CONTEXTEN_CACHE_DIR"]
    assert "Answers: 1, 0.0 MB" in run("cache", "stats").stdout
    assert run("cache", "clear").stdout == "Forgotten: 1 answers.\n"
    assert json.loads(run("cache", "stats", "--json").stdout)["facts"]["count"] == 1
    cleared = json.loads(run("cache", "clear", "--index", "--json").stdout)
    assert cleared["answers"] == 0
    assert cleared["facts"] >= 1
    assert json.loads(run("cache", "stats", "--json").stdout)["facts"]["count"] == 0


def test_a_team_server_is_allowed_and_its_password_never_shown(monkeypatch):
    password = "hush" + "hush77"
    result = run("cache", "allow", f"redis://u:{password}@cache.example:7000")
    assert result.stdout == "Answers may be shared by redis://cache.example:7000.\n"
    monkeypatch.setenv("CONTEXTEN_TEAM_CACHE_URL", f"redis://u:{password}@cache.example:7000")
    assert "Team: redis://cache.example:7000" in run("cache", "stats").stdout
    wrong = run("cache", "allow", f"http://u:{password}@cache.example")
    assert wrong.exit_code == 2
    assert password not in result.output + wrong.output + run("cache", "stats", "--json").output


def test_status_says_what_is_configured_and_what_to_do_about_the_rest(project):
    result = run("status", project)
    assert result.exit_code == 0, result.stderr
    assert "set 'contexten.model.name' or CONTEXTEN_MODEL" in result.stdout
    assert "set CODEGEN_API_TOKEN" in result.stdout
    assert "answers are kept for 7 days" in result.stdout
    assert "Kept on disk: 0 answers, 0.0 MB." in result.stdout
    assert "No model was asked today." in result.stdout


def test_status_as_json_names_the_model_and_never_the_key(project, monkeypatch):
    key = "sk-canary-" + "q7" * 12
    monkeypatch.setenv("CONTEXTEN_MODEL", "m")
    monkeypatch.setenv("CONTEXTEN_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("CONTEXTEN_API_KEY", key)
    result = run("status", project, "--json")
    found = json.loads(result.stdout)
    assert found["ready"]["model"] == {"ready": True, "detail": "m at 127.0.0.1:9"}
    assert set(found) == {"ready", "runs", "models", "cache", "performance", "circuits"}
    assert key not in result.stdout + result.stderr
