"""What leaves the machine, read from the bodies that a model server received (invariant 7)."""

import json
import re
from pathlib import Path

import pytest

from support.desk import CURSOR, desk
from support.model_server import Reply
from support.planted import KINDS, Planted, rng_of
from support.secret_names import SECRET

CANARY = "CANARY" + "OFTHISTEST"
PRIVATE = f"-----BEGIN {'RSA PRIVATE'} KEY-----\n{CANARY}Key\n-----END {'RSA PRIVATE'} KEY-----\n"
PROVIDER_KEY = "sk-" + "proj-" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"
TOKEN = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
KNOWN = [CANARY, PROVIDER_KEY, TOKEN]
FILES = {
    ".env": f"PASSWORD={CANARY}\n",
    ".env.local": f"PASSWORD={CANARY}\n",
    "id_rsa": PRIVATE,
    "server.pem": PRIVATE,
    "hidden.py": f"HIDDEN = '{CANARY}'\n\n\ndef client():\n    return HIDDEN\n",
    ".contextenignore": "hidden.py\n",
    "other.py": f"KEY = '{PROVIDER_KEY}'\n\n\ndef connect():\n    return client(KEY)\n",
}
SOURCE = f"""from hidden import client
from other import KEY, connect

TOKEN = "{TOKEN}"


def add(a, b):
    {CURSOR}raise NotImplementedError


def use():
    return client(), connect(), KEY, TOKEN
"""


def written(root: Path) -> None:
    for name, text in FILES.items():
        (root / name).write_text(text, "utf-8")


