"""The server's text is the editor's text: for every sequence of edits, in every position encoding."""

import json
import random

import msgspec
import pytest

from contexten.lsp.methods import did_change
from contexten.lsp.server import build_server
from contexten.lsp.session import ServeOptions
from contexten.text import Document, PositionEncoding
from support.sync_oracle import ALPHABETS, ENCODINGS, random_sequence

SEQUENCES = 10_000
URI = "file:///nowhere/a.txt"
PATH = "/nowhere/a.txt"


class Wire:
    def __init__(self):
        self.sent = []

    def put(self, body, *, droppable=False):
        self.sent.append(json.loads(body))
        return True

    def shown(self):
        return [item["params"]["message"] for item in self.sent if item["method"] == "window/showMessage"]


class Conversation:
    """A server in this process that is told of one document."""

    def __init__(self, encoding="utf-16"):
        self.wire = Wire()
        self.server = build_server(ServeOptions(scan_workers=0), outlet=self.wire, on_exit=lambda _code: None)
        self.session = self.server.session
        capabilities = {"general": {"positionEncodings": [encoding]}}
        self.send("initialize", {"capabilities": capabilities}, id=0)
        (answer,) = self.wire.sent
        assert answer["result"]["capabilities"]["positionEncoding"] == encoding
        self.wire.sent.clear()

    def send(self, method, params, **extra):
        self.server.protocol.receive(
            json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **extra}).encode()
        )

    def open(self, text, version=1, uri=URI, language="plaintext"):
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def change(self, changes, version, uri=URI):
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        self.send("textDocument/didChange", params)

    def document(self, path=PATH):
        return self.session.snapshot().document(path)

    def text(self, path=PATH):
        return self.document(path).text

    def in_sync(self, path=PATH):
        return self.session.snapshot().in_sync(path)


def changed(document, change, encoding):
    step = did_change.step_of(msgspec.convert(change, did_change.Change), PositionEncoding(encoding))
    return Document.of(step) if isinstance(step, str) else document.patched(step(document))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_any_sequence_of_edits_gives_the_editors_text(encoding):
    conversation = Conversation(encoding)
    rng = random.Random(f"text sync {encoding}")  # noqa: S311
    alphabets = list(ALPHABETS.items())
    for number in range(SEQUENCES):
        name, alphabet = alphabets[number % len(alphabets)]
        sequence = random_sequence(rng, alphabet, encoding)
        conversation.open(sequence.text)
        for step, (changes, expected) in enumerate(zip(sequence.notifications, sequence.expected, strict=True)):
            conversation.change(changes, step + 2)
            document = conversation.document()
            assert (document.text, document.version) == (expected, step + 2), (name, sequence, step)
    assert conversation.in_sync()
    assert conversation.wire.sent == []


@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_alphabet_in_every_encoding(encoding, alphabet):
    """The same without the wire, so that each alphabet gets as many sequences: positions, patches and line index."""
    rng = random.Random(f"text sync {encoding} {alphabet}")  # noqa: S311
    for _ in range(SEQUENCES):
        sequence = random_sequence(rng, ALPHABETS[alphabet], encoding)
        document = Document.of(sequence.text)
        for changes, expected in zip(sequence.notifications, sequence.expected, strict=True):
            for change in changes:
                document = changed(document, change, encoding)
            assert document.text == expected, sequence


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_the_tree_follows_the_text(encoding):
    """The incremental tree equals the full one wherever the text has no error."""
    conversation = Conversation(encoding)
    rng = random.Random(f"trees {encoding}")  # noqa: S311
    uri, path = "file:///nowhere/a.py", "/nowhere/a.py"
    pieces = ["x = 1\n", "def f(a):\n    return a\n", "s = '漢😀'\n", "# é\u2028\n", "\r\n", "class A: pass\n"]
    compared = 0
    for _ in range(150):
        text = "".join(rng.choices(pieces, k=6))
        conversation.open(text, uri=uri, language="python")
        for version in range(2, 6):
            line = rng.randrange(8)
            where = {"line": line, "character": 0}
            change = {"range": {"start": where, "end": where}, "text": rng.choice(pieces)}
            conversation.change([change], version, uri=uri)
            snapshot = conversation.session.snapshot()
            parsed = snapshot.parsed(path)
            assert parsed.document.data == snapshot.document(path).data
            compared += parsed.errors == 0
            if parsed.errors == 0:
                conversation.open(snapshot.document(path).text, version, uri="file:///nowhere/b.py", language="python")
                whole = conversation.session.snapshot().facts("/nowhere/b.py")
                assert snapshot.facts(path) == whole
    assert compared > 100


