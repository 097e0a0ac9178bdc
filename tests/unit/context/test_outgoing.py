"""What leaves beside a pack: no line of a private file, no known secret, and all the rest as it was."""

from __future__ import annotations

import random
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.context.redact import Outgoing
from contexten.store import Store
from contexten.workspace import Workspace
from support.planted import KINDS, rng_of

CANARY = "CANARY" + "OFADIFF"
TOKEN = KINDS["github"](rng_of(1))
PRIVATE = [
    ".env",
    "deploy/.env.local",
    "id_rsa",
    "my key.pem",
    "ä/secrets.yaml",
    'q"uote/.npmrc',
    ".aws/config",
    "hidden.py",
]
PLAIN = ["main.py", "a/b.py", "my notes.txt", "ü.py", "b/env.py", 'q"uote/m.py']


@pytest.fixture
def outgoing(tmp_path):
    (tmp_path / ".contextenignore").write_text("hidden.py\n")
    return Outgoing(Workspace([str(tmp_path)], Store.open(None)).snapshot())


@pytest.fixture
def git(tmp_path):
    def run(*arguments: str) -> str:
        own = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *own, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout

    run("init", "-q", "-b", "main")
    return run


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def repository(root, git):
    for name in [*PRIVATE, *PLAIN]:
        write(root, name, f"old {name}\n-- a\n++ b\n" + (f"{CANARY}\n" if name in PRIVATE else "shown\n") * 9)
    git("add", "-A", "-f")
    git("commit", "-qm", f"a message with {TOKEN}")
    for name in [*PRIVATE, *PLAIN]:
        kept = f"{CANARY}\n" if name in PRIVATE else "shown\n"
        write(root, name, kept * 4 + f"new {name}\n" + kept * 4)


@pytest.mark.parametrize(
    "options", [[], ["--no-prefix"], ["-c", "core.quotepath=off"], ["-c", "diff.mnemonicPrefix=true"], ["-U0"], ["-w"]]
)
def test_a_diff_of_git_comes_without_private_files(tmp_path, git, outgoing, options):
    repository(tmp_path, git)
    before = [option for option in options if "." in option or option == "-c"]
    diff = git(*before, "diff", *[option for option in options if option not in before])
    assert diff.count(CANARY) > 8
    sent = outgoing.diff(diff, str(tmp_path))
    assert CANARY not in sent
    for name in PLAIN:
        assert f"+new {name}\n" in sent
    assert sent.count("# A file was left out of this diff: ") == len(PRIVATE)
    assert ".contextenignore excludes it" in sent


def test_a_private_file_that_is_renamed_to_a_plain_one_stays_out(tmp_path, git, outgoing):
    repository(tmp_path, git)
    git("add", "-A", "-f")
    git("commit", "-qm", "one")
    git("mv", ".env", "notes.txt")
    git("mv", "main.py", "other.py")
    (tmp_path / "notes.txt").write_text(f"{CANARY}\n" * 8 + "more\n")
    diff = git("diff", "-M", "HEAD")
    assert "rename from .env" in diff
    sent = outgoing.diff(diff, str(tmp_path))
    assert CANARY not in sent
    assert "rename to other.py" in sent


def test_a_log_with_patches_and_a_merge_comes_without_them_too(tmp_path, git, outgoing):
    repository(tmp_path, git)
    git("checkout", "-q", "-b", "side")
    git("commit", "-qam", "side")
    git("checkout", "-q", "main")
    write(tmp_path, ".env", f"main {CANARY}\n")
    write(tmp_path, "main.py", "main\n")
    git("commit", "-qam", "main")
    git("merge", "side")
    for diff in (git("diff"), git("log", "-p"), git("show", "side")):
        assert CANARY in diff
        sent = outgoing.diff(diff, str(tmp_path))
        assert CANARY not in sent
        assert TOKEN not in sent
        assert "main.py" in sent


