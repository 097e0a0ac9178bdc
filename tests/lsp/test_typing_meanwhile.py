"""A person types while the model writes: whatever happens, nothing that was typed is lost."""

import asyncio
import random

import pytest

from contexten.llm.scripted import Scripted, ScriptedProvider
from support.editor import Editor

STUB = "raise NotImplementedError"
SOURCE = "".join(
    f"def f{number}(a, b):\n    {STUB if number == 3 else f'return a + {number}'}\n\n\n" for number in range(8)
)
BODY = "total = a + b\nreturn total"
ROUNDS = 60


async def type_something(editor, uri, rng, number):
    """A comment with a mark of its own, anywhere; sometimes in the very line that is being written."""
    lines = editor.buffers[uri].text.splitlines()
    line = rng.randrange(len(lines))
    if rng.random() < 0.15:
        line = next((index for index, text in enumerate(lines) if STUB in text), line)
    mark = f"# mark{number}#\n"
    if rng.random() < 0.5:
        where, text = {"line": line, "character": 0}, mark
    else:
        where, text = {"line": line, "character": len(lines[line])}, f"  {mark}"
    editor.change(uri, [{"range": {"start": where, "end": where}, "text": text}])
    return mark.strip()


@pytest.mark.parametrize("behaviour", ["apply", "refuse", "types at the last moment", "ignores versions"])
async def test_nothing_that_is_typed_is_lost(tmp_path, behaviour):
    (tmp_path / "many.py").write_text(SOURCE, encoding="utf-8")
    rng = random.Random(f"typing {behaviour}")  # noqa: S311
    provider = ScriptedProvider(lambda _request: Scripted(BODY, size=4, delay=rng.random() * 0.004))
    outcomes = set()
    async with Editor(tmp_path, provider=provider, options={"cache": {"enabled": False}}) as editor:
        editor.person.honours_versions = behaviour != "ignores versions"
        for round_ in range(ROUNDS):
            uri = editor.open("many.py", SOURCE, version=round_ * 100 + 1)
            marks = []
            last = []

            def late(_params, uri=uri, round_=round_, last=last):
                where = {"line": 0, "character": 0}
                if rng.random() < 0.5:
                    editor.change(uri, [{"range": {"start": where, "end": where}, "text": f"# late{round_}#\n"}])
                    last.append(f"# late{round_}#")
                return "apply"

            editor.person.apply = late if behaviour == "types at the last moment" else "apply"
            editor.person.apply = "refuse" if behaviour == "refuse" else editor.person.apply
            place = editor.at(uri, STUB)["start"]
            arguments = {"uri": uri, "position": place, "intent": "implement"}
            running = asyncio.ensure_future(editor.execute("contexten.generate", arguments))
            for number in range(rng.randrange(5)):
                await asyncio.sleep(rng.random() * 0.01)
                while behaviour == "ignores versions" and editor.unheard:  # noqa: ASYNC110
                    # Only a version tells an edit on the wire from what was typed meanwhile: no server can help here.
                    await asyncio.sleep(0)
                if not running.done():
                    marks.append(await type_something(editor, uri, rng, number))
            result = await running
            outcomes.add(result["outcome"])
            text = editor.buffers[uri].text
            assert [text.count(mark) for mark in marks + last] == [1] * len(marks + last), (result, text)
            assert ("total = a + b" in text) == (result["outcome"] == "applied")
            for number in range(8):
                assert text.count(f"def f{number}(") == 1
            document = editor.server.session.snapshot().document(str(tmp_path / "many.py"))
            assert document.text == text
            editor.close(uri)
    expected = {"refuse": "ready", "types at the last moment": "ready"}.get(behaviour, "applied")
    assert expected in outcomes
