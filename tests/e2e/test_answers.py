"""Every intent in every language: what a model says, in the forms that models use, becomes exactly the right text."""

import hashlib

import pytest
import pytest_asyncio

from contexten.syntax.languages import of_path
from contexten.syntax.parse import parse
from contexten.text import Document
from support.answers import cases
from support.desk import CURSOR, Desk, desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASES = cases()
BODY = """\
```python
import math
from typing import Any

def add(a, b):
    x: Any = math.fsum([a, b])
    return x
```"""
PLAIN = f'"""Doc 😀."""\nimport os\n\n\ndef add(a, b="é😀"): {CURSOR}...\n'
DONE = (
    '"""Doc 😀."""\nimport math\nimport os\nfrom typing import Any\n\n\n'
    'def add(a, b="é😀"):\n    x: Any = math.fsum([a, b])\n    return x\n'
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("answers") / "project"
    root.mkdir()
    async with desk(root) as made:
        yield made


async def applied(place: Desk, command: str, uri: str, **arguments) -> None:
    """Run it; it must come as one edit, and the server must know the text afterwards."""
    before = place.editor.applied
    result = await place.ask(command, uri, **arguments)
    assert result["outcome"] == "applied", result["reason"]
    assert place.editor.applied == before + 1, "one undo must take it back"
    status = await place.editor.execute("contexten.status")
    known = {item["uri"]: item["sha256"] for item in status["documents"]}
    assert known[uri] == hashlib.sha256(place.text(uri).encode()).hexdigest()


@pytest.mark.parametrize("name", CASES)
async def test_an_answer_becomes_the_right_text(place, name):
    case = CASES[name]
    uri = place.open(case.path, case.source, language=case.language)
    place.says(case.answer)
    await applied(place, case.command, uri, **case.arguments)
    is_new = case.changed != case.path
    text = (place.root / case.changed).read_text("utf-8") if is_new else place.text(uri)
    assert text.rstrip("\n") == case.after.rstrip("\n")
    language = of_path(case.changed)
    parsed = parse(Document.of(text, 1), language)
    assert parsed.errors == 0
    if is_new:
        assert place.text(uri) == case.source.replace(CURSOR, "")
    place.close(uri)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "with a byte order mark"])
@pytest.mark.parametrize("answered_with", ["\n", "\r\n"], ids=["answer in lf", "answer in crlf"])
async def test_line_ends_and_marks_of_the_file_stay(place, newline, mark, answered_with):
    uri = place.open("ends.py", mark + PLAIN.replace("\n", newline))
    place.says(BODY.replace("\n", answered_with))
    await applied(place, "generate", uri)
    assert place.text(uri) == mark + DONE.replace("\n", newline)
    place.close(uri)


@pytest.mark.parametrize("end", ["", "\n"], ids=["without", "with"])
async def test_a_last_line_end_is_neither_added_nor_lost(place, end):
    uri = place.open("last.py", f"def one():\n    {CURSOR}pass{end}")
    place.says("return 1")
    await applied(place, "generate", uri)
    assert place.text(uri) == f"def one():\n    return 1{end}"
    place.close(uri)


NAMES = ["späce dir/ünï cöde 😀.py", "per%20cent%.py", "a#b?c.py", "it's [new] {1}.py", "pkg/__init__.py"]


@pytest.mark.parametrize("name", NAMES)
async def test_any_file_name_works(place, name):
    uri = place.open(name, f"def one():\n    {CURSOR}pass\n")
    place.says("return 1")
    await applied(place, "generate", uri)
    assert place.text(uri) == "def one():\n    return 1\n"
    place.says("```python\ndef test_one():\n    assert one() == 1\n```")
    await applied(place, "test", uri)
    place.close(uri)
