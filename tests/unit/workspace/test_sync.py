from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.store import Store
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Patch, Span
from contexten.workspace import Stale, Synced, Workspace
from contexten.workspace import buffer as buffer_module

PATH = "/elsewhere/a.py"


def opened(text: str, version: int | None = 1) -> Workspace:
    workspace = Workspace([], Store.open(None))
    workspace.open(PATH, "python", text, version)
    return workspace


def replace(start: int, end: int, text: str):
    return lambda document: Patch(Span(start, end), text.encode())


def text_of(workspace: Workspace) -> str:
    return workspace.snapshot().document(PATH).text


def test_changes_apply_in_order_each_to_the_text_before():
    workspace = opened("abc")
    assert workspace.change(PATH, 2, [replace(0, 1, "xy"), replace(2, 3, "Z")]) == Synced(2)
    assert text_of(workspace) == "xyZc"


def test_a_full_text_replaces_and_later_patches_apply_to_it():
    workspace = opened("abc")
    workspace.change(PATH, 2, [replace(0, 1, "lost"), "def f(): pass\n", replace(4, 5, "g")])
    assert text_of(workspace) == "def g(): pass\n"
    assert workspace.snapshot().document(PATH).version == 2
    assert [item.name for item in workspace.snapshot().facts(PATH).definitions] == ["g"]


def test_an_empty_change_moves_the_version_on():
    workspace = opened("abc")
    assert workspace.change(PATH, 5, []) == Synced(5)
    assert workspace.snapshot().document(PATH).version == 5


def test_older_and_equal_versions_are_not_applied():
    for version in (1, 0, -3):
        workspace = opened("abc")
        assert isinstance(workspace.change(PATH, version, [replace(0, 1, "x")]), Stale)
        assert text_of(workspace) == "abc"
        assert not workspace.snapshot().in_sync(PATH)


def test_after_a_stale_change_nothing_applies_until_a_full_text():
    workspace = opened("abc", 5)
    workspace.change(PATH, 3, [replace(0, 1, "x")])
    assert isinstance(workspace.change(PATH, 6, [replace(0, 1, "x")]), Stale)
    assert text_of(workspace) == "abc"
    assert workspace.change(PATH, 7, ["whole"]) == Synced(7)
    assert workspace.snapshot().in_sync(PATH)
    assert workspace.change(PATH, 8, [replace(0, 1, "W")]) == Synced(8)
    assert text_of(workspace) == "Whole"


def test_reopening_and_saving_with_text_heal():
    workspace = opened("abc", 5)
    workspace.change(PATH, 3, [replace(0, 1, "x")])
    workspace.saved(PATH, None)
    assert not workspace.snapshot().in_sync(PATH)
    workspace.saved(PATH, "saved")
    assert workspace.snapshot().in_sync(PATH)
    assert text_of(workspace) == "saved"
    workspace.change(PATH, 3, [replace(0, 1, "x")])
    workspace.open(PATH, "python", "again", 1)
    assert workspace.snapshot().in_sync(PATH)
    assert workspace.change(PATH, 2, [replace(0, 5, "more")]) == Synced(2)


def test_skipped_versions_and_none_are_applied():
    workspace = opened("abc", None)
    assert workspace.change(PATH, None, [replace(0, 0, "x")]) == Synced(None)
    assert workspace.change(PATH, 40, [replace(0, 0, "y")]) == Synced(40)
    assert workspace.change(PATH, 90, [replace(0, 0, "z")]) == Synced(90)
    assert text_of(workspace) == "zyxabc"


def test_a_change_of_a_document_that_is_not_open_is_stale():
    workspace = opened("abc")
    assert isinstance(workspace.change("/elsewhere/b.py", 2, ["x"]), Stale)
    assert workspace.snapshot().document("/elsewhere/b.py") is None


def test_a_snapshot_does_not_see_later_edits():
    workspace = opened("def f(): pass\n")
    before = workspace.snapshot()
    workspace.change(PATH, 2, [replace(4, 5, "g")])
    after = workspace.snapshot()
    assert before.document(PATH).text == "def f(): pass\n"
    assert before.parsed(PATH).data == b"def f(): pass\n"
    assert [item.name for item in before.facts(PATH).definitions] == ["f"]
    assert [item.name for item in after.facts(PATH).definitions] == ["g"]
    assert len(before.index.definitions("f")) == 1
    assert after.index.definitions("f") == ()
    assert after.revision > before.revision


def test_nothing_is_extracted_while_typing(monkeypatch):
    workspace = opened("def f(): pass\n")
    calls: list[object] = []
    original = buffer_module.facts_of_parsed
    monkeypatch.setattr(buffer_module, "facts_of_parsed", lambda *given: calls.append(given) or original(*given))
    for version in range(2, 20):
        workspace.change(PATH, version, [replace(0, 0, "#")])
        workspace.snapshot().parsed(PATH)
    assert calls == []
    workspace.snapshot().facts(PATH)
    workspace.snapshot().index.definitions("f")
    assert len(calls) == 1


