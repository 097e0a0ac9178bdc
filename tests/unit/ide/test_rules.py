"""Each rule of the hover speaks where it should, and is silent where a careful reader would call it wrong."""

from __future__ import annotations

import textwrap

import pytest

from contexten.ide import offers
from contexten.ide.hover import card_at
from contexten.ide.rules import MOST, RULES
from support.workspaces import open_fixture


def suggested(source, folder, **options):
    """The suggestions at the mark, by rule."""
    opened = open_fixture(source, folder)
    card = card_at(opened.snapshot, opened.path, opened.span.start, **options)
    return {} if card is None else {item.rule: item for item in card.suggestions}


def branches(count, *, indent="    "):
    return "".join(f"{indent}if a > {number}:\n{indent}    a -= {number}\n" for number in range(count))


LONG = f"def $0walk(a):\n{branches(32)}    return a\n"
MAKER = "#- a.py\nclass A:\n    def $0__init__(self, a):\n"
FLAT = "def $0fields(a):\n" + "".join(f"    a.x{n} = {n}\n" for n in range(80)) + "    return a\n"
DEEP = """\
def $0find(rows):
    for row in rows:
        if row:
            for cell in row:
                if cell:
                    while cell.more():
                        cell = cell.next()
    return rows
"""
CHAIN = "def $0kind(a):\n    if a == 0:\n        return 0\n" + "".join(
    f"    elif a == {n}:\n        return {n}\n" for n in range(1, 9)
)
BODY = """\
    total = 0
    for item in items:
        if item.price:
            total += item.price
    report(total)
    return total
"""
PLAIN = DEEP.replace("$0", "")
SCRIPT = """\
function $0find(rows) {
  for (const row of rows) {
    if (row) {
      for (const cell of row) {
        if (cell) {
          while (cell.more()) {
            cell.next()
          }
        }
      }
    }
  }
}
"""
OTHER = f"#- b.py\nfrom y import report\n\ndef sum_up(items):\n{BODY}"
METHOD = "class {name}:\n    def {mark}f(self, items):\n        super().f()\n" + BODY.replace("    ", "        ") + "\n"
GUARDED = """\
def {name}(client):
    try:
        return client_send(client, "{name}")
    except OSError:
        return None


"""
ALL_GUARDED = "".join(GUARDED.format(name=name) for name in ("get", "put", "post"))
TYPED = "".join(f"    def m{n}(self) -> int:\n        return {n}\n\n" for n in range(6))
NODE = "import {{ readFileSync }} from '{module}'\nexport async function $0load() {{\n  return readFileSync('a')\n}}\n"

SPEAKS = {
    "a long function": ("too-long", f"#- a.py\n{LONG}"),
    "deep nesting": ("deep-nesting", f"#- a.py\n{DEEP}"),
    "deep nesting, from its block": ("deep-nesting", f"#- a.py\n{PLAIN.replace('if row', '$0if row')}"),
    "deep nesting in TypeScript": (
        "deep-nesting",
        "#- a.ts\n" + SCRIPT,
    ),
    "the same body in another file": (
        "duplicate",
        f"#- a.py\ndef $0total(items):\n{BODY}\n#- b.py\ndef sum_up(items):\n{BODY}",
    ),
    "the same body below other doc text": (
        "duplicate",
        f'#- a.py\ndef $0total(items):\n    """Sum."""\n{BODY}\n\ndef sum_up(items):\n    """All."""\n{BODY}',
    ),
    "a sleep": ("blocking-call", "#- a.py\nimport time\n\nasync def $0wait():\n    time.sleep(1)\n"),
    "a sleep by its name": ("blocking-call", "#- a.py\nfrom time import sleep\n\nasync def $0wait():\n    sleep(1)\n"),
    "an aliased module": ("blocking-call", "#- a.py\nimport subprocess as s\n\nasync def $0go():\n    s.run(['a'])\n"),
    "a read in Node": ("blocking-call", "#- a.ts\n" + NODE.format(module="node:fs")),
    "a parameter that nobody reads": (
        "unused-parameter",
        "#- a.py\ndef $0area(a, b, color):\n    size = a * b\n    return size\n\nx = area(1, 2, 3)\n",
    ),
    "a call that all others guard": (
        "missing-error-handling",
        "#- a.py\n" + ALL_GUARDED
        + 'def $0drop(client):\n    return client_send(client, "drop")\n',
    ),
    "a missing return type": ("inconsistent", f"#- a.py\nclass A:\n{TYPED}    def $0last(self):\n        return 9\n"),
}  # fmt: skip

