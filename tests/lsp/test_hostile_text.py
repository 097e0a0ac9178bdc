"""Text of a model, a file or a setting does nothing in the editor: no escapes, no links, no marks of direction."""

from __future__ import annotations

import unicodedata

from contexten.errors import ModelRefused
from contexten.llm.scripted import ScriptedProvider
from support.editor import Editor
from support.hostile_text import PAYLOADS

SOURCE = "def add(a, b):\n    raise NotImplementedError\n"


class Hostile(ScriptedProvider):
    """A model whose name and whose refusal hold a payload."""

    payload = ""

    def __init__(self) -> None:
        super().__init__(lambda _request: ModelRefused(f"The model says {self.payload} no."))

    @property
    def name(self) -> str:
        return f"model {self.payload} of evil"


def obeyed(value: object) -> list[str]:
    """Characters that do something, anywhere in what the editor was told to show."""
    if isinstance(value, dict):
        return [char for item in value.values() for char in obeyed(item)]
    if isinstance(value, list):
        return [char for item in value for char in obeyed(item)]
    text = value if isinstance(value, str) else ""
    return [char for char in text if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}]


async def test_what_a_model_says_is_shown_and_not_obeyed(tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    model = Hostile()
    async with Editor(tmp_path, provider=model) as editor:
        uri = editor.open("sums.py")
        where = {"uri": uri, "position": editor.at(uri, "raise")["start"], "intent": "implement"}
        for number, payload in enumerate(PAYLOADS):
            model.payload = payload
            result = await editor.execute("contexten.generate", where, token=f"work {number}")
            assert result["outcome"] == "failed"
        shown = [*editor.messages, *editor.progress, *editor.annotations, *editor.questions]
        assert str(shown).count("The model says") >= len(PAYLOADS)
        assert obeyed(shown) == []


async def test_a_title_shows_what_a_comment_hides(tmp_path):
    lines = [one for one in PAYLOADS if len(f"{one}.".splitlines()) == 1]
    assert len(lines) > 80
    async with Editor(tmp_path) as editor:
        for number, payload in enumerate(lines):
            uri = editor.open(f"work{number}.py", f"# ai: add retry {payload} and log\nx = 1\n")
            titles = [action["title"] for action in await editor.actions(uri, editor.at(uri, "add retry"))]
            assert any("add retry" in title for title in titles)
            assert obeyed(titles) == []
            editor.close(uri)