def test_recently_edited_files_come_newest_first():
    workspace = opened("a")
    workspace.open("/elsewhere/b.py", "python", "b", 1)
    workspace.change(PATH, 2, [replace(0, 0, "x")])
    workspace.change("/elsewhere/b.py", 2, [replace(0, 0, "x")])
    assert workspace.snapshot().recent == ("/elsewhere/b.py", PATH)
    workspace.change(PATH, 3, [replace(0, 0, "x")])
    assert workspace.snapshot().recent == (PATH, "/elsewhere/b.py")


def test_a_large_document_has_text_and_no_tree():
    text = "x = 1\n" * 200_000
    workspace = opened(text)
    assert workspace.change(PATH, 2, [replace(0, 1, "y")]) == Synced(2)
    snapshot = workspace.snapshot()
    assert snapshot.document(PATH).text == "y" + text[1:]
    assert snapshot.parsed(PATH) is None
    assert snapshot.facts(PATH) is None
    workspace.change(PATH, 3, [replace(10, len(text), "")])
    assert workspace.snapshot().parsed(PATH) is not None


def test_a_slow_parse_leaves_the_text_and_heals_later(monkeypatch):
    monkeypatch.setattr(buffer_module, "PARSE_DEADLINE", -1.0)
    workspace = opened("def f(): pass\n" * 20_000)
    assert workspace.snapshot().parsed(PATH) is None
    assert workspace.change(PATH, 2, [replace(4, 5, "g")]) == Synced(2)
    assert workspace.snapshot().parsed(PATH) is None
    monkeypatch.setattr(buffer_module, "PARSE_DEADLINE", 10.0)
    assert workspace.change(PATH, 3, [replace(4, 5, "h")]) == Synced(3)
    assert workspace.snapshot().parsed(PATH) is not None
    assert len(workspace.snapshot().facts(PATH).definitions) == 20_000


def test_documents_without_a_language_are_texts():
    workspace = Workspace([], Store.open(None))
    workspace.open("/elsewhere/notes.txt", "plaintext", "hello", 1)
    snapshot = workspace.snapshot()
    assert snapshot.document("/elsewhere/notes.txt").text == "hello"
    assert snapshot.language("/elsewhere/notes.txt") is None
    assert snapshot.parsed("/elsewhere/notes.txt") is None
    assert snapshot.facts("/elsewhere/notes.txt") is None


def test_the_language_id_decides_for_untitled_documents():
    workspace = Workspace([], Store.open(None))
    workspace.open("untitled:Untitled-1", "python", "def f(): pass\n", 1)
    snapshot = workspace.snapshot()
    assert snapshot.language("untitled:Untitled-1").id == "python"
    assert [symbol.path for symbol in snapshot.index.definitions("f")] == ["untitled:Untitled-1"]
    assert snapshot.is_private("untitled:Untitled-1") is None
    assert snapshot.root_of("untitled:Untitled-1") is None


def test_a_snapshot_is_cheap():
    workspace = opened("def f(): pass\n" * 5_000)
    for number in range(100):
        workspace.open(f"/elsewhere/{number}.py", "python", "x = 1\n", 1)
    spent = []
    for version in range(2, 40):
        workspace.change(PATH, version, [replace(0, 0, "#")])
        started = time.perf_counter()
        workspace.snapshot()
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.001


PIECES = [
    "",
    "x",
    "def f(a, b):\n    return a\n",
    "\r\n",
    "\n",
    "class A(B):\n",
    "(",
    ")",
    '"""',
    "é",
    "𝒳",
    " ",
    "#",
    ":",
    "    pass\n",
]
edits = st.lists(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3), st.sampled_from(PIECES)), min_size=1, max_size=3),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.sampled_from(PIECES), max_size=12), edits)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_patches_give_the_bytes_and_the_tree_of_the_whole_text(start, notifications):
    python = by_id("python")
    expected = "".join(start).encode()
    workspace = opened(expected.decode())
    for version, changes in enumerate(notifications, 2):
        given_changes = []
        for place, width, text in changes:
            first = _boundary(expected, int(place * len(expected)))
            last = _boundary(expected, min(len(expected), first + int(width * len(expected))))
            given_changes.append(replace(first, max(first, last), text))
            expected = expected[:first] + text.encode() + expected[max(first, last) :]
        assert workspace.change(PATH, version, given_changes) == Synced(version)
        snapshot = workspace.snapshot()
        assert snapshot.document(PATH).data == expected
        assert snapshot.document(PATH).starts == Document(expected).starts
        whole = parse(Document(expected), python)
        if whole.errors == 0:
            assert extract_facts(snapshot.parsed(PATH)) == extract_facts(whole)
            assert str(snapshot.parsed(PATH).tree.root_node) == str(whole.tree.root_node)


def _boundary(data: bytes, index: int) -> int:
    while 0 < index < len(data) and data[index] & 0xC0 == 0x80:
        index -= 1
    return index