@pytest.mark.parametrize("version", [0, 1, 3])
async def test_an_older_or_equal_version_is_not_applied_and_told_once(version):
    conversation = Conversation()
    conversation.open("one\n", 1)
    conversation.change([{"text": "two\n"}], 3)
    for _ in range(3):
        conversation.change([{"text": "old\n"}], version)
    assert conversation.text() == "two\n"
    assert not conversation.in_sync()
    (told,) = conversation.wire.shown()
    assert "a.txt" in told


async def test_versions_may_be_skipped():
    conversation = Conversation()
    conversation.open("one\n", 1)
    conversation.change([{"text": "two\n"}], 17)
    assert (conversation.text(), conversation.in_sync()) == ("two\n", True)


def broken(conversation):
    conversation.open("one\n", 5)
    conversation.change([{"text": "two\n"}], 4)
    assert not conversation.in_sync()


INSERT = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "x"}


async def test_a_broken_document_takes_no_partial_change():
    conversation = Conversation()
    broken(conversation)
    conversation.change([INSERT], 6)
    assert (conversation.text(), conversation.in_sync()) == ("one\n", False)


async def test_a_full_text_heals():
    conversation = Conversation()
    broken(conversation)
    conversation.change([{"text": "three\n"}, INSERT], 7)
    assert (conversation.text(), conversation.in_sync()) == ("xthree\n", True)


async def test_saving_with_the_text_heals():
    conversation = Conversation()
    broken(conversation)
    conversation.send("textDocument/didSave", {"textDocument": {"uri": URI}, "text": "saved\n"})
    assert (conversation.text(), conversation.in_sync()) == ("saved\n", True)


async def test_opening_again_heals():
    conversation = Conversation()
    broken(conversation)
    conversation.send("textDocument/didClose", {"textDocument": {"uri": URI}})
    conversation.open("again\n", 1)
    conversation.change([INSERT], 2)
    assert (conversation.text(), conversation.in_sync()) == ("xagain\n", True)


@pytest.mark.parametrize(
    "changes",
    [
        [{"range": {"start": {"line": 0}, "end": {"line": 0, "character": 0}}, "text": "x"}],
        [{"range": None}],
        [{"text": 5}],
        "text",
        None,
    ],
)
async def test_a_change_that_cannot_be_read_breaks_the_document_and_says_so(changes):
    conversation = Conversation()
    conversation.open("one\n", 1)
    conversation.change(changes, 2)
    assert (conversation.text(), conversation.in_sync()) == ("one\n", False)
    assert len(conversation.wire.shown()) == 1
    conversation.change([{"text": "two\n"}], 3)
    assert (conversation.text(), conversation.in_sync()) == ("two\n", True)


async def test_a_negative_position_means_the_start():
    conversation = Conversation()
    conversation.open("one\n", 1)
    where = {"line": -1, "character": -1}
    conversation.change([{"range": {"start": where, "end": where}, "text": "x"}], 2)
    assert (conversation.text(), conversation.in_sync()) == ("xone\n", True)


async def test_changes_of_documents_that_are_not_open_are_ignored():
    conversation = Conversation()
    conversation.change([{"text": "x"}], 1, uri="file:///nowhere/never-opened.txt")
    conversation.send("textDocument/didClose", {"textDocument": {"uri": "file:///nowhere/never-opened.txt"}})
    assert conversation.session.snapshot().open_paths == ()


@pytest.mark.parametrize("uri", ["git:/nowhere/a.py", "output:x", "vscode-notebook-cell:/a.ipynb#1", "https://x/a.py"])
async def test_other_schemes_are_ignored(uri):
    conversation = Conversation()
    conversation.open("x = 1\n", uri=uri)
    conversation.change([INSERT], 2, uri=uri)
    assert conversation.session.snapshot().open_paths == ()
    assert conversation.wire.sent == []


async def test_an_unsaved_buffer_is_followed():
    conversation = Conversation()
    conversation.open("x = 1\n", uri="untitled:Untitled-1", language="python")
    conversation.change([INSERT], 2, uri="untitled:Untitled-1")
    assert conversation.text("untitled:Untitled-1") == "xx = 1\n"
    assert conversation.session.snapshot().language("untitled:Untitled-1").id == "python"


async def test_spellings_of_one_uri_are_one_document():
    conversation = Conversation()
    conversation.open("one\n", 1, uri="file:///nowhere/a%20b.txt")
    conversation.change([INSERT], 2, uri="file:///nowhere/a b.txt")
    conversation.change([INSERT], 3, uri="file:///nowhere/%61%20b.txt")
    assert conversation.text("/nowhere/a b.txt") == "xxone\n"
    assert conversation.session.uri_of("/nowhere/a b.txt") == "file:///nowhere/a%20b.txt"


async def test_lone_surrogates_are_kept():
    conversation = Conversation()
    conversation.open("a\ud83d\n", 1)
    where = {"line": 0, "character": 2}
    conversation.change([{"range": {"start": where, "end": where}, "text": "\ude00"}], 2)
    assert conversation.text() == "a\ud83d\ude00\n"
