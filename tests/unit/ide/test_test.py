"""Writing tests: of what a test can reach, outside of test files."""

from __future__ import annotations

import pytest

from contexten.workspace.target import Intent
from support.menu import asked, declined, menu

TESTABLE = {
    "python function": ("function", "send", "#- src/a.py\ndef send(x):\n    return $0x\n"),
    "python method": ("method", "send", "#- src/a.py\nclass A:\n    def send(self):\n        return $01\n"),
    "python class": ("class", "A", "#- src/a.py\nclass A$0:\n    def send(self):\n        return 1\n"),
    "python nested": (
        "function",
        "outer",
        "#- src/a.py\ndef outer():\n    def inner():\n        return $01\n    return inner\n",
    ),
    "python unfinished": ("function", "send", "#- src/a.py\ndef se$0nd(x): ...\n"),
    "typescript": ("function", "send", "#- src/a.ts\nexport function se$0nd() {\n  return 1;\n}\n"),
    "go": ("method", "Send", "#- a.go\npackage a\n\nfunc (c *Client) Se$0nd() int {\n\treturn 1\n}\n"),
    "rust": ("function", "send", "#- src/a.rs\nfn se$0nd() -> u8 {\n    1\n}\n"),
    "java": (
        "method",
        "send",
        "#- src/main/java/A.java\nclass A {\n    int se$0nd() {\n        return 1;\n    }\n}\n",
    ),
}

SILENT = {
    "python test file": "#- tests/test_a.py\ndef test_send():\n    assert $01\n",
    "python conftest": "#- conftest.py\ndef send():\n    return $01\n",
    "helper beside tests": "#- tests/support/a.py\ndef send():\n    return $01\n",
    "typescript test file": "#- src/a.test.ts\nfunction se$0nd() {\n  return 1;\n}\n",
    "go test file": "#- a_test.go\npackage a\n\nfunc Se$0nd() int {\n\treturn 1\n}\n",
    "java test file": "#- src/ATest.java\nclass ATest {\n    int se$0nd() {\n        return 1;\n    }\n}\n",
    "abstract": "#- src/a.py\nclass A(ABC):\n    @abstractmethod\n    def se$0nd(self): ...\n",
    "overload": "#- src/a.py\n@typing.overload\ndef se$0nd(x: int) -> int: ...\n",
    "interface": "#- src/a.ts\ninterface A {\n  se$0nd(): void;\n}\n",
    "top level": "#- src/a.py\nx = $01\n",
}


@pytest.mark.parametrize("case", TESTABLE)
def test_what_a_test_can_reach_is_offered_one(case, tmp_path):
    kind, name, source = TESTABLE[case]
    entry = menu(source, tmp_path)[f"test.{kind}"]
    assert entry.title == f"Write a test for {kind} '{name}'"
    assert entry.target.symbol.span == entry.target.span
    assert (entry.offer.kind, entry.offer.command) == ("refactor.rewrite.contexten.test", "contexten.test")


@pytest.mark.parametrize("case", SILENT)
def test_what_no_test_can_reach_is_not_offered(case, tmp_path):
    assert not [action for action in menu(SILENT[case], tmp_path) if action.startswith("test.")]


def test_moving_the_cursor_offers_no_tests(tmp_path):
    assert menu(TESTABLE["python function"][2], tmp_path, automatic=True) == {}


def test_a_command_targets_the_source_not_the_test_file(tmp_path):
    target, _ = asked(TESTABLE["python function"][2], tmp_path, Intent.TEST)
    assert target.path.endswith("/src/a.py")
    assert target.symbol.name == "send"


def test_a_command_in_a_test_file_says_where_to_go(tmp_path):
    assert "'tests/test_a.py' is a test file" in declined(SILENT["python test file"], tmp_path, Intent.TEST)


def test_a_command_at_top_level_says_where_to_go(tmp_path):
    assert "put the cursor inside" in declined(SILENT["top level"], tmp_path, Intent.TEST)
