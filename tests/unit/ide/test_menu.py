"""The menu as a whole: order, kinds, and the files it stays away from."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from contexten.ide import KINDS, Declined, offers, target_for
from contexten.ide.assists import ASSISTS
from contexten.text import Document, Patch, Span
from contexten.workspace.target import Diagnostic
from support.menu import declined, menu
from support.workspaces import open_fixture

EVERYTHING = "#- a.py\n# ai: faster\ndef se$0nd(x): ...\n"
STUB = "#- a.py\ndef se$0nd(x): ...\n"


def test_the_order_is_that_of_the_table(tmp_path):
    source = "#- a.py\ndef send(x):\n    # ai: $0fast$0er\n    ...\n"
    found = list(menu(source, tmp_path, problems=(("faster", "an error", 1),)))
    assert found == [
        "comment.do",
        "implement.function",
        "fix.one",
        "rewrite.selection",
        "test.function",
        "explain.code",
    ]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ([], {"implement.function", "fix.one", "document.write", "test.function", "explain.code"}),
        ([""], {"implement.function", "fix.one", "document.write", "test.function", "explain.code"}),
        (["refactor"], {"implement.function", "document.write", "test.function"}),
        (["refactor.rewrite"], {"implement.function", "document.write", "test.function"}),
        (["refactor.rewrite.contexten.implement"], {"implement.function"}),
        (["refactor.rewrite.contexten.imple"], set()),
        (["refactor.extract"], set()),
        (["quickfix"], {"fix.one"}),
        (["quickfix", "refactor.rewrite.contexten.test"], {"fix.one", "test.function"}),
        (["source.fixAll"], set()),
        (["source"], set()),
        (["contexten"], {"explain.code"}),
    ],
)
def test_a_kind_asked_for_admits_itself_and_what_is_below_it(only, expected, tmp_path):
    assert set(menu(STUB, tmp_path, problems=(("send", "an error", 1),), only=only)) == expected


def test_moving_the_cursor_offers_only_what_is_likely_wanted(tmp_path):
    assert set(menu(STUB, tmp_path, automatic=True)) == {"implement.function"}
    assert menu("#- a.py\ndef send(x):\n    return se$0nd(x)\n", tmp_path, automatic=True) == {}


def test_every_offer_is_announced_by_the_table(tmp_path):
    found = menu("#- a.py\ndef send(x):\n    # ai: $0fast$0er\n    ...\n", tmp_path, problems=(("faster", "bad", 1),))
    known = {action: assist.kind for assist in ASSISTS for action in assist.titles}
    assert {action: entry.offer.kind for action, entry in found.items()}.items() <= known.items()
    assert set(KINDS) == set(known.values())


def test_no_offer_is_a_plain_quickfix_or_runs_on_save():
    assert all("contexten" in kind.split(".") and not kind.startswith("source") for kind in KINDS)


@pytest.mark.parametrize(
    "source",
    [
        "#- a.py\n$0",
        "#- a.py\n\n\n$0\n",
        "#- a.py\n)))$0(((\n",
        "#- a.py\n'''$0\n",
        "#- a.py\ndef$0",
        "#- a.py\n# ai:$0",
        "#- a.py\nd\u00e9f $0\U0001f600$0 = 1\n",
        "#- a.ts\n/* ai: do$0",
    ],
)
def test_odd_texts_give_an_answer(source, tmp_path):
    assert set(menu(source, tmp_path)) <= {"rewrite.selection", "comment.do", "explain.code"}


def test_a_place_past_the_end_is_the_end(tmp_path):
    opened = open_fixture("#- a.py\ndef send(x): ...$0\n", tmp_path)
    offers(opened.snapshot, opened.path, Span(10_000, 20_000))
    assert not isinstance(target_for(opened.snapshot, opened.path, Span(10_000, 10_000), None, "a constant"), Declined)


PRIVATE = "#- secrets/id.py\ndef se$0nd(x): ...\n#- .contextenignore\nsecrets/\n"


def test_a_private_file_gets_no_offers_and_a_reason(tmp_path):
    assert menu(PRIVATE, tmp_path) == {}
    assert declined(PRIVATE, tmp_path).startswith("'secrets/id.py' is never sent")


def test_a_document_out_of_step_gets_no_offers_and_a_reason(tmp_path):
    opened = open_fixture(STUB, tmp_path)
    opened.workspace.open(opened.path, "python", opened.fixture.text, 5)
    opened.workspace.change(opened.path, 3, ["def send(x): pass\n"])
    snapshot = opened.workspace.snapshot()
    assert not snapshot.in_sync(opened.path)
    assert offers(snapshot, opened.path, opened.span) == ()
    answer = target_for(snapshot, opened.path, opened.span, None)
    assert isinstance(answer, Declined)
    assert "differs from the editor's" in answer.reason


def test_an_unknown_language_gets_no_offers_and_a_reason(tmp_path):
    source = "#- a.txt\nTODO: write$0 this\n"
    assert menu(source, tmp_path) == {}
    assert "is not known" in declined(source, tmp_path)


def test_a_missing_file_gets_no_offers_and_a_reason(tmp_path):
    opened = open_fixture(STUB, tmp_path)
    path = str(Path(opened.path).with_name("missing.py"))
    assert offers(opened.snapshot, path, Span(0, 0)) == ()
    answer = target_for(opened.snapshot, path, Span(0, 0), None)
    assert isinstance(answer, Declined)
    assert "cannot be read as text" in answer.reason


def test_a_file_too_large_to_parse_gets_no_offers_and_a_reason(tmp_path):
    source = "#- a.py\ndef se$0nd(x): ...\n" + "x = 1\n" * 180_000
    assert menu(source, tmp_path) == {}
    assert "too large" in declined(source, tmp_path)


def test_the_menu_of_a_large_open_file_is_quick_right_after_an_edit(tmp_path):
    block = """\