async def test_no_secret_leaves_and_the_file_gets_its_own_back(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    written(root)

    def answer(asked) -> Reply:
        shown = re.search(r'TOKEN = "([^"]*)"', asked.json["messages"][-1]["content"])
        return Reply(text=f'```python\ndef add(a, b):\n    return a, b, "{shown.group(1)}"\n```')

    async with desk(root) as place:
        place.model._answer = answer
        for name in (".env", ".env.local", "id_rsa", "server.pem", "hidden.py", "other.py"):
            place.editor.open(name, language_id="python")
        uri = place.open("main.py", SOURCE)
        result = await place.ask("generate", uri, instruction=f"log in with {TOKEN}")
        sent = place.model.received().decode()
        assert result["outcome"] == "applied", result["reason"]
        assert "def add" in sent
        assert "def connect" in sent
        assert [secret for secret in KNOWN if secret in sent] == []
        assert place.text(uri) == SOURCE.replace(f"{CURSOR}raise NotImplementedError", f'return a, b, "{TOKEN}"')
        shown = str({key: result[key] for key in ("context", "steps")})
        assert [secret for secret in KNOWN if secret in shown] == []


@pytest.mark.parametrize("name", [".env", ".env.local", "id_rsa", "server.pem", "hidden.py"])
async def test_a_file_that_is_never_sent_is_refused_before_anything_is_asked(tmp_path, name):
    root = tmp_path / "project"
    root.mkdir()
    written(root)
    async with desk(root, "x = 1") as place:
        uri = place.editor.open(name, language_id="python")
        where = {"uri": uri, "position": {"line": 0, "character": 1}, "instruction": "change it"}
        for command in ("generate", "refactor", "document", "test", "fix", "context"):
            result = await place.editor.execute(f"contexten.{command}", where)
            assert (result["outcome"], CANARY in str(result)) == ("refused", False)
            assert "is never sent to a model" in result["reason"]
        assert await place.editor.code_actions(uri, 0, 1) == []
        assert place.model.received() == b""


def marked(number: int) -> str:
    return f"def helper_{number}(a, b):\n    return '{CANARY}'\n"


async def test_no_file_of_a_secret_name_is_sent_from_wherever_it_stands(tmp_path):
    """On disk, below a folder, in upper case, in an open buffer of any language, and through a link of another name."""
    root = tmp_path / "project"
    names = [*SECRET, *(f"sub/{name}" for name in SECRET), *(name.upper() for name in SECRET)]
    for number, name in enumerate(names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(marked(number))
        (root / f"link_{number}.py").symlink_to(root / name)
    calls = "".join(f"    helper_{number}(1, 2)\n" for number in range(len(names)))
    source = f"def add(a, b):\n    {CURSOR}raise NotImplementedError\n\n\ndef use():\n{calls}"
    async with desk(root, "```python\ndef add(a, b):\n    return a + b\n```") as place:
        for number, name in enumerate(names):
            place.editor.open(name, language_id="python")
            place.editor.open(f"link_{number}.py", language_id="python")
        uri = place.open("main.py", source)
        for command in ("generate", "refactor", "document", "test", "context"):
            result = await place.ask(command, uri, instruction="use helper_0 and helper_1", apply=False)
            assert CANARY not in str(result)
        assert len(place.model.requests) >= 4
        assert CANARY.encode() not in place.model.received()
        asked = len(place.model.requests)
        for path in [*names, *(f"link_{number}.py" for number in range(len(names)))]:
            where = {"uri": place.editor.uri(path), "position": {"line": 1, "character": 4}, "instruction": "change it"}
            result = await place.editor.execute("contexten.generate", where)
            assert (result["outcome"], CANARY in str(result)) == ("refused", False), path
        assert len(place.model.requests) == asked


@pytest.mark.parametrize("spelling", ["%2Eenv", "sub/../.env", "%2e%65%6e%76", ".ENV", "./.env"])
async def test_no_spelling_of_a_uri_lifts_the_list(tmp_path, spelling):
    root = tmp_path / "project"
    root.mkdir()
    async with desk(root, "x = 1") as place:
        uri = f"{root.as_uri()}/{spelling}"
        item = {"uri": uri, "languageId": "python", "version": 1, "text": marked(0)}
        place.editor.notify("textDocument/didOpen", {"textDocument": item})
        where = {"uri": uri, "position": {"line": 1, "character": 4}, "instruction": "change it"}
        result = await place.editor.execute("contexten.generate", where)
        assert (result["outcome"], "is never sent to a model" in result["reason"]) == ("refused", True)
        assert place.model.received() == b""


async def test_a_file_that_becomes_private_is_not_sent_any_more(tmp_path):
    """By a deny file that is written while the server runs, and by a new name."""
    root = tmp_path / "project"
    root.mkdir()
    for number, name in enumerate(("denied.py", "renamed.py")):
        (root / name).write_text(marked(number))
    source = (
        f"def add(a, b):\n    {CURSOR}raise NotImplementedError\n\n\ndef use():\n    helper_0(1, 2), helper_1(1, 2)\n"
    )
    async with desk(root, "```python\ndef add(a, b):\n    return a + b\n```") as place:
        opened = place.editor.open("renamed.py", language_id="python")
        uri = place.open("main.py", source)
        await place.indexed()
        await place.ask("generate", uri, instruction="call both helpers", apply=False)
        assert place.model.received().count(CANARY.encode()) >= 2, "without a rule they are sent"
        before = len(place.model.received())
        (root / ".contextenignore").write_text("denied.py\n")
        place.close(opened)
        (root / "renamed.py").rename(root / "credentials")
        place.editor.open("credentials", language_id="python")
        changes = [(".contextenignore", 1), ("renamed.py", 3), ("credentials", 1)]
        events = [{"uri": place.editor.uri(name), "type": kind} for name, kind in changes]
        place.editor.notify("workspace/didChangeWatchedFiles", {"changes": events})
        await place.indexed()
        await place.ask("generate", uri, instruction="call both of the helpers", apply=False)
        sent = place.model.received()[before:]
        assert b"def add" in sent
        assert CANARY.encode() not in sent


async def test_what_a_diagnostic_or_an_instruction_quotes_is_replaced(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    password = "tr0ub4" + "dor-9X"
    keys = {kind: make(rng_of(kind)) for kind, make in KINDS.items()}
    quoted = "\n".join(keys.values())
    hidden = [Planted(kind, "", "", "", key).hidden for kind, key in keys.items()]
    async with desk(root, "```python\nx = 2\n```") as place:
        uri = place.open("main.py", f"{CURSOR}x = 1\n")
        where = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 5}}
        problem = {"range": where, "message": f"cannot log in with\nDB_PASSWORD={password}\n{quoted}"}
        for command in ("generate", "refactor", "fix"):
            asked = {"instruction": f"use\nDB_PASSWORD={password}\n{quoted}", "diagnostics": [problem], "apply": False}
            await place.ask(command, uri, **asked)
        sent = place.model.received().decode()
        assert len(place.model.requests) >= 3
        assert "cannot log in with" in sent
        assert [key for key in (*hidden, password) if json.dumps(key)[1:-1] in sent] == []