SILENT = {
    "a list of assignments is not too long": ("too-long", f"#- a.py\n{FLAT}"),
    "a long constructor": ("too-long", MAKER + branches(32, indent="        ")),
    "a long test": ("too-long", f"#- test_a.py\n{LONG}"),
    "a chain of elif is flat": ("deep-nesting", f"#- a.py\n{CHAIN}"),
    "a block beside the deep one": ("deep-nesting", f"#- a.py\n{PLAIN}    $0if rows:\n        rows.x()\n"),
    "a name that means something else there": (
        "duplicate",
        f"#- a.py\nfrom x import report\n\ndef $0total(items):\n{BODY}\n" + OTHER,
    ),
    "a copy of the file": ("duplicate", f"#- a/m.py\ndef $0total(items):\n{BODY}#- b/m.py\ndef total(items):\n{BODY}"),
    "a body with super()": (
        "duplicate",
        "#- a.py\n" + METHOD.format(name="A", mark="$0") + METHOD.format(name="B", mark=""),
    ),
    "a sleep in a thread": (
        "blocking-call",
        "#- a.py\nimport asyncio, time\n\nasync def $0wait():\n    await asyncio.to_thread(lambda: time.sleep(1))\n",
    ),
    "another sleep": ("blocking-call", "#- a.py\nfrom trio import sleep\n\nasync def $0wait():\n    sleep(1)\n"),
    "a sleep outside of async": ("blocking-call", "#- a.py\nimport time\n\ndef $0wait():\n    time.sleep(1)\n"),
    "a script": (
        "blocking-call",
        "#- a.py\nimport time\n\nasync def $0go():\n    time.sleep(1)\n\nif __name__ == '__main__':\n    go()\n",
    ),
    "a read of another module": ("blocking-call", "#- a.ts\n" + NODE.format(module="./files")),
    "a function handed on as a value": (
        "unused-parameter",
        "#- a.py\ndef $0area(a, b, c):\n    size = a * b\n    return size\n\nx = area(1, 2, 3)\ny = [area]\n",
    ),
    "a signature that is custom in the file": (
        "unused-parameter",
        "#- a.py\ndef $0one(r, b):\n    size = b\n    return size\n\ndef two(r, b):\n    return r\n\nx = one(1, 2)\n",
    ),
    "a public method": (
        "unused-parameter",
        "#- a.py\nclass A:\n    def $0area(self, a, c):\n        size = a\n        return size\n\nx = A().area(1, 2)\n",
    ),
    "a decorated function": (
        "unused-parameter",
        "#- a.py\n@route\ndef $0area(a, c):\n    size = a\n    return size\n\nx = area(1, 2)\n",
    ),
    "locals() reads all": (
        "unused-parameter",
        "#- a.py\ndef $0area(a, c):\n    size = a\n    return show(locals())\n\nx = area(1, 2)\n",
    ),
    "a call that is guarded": (
        "missing-error-handling",
        "#- a.py\n" + ALL_GUARDED + GUARDED.format(name="$0drop"),
    ),
    "a call that most leave open": (
        "missing-error-handling",
        "#- a.py\n" + ALL_GUARDED
        + "def a(c):\n    return client_send(c, 1)\n\n\ndef b(c):\n    return client_send(c, 2)\n\n\n"
        + "def $0d(c):\n    return client_send(c, 3)\n",
    ),
    "a type that was left out on purpose": (
        "inconsistent",
        f"#- a.py\nclass A:\n{TYPED}    def $0last(self):  # type: ignore[no-untyped-def]\n        return 9\n",
    ),
    "a private method": ("inconsistent", f"#- a.py\nclass A:\n{TYPED}    def $0_last(self):\n        return 9\n"),
    "a copied library": ("deep-nesting", f"#- vendor/a.py\n{DEEP}"),
    "a language that is not walked": ("deep-nesting", "#- a.go\npackage a\n\nfunc $0f() {\n\tg()\n}\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPEAKS)
def test_a_rule_speaks(case, tmp_path):
    rule, source = SPEAKS[case]
    assert rule in suggested(source, tmp_path)


@pytest.mark.parametrize("case", SILENT)
def test_a_rule_is_silent(case, tmp_path):
    rule, source = SILENT[case]
    assert rule not in suggested(source, tmp_path)


def test_every_rule_is_tried_both_ways():
    known = {rule.id for rule in RULES}
    assert {rule for rule, _ in SPEAKS.values()} == {rule for rule, _ in SILENT.values()} == known


@pytest.mark.parametrize("case", SPEAKS)
def test_every_rule_can_be_switched_off(case, tmp_path):
    rule, source = SPEAKS[case]
    assert rule not in suggested(source, tmp_path, disabled=[rule])


def test_there_are_at_most_three(tmp_path):
    deep = PLAIN.partition("\n")[2].replace("rows", "a")
    source = (
        "#- a.py\nimport time\n\nclass A:\n" + TYPED + "    async def $0last(self, a):\n        time.sleep(1)\n"
        + branches(40, indent="        ")
        + textwrap.indent(deep.replace("    return a\n", ""), "    ")
    )  # fmt: skip
    assert list(suggested(source, tmp_path)) == ["blocking-call", "deep-nesting", "too-long"]
    assert MOST == 3
    left = suggested(source, tmp_path, disabled=["too-long"])
    assert list(left) == ["blocking-call", "deep-nesting", "inconsistent"]


TITLES = {
    "deep nesting": "Flatten it: the 'while' on line 6 is 5 levels deep",
    "a long function": "Split it: 65 statements on 65 lines",
    "the same body in another file": "Share it: the same body as 'sum_up' (b.py:1)",
    "a sleep": "Do not block the event loop: 'time.sleep' blocks inside an async function",
    "a parameter that nobody reads": "Remove the parameter: 'color' is never read",
    "a call that all others guard": (
        "Handle the error: 'client_send' on line 23 has no handler, but in 3 of 3 other functions here"
    ),
    "a missing return type": "Declare its types: 6 of 6 siblings declare their return type",
}


@pytest.mark.parametrize("case", TITLES)
def test_a_reason_counts_and_names(case, tmp_path):
    rule, source = SPEAKS[case]
    assert suggested(source, tmp_path)[rule].title == TITLES[case]


def test_in_a_large_file_edited_just_now_the_tree_alone_is_asked(tmp_path):
    filler = "".join(f"def other_{number}(a) -> int:\n    return a\n\n\n" for number in range(1500))
    typed = TYPED.replace("    def", "def").replace("        return", "    return").replace("(self)", "()")
    sleeping = "import time\n\n" + typed + "async def $0wait():\n    time.sleep(1)\n\n\n"
    opened = open_fixture(f"#- a.py\n{sleeping}{filler}", tmp_path)
    opened.open("a.py", opened.fixture.text + "\n", version=2)
    snapshot = opened.snapshot
    ids = [item.id for item in offers(snapshot, opened.path, opened.span) if item.id.startswith("suggestion")]
    assert ids == ["suggestion.blocking-call"]
    assert not snapshot.has_facts(opened.path)
    assert card_at(snapshot, opened.path, opened.span.start).facts == ("1 line of code, complexity 1",)
    assert not snapshot.has_facts(opened.path)
    snapshot.facts(opened.path)
    card = card_at(snapshot, opened.path, opened.span.start)
    assert card.facts[1:] == ("0 usages",)
    assert [item.rule for item in card.suggestions] == ["blocking-call", "inconsistent"]
