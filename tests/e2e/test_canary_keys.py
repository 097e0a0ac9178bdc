"""Keys that somebody has set, and every place that could show them afterwards (invariant 7)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from contexten.llm.endpoints import parse_origin
from contexten.llm.keys import store_key
from support.desk import CURSOR, desk, run_cli
from support.model_server import ModelServer, Reply

SOURCE = f'"""Sums."""\n\n\ndef add(a, b):\n    {CURSOR}raise NotImplementedError\n'
GOOD = "```python\ndef add(a, b):\n    return a + b\n```"
VARIABLES = (
    "CONTEXTEN_API_KEY",
    "OPENAI_API_KEY",
    "AZURE_OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "CODEGEN_API_TOKEN",
    "CODEGEN_TOKEN",
)
CANARIES = {name: f"canary-{number}-" + "0a1B2c3D4e5F" for number, name in enumerate(VARIABLES)}
IN_FILE = "canary-file-" + "0a1B2c3D4e5F"
KEYS = [*CANARIES.values(), IN_FILE]


def leaky(status: int, headers=None):
    """A server that repeats the key it was given, as some do."""

    def answer(asked) -> Reply:
        given = {"X-Given": asked.headers["authorization"], **(headers or {})}
        body = json.dumps({"error": {"message": f"bad key: {asked.headers['authorization']}", "code": "invalid"}})
        return Reply(status=status, body=body, headers=given)

    return answer


def broken(asked) -> Reply:
    return Reply(text="a", events=[json.dumps({"error": {"message": f"lost {asked.headers['authorization']}"}})])


def elsewhere(asked) -> Reply:
    key = asked.headers["authorization"].removeprefix("Bearer ")
    return Reply(status=307, body="", headers={"Location": f"https://{key}.example/?key={key}"})


ANSWERS = {
    "a good answer": lambda asked: Reply(text=GOOD),
    "401": leaky(401),
    "400": leaky(400),
    "404": leaky(404),
    "429": leaky(429, {"Retry-After": "1"}),
    "500": leaky(500),
    "a broken stream": broken,
    "a redirect": elsewhere,
    "no answer": lambda asked: Reply(reset=True),
}


def leaked(*texts: object) -> list[str]:
    return [key for key in KEYS for text in texts if key in (text if isinstance(text, str) else str(text))]


def files_of(*folders: Path) -> list[bytes]:
    return [path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def home(tmp_path):
    """A project, and the environment of a person who has set everything."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "sums.py").write_text(SOURCE.replace(CURSOR, ""))
    return root, {**CANARIES, "CONTEXTEN_CONFIG_DIR": str(tmp_path / "config")}


async def test_no_key_is_in_logs_answers_messages_arguments_or_on_the_disk(tmp_path, home, monkeypatch, capfd):
    root, environment = home
    monkeypatch.setenv("CONTEXTEN_CONFIG_DIR", environment["CONTEXTEN_CONFIG_DIR"])
    store_key(parse_origin("https://models.example/v1"), IN_FILE, in_file=True)
    settings = {"contexten": {"log": {"level": "debug"}, "draft": {"fallback": False}}}
    told: list[object] = []
    async with desk(root, environment=environment, settings=settings) as place:
        uri = place.open("sums.py", SOURCE)
        for name, answer in ANSWERS.items():
            place.model._answer = answer
            told.append(await place.ask("generate", uri, instruction=f"do it like {name}", apply=False))
        told.append(await place.editor.execute("contexten.status"))
        told.append(await place.tasks())
        told.append(await place.ask("generate", uri, dryRun=True))
        told += [*place.editor.messages, *place.editor.progress]
        told.append(await asyncio.to_thread(Path(f"/proc/{place.editor.process.pid}/cmdline").read_text))
        sent = [asked.headers["authorization"] for asked in place.model.requests]
        bodies = [asked.body.decode() for asked in place.model.requests]
    assert set(sent) == {f"Bearer {CANARIES['CONTEXTEN_API_KEY']}"}, "the key was used, and only this one"
    assert leaked(*bodies) == []
    assert leaked(*told) == []
    out, err = capfd.readouterr()
    assert "DEBUG contexten" in err
    assert leaked(out, err) == []
    kept = files_of(tmp_path / "project-cache", root)
    assert len(kept) > 1
    assert [key for key in KEYS for data in kept if key.encode() in data] == []


@pytest.mark.parametrize("name", ["a good answer", "401", "400", "a redirect"])
async def test_no_key_is_in_what_the_command_line_prints(tmp_path, home, name):
    root, environment = home
    with ModelServer(ANSWERS[name]) as server:
        own = {
            **environment,
            "CONTEXTEN_MODEL": "scripted",
            "CONTEXTEN_BASE_URL": server.base_url,
            "CONTEXTEN_CACHE_DIR": str(tmp_path / "cache"),
        }
        for arguments in (["generate", "sums.py:5"], ["context", "sums.py:5"], ["generate", "sums.py:5", "--json"]):
            code, out, err = await run_cli(*arguments, cwd=root, environment=own)
            assert code in {0, 1, 3}
            assert leaked(out, err) == []
        assert server.requests
