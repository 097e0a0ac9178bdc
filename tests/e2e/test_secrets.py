"""What leaves the machine, read from the bodies that a model server received (invariant 7)."""

import re
from pathlib import Path

import pytest

from support.desk import CURSOR, desk
from support.model_server import Reply

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