class Client{0}(Base):
    def send(self, request):
        self.check(request, limit={0})
        return transport(request)

    def close(self):
        # ai: log it
        raise NotImplementedError


"""
    opened = open_fixture("#- a.py\n" + "".join(block.format(number) for number in range(1_000)), tmp_path)
    document = Document.of(opened.fixture.text)
    opened.workspace.open(opened.path, "python", document.text, 1)
    assert document.line_count > 10_000
    generator = random.Random(11)  # noqa: S311 - places, not secrets
    seconds: list[float] = []
    for version in range(2, 62):
        offset = generator.randrange(len(document.data))
        opened.workspace.change(opened.path, version, [lambda text: Patch(Span(0, 0), b"\n" if text else b"")])
        snapshot = opened.workspace.snapshot()
        problem = Diagnostic(Span(offset, offset + 5), "an error")
        snapshot.parsed(opened.path)
        started = time.thread_time()
        offers(snapshot, opened.path, Span(offset, offset), [problem])
        seconds.append(time.thread_time() - started)
    assert sorted(seconds)[int(len(seconds) * 0.95)] < 0.05


@pytest.mark.parametrize(
    "source",
    [
        "#- a.py\n@cache\ndef se$0nd(x): ...\n",
        "#- a.py\ndef send(x):\n    # ai: $0fast$0er\n    ...\n",
        "#- a.py\n# ai: fast$0er\ny = 1\n",
        "#- a.py\ndef send(x):\n    return par$0se(x)\n",
        "#- a.py\nclass A:\n    def send(self):\n        return self.par$0se(1)\n",
        '#- a.ts\nclass A {\n  /** Send. */\n  se$0nd() {\n    throw new Error("not implemented");\n  }\n}\n',
        "#- a.go\npackage a\n\n// ai: fast$0er\nfunc Send() int {\n\treturn 1\n}\n",
    ],
)
def test_a_command_finds_the_same_target_as_the_menu(source, tmp_path):
    opened = open_fixture(source, tmp_path)
    problems = [
        Diagnostic(opened.span, "an error"),
        Diagnostic(Span(0, len(opened.fixture.text)), "a warning", severity=2),
    ]
    found = offers(opened.snapshot, opened.path, opened.span, problems)
    assert len(found) > 2
    for offer in found:
        target = target_for(
            opened.snapshot, opened.path, opened.span, offer.target.intent, "", offer.target.diagnostics
        )
        assert target == offer.target, offer.id