def test_secrets_of_plain_files_are_replaced_in_a_diff(tmp_path, outgoing):
    diff = f'--- app/conf.py\n+++ app/conf.py\n@@ -1 +1 @@\n-TOKEN = "{TOKEN}"\n+TOKEN = read("{TOKEN}")\n'
    assert outgoing.diff(diff, str(tmp_path)) == diff.replace(TOKEN, "<SECRET:github:1>")
    assert [(item.path, item.count) for item in outgoing.redactions] == [("app/conf.py", 2)]


def test_an_unquoted_value_of_a_changed_configuration_is_replaced(tmp_path, outgoing):
    value = "q7Zp" + "4Kd9" + "Wm2x" + "81Lt"
    for sign in "+- ":
        diff = f"--- a/app.ini\n+++ b/app.ini\n@@ -1 +1 @@\n{sign}API_TOKEN={value}\n"
        assert value not in outgoing.diff(diff, str(tmp_path))


def test_a_line_that_looks_like_a_header_ends_no_file(tmp_path, outgoing):
    diff = (
        "--- a/.env\n+++ b/.env\n@@ -1,2 +1,2 @@\n--- a/main.py\n+++ b/main.py\n"
        f"-{CANARY}\n+{CANARY}\n@@ -9 +9 @@\n-{CANARY}\n+{CANARY}\n"
    )
    assert (
        outgoing.diff(diff, str(tmp_path)) == "# A file was left out of this diff: files of this name hold secrets.\n"
    )


@pytest.mark.parametrize("header", ["diff --git\nnonsense\n", "diff --git x y\n", "", "diff --git \n", "index 1..2\n"])
def test_a_part_without_a_name_is_left_out(tmp_path, outgoing, header):
    sent = outgoing.diff(f"{header}@@ -1 +1 @@\n+{CANARY}\n", str(tmp_path))
    assert CANARY not in sent
    assert "unclear which file" in sent


@given(st.lists(st.sampled_from([*PRIVATE, *PLAIN]), max_size=6, unique=True), st.integers(0, 99))
def test_whatever_the_order_the_private_files_are_out_and_the_others_whole(tmp_path_factory, names, seed):
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    root = tmp_path_factory.mktemp("w")
    (root / ".contextenignore").write_text("hidden.py\n")
    door = Outgoing(Workspace([str(root)], Store.open(None)).snapshot())
    sections = {}
    for name in names:
        removed, added = rng.randint(0, 3), rng.randint(1, 3)
        lines = ["---- x\n"] * removed + [f"+{CANARY} {name}\n"] * added
        quoted = '"' + name.replace('"', '\\"') + '"'
        sections[name] = f"--- {quoted}\n+++ {quoted}\n@@ -1,{removed} +1,{added} @@\n" + "".join(lines)
    sent = door.diff("".join(sections.values()), str(root))
    assert sent.count(CANARY) == sum(sections[name].count(CANARY) for name in names if name in PLAIN)
    for name in names:
        assert (sections[name] in sent) == (name in PLAIN)


def test_free_text_loses_what_any_file_could_hold(outgoing):
    pasted = "use this:\nDB_PASSWORD=tr0ub4dor\nand " + TOKEN
    assert outgoing.free_text(pasted) == "use this:\nDB_PASSWORD=<SECRET:password:1>\nand <SECRET:github:1>"
    assert outgoing.free_text(f"again {TOKEN}") == "again <SECRET:github:1>"


def test_a_file_is_given_without_its_secrets_or_not_at_all(tmp_path, outgoing):
    write(tmp_path, "main.py", f'T = "{TOKEN}"\n')
    write(tmp_path, ".env", CANARY)
    assert outgoing.file_text(str(tmp_path / "main.py")) == 'T = "<SECRET:github:1>"\n'
    assert outgoing.file_text(str(tmp_path / ".env")) is None
    assert outgoing.refusal(str(tmp_path / ".env")) == "files of this name hold secrets"
    assert outgoing.file_text(str(tmp_path / "missing.py")) is None
