"""A client that announced it sees the answer as it comes; what is pinned is sent, what is excluded is not."""

import pytest

from support.desk import desk
from support.editor import FULL, Editor
from support.model_server import ModelServer, Reply

SOURCE = "from rates import vat\n\n\ndef price(net):\n    raise NotImplementedError\n"
RATES = "def vat(net):\n    return net * 0.19\n"
UNRELATED = "def moonrise(day):\n    return day + 0.7\n"
ANSWER = "return net + vat(net)"
STREAMING = {**FULL, "experimental": {"contexten": {"stream": True}}}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "shop.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "rates.py").write_text(RATES, encoding="utf-8")
    (tmp_path / "sky.py").write_text(UNRELATED, encoding="utf-8")
    return tmp_path


async def streamed(root, capabilities):
    """What the client heard of an answer, and the result."""
    with ModelServer([Reply(text=ANSWER, size=4)]) as model:
        options = {"model": {"name": "m", "baseUrl": model.base_url}}
        async with Editor(root, capabilities=capabilities, options=options) as editor:
            uri = editor.open("shop.py")
            where = {"uri": uri, "position": editor.at(uri, "raise")["start"], "apply": False}
            result = await editor.execute("contexten.generate", where, token="mine")  # noqa: S106 - no password
            return editor.streamed, result


async def test_the_whole_answer_comes_in_pieces_under_the_token_of_the_request(root):
    pieces, result = await streamed(root, STREAMING)
    assert "".join(piece["text"] for piece in pieces) == ANSWER
    assert {piece["token"] for piece in pieces} == {"mine"}
    assert {piece["task"] for piece in pieces} == {result["task"]}


async def test_a_client_that_did_not_announce_it_hears_nothing(root):
    pieces, result = await streamed(root, FULL)
    assert pieces == []
    assert result["outcome"] == "proposed"


@pytest.mark.parametrize("name", ["moonrise", "sky.py:moonrise", "sky.py"])
@pytest.mark.parametrize("command", ["generate", "context"])
async def test_what_is_pinned_is_sent_first(root, name, command):
    async with desk(root, ANSWER) as at:
        await at.indexed()
        uri = at.open("shop.py", SOURCE.replace("raise", "⌖raise"))
        result = await at.ask(command, uri, pinned=[name])
        first = result["context"]["items"][0]
        assert (first["path"], first["reason"]) == ("sky.py", "named by the caller")
        assert command == "context" or "moonrise" in at.model.requests[-1].body.decode()


@pytest.mark.parametrize("name", ["rates.py:vat", "rates.py"])
@pytest.mark.parametrize("command", ["generate", "context"])
async def test_what_is_excluded_is_not_sent_and_is_listed(root, name, command):
    async with desk(root, ANSWER) as at:
        await at.indexed()
        uri = at.open("shop.py", SOURCE.replace("raise", "⌖raise"))
        before = await at.ask("context", uri)
        assert "rates.py" in {item["path"] for item in before["context"]["items"]}
        result = await at.ask(command, uri, excluded=[name])
        assert "rates.py" not in {item["path"] for item in result["context"]["items"]}
        assert "excluded" in {item["why"] for item in result["context"]["leftOut"]}
        assert command == "context" or "0.19" not in at.model.requests[-1].body.decode()
