"""Definitions, references, calls and symbols, at the cursor of a fixture."""

import pytest

from contexten.ide.navigation.calls import callables_at, incoming, outgoing
from contexten.ide.navigation.document_symbols import document_symbols
from contexten.ide.navigation.fuzzy import fit
from contexten.ide.navigation.highlight import mentions_at
from contexten.ide.navigation.implementations import implementations_at, types_of
from contexten.ide.navigation.workspace_symbols import workspace_symbols
from contexten.syntax.languages import LANGUAGES
from support.navigating import Standing

EVERY = frozenset(language.id for language in LANGUAGES)
PARCELS = """
#- parcels/base.py
class Carrier:
    limit = 3

    def price(self, weight):
        return weight * self.limit

    def ship(self, parcel, urgent=False):
        raise NotImplementedError
#- parcels/post.py
from parcels.base import Carrier as Base
from requests import get


class Post(Base):
    def ship(self, parcel, urgent=False):
        cost = super().price(parcel.weight)
        get("x")
        return cost if urgent else self.price(cost)
#- main.py
import parcels.post
from parcels.post import Post


def send(parcel):
    return Post().ship(parcel, urgent=True)


def guess(thing):
    return thing.price(1)
"""


def standing(before, path, source=PARCELS):
    """The fixture with the cursor in front of the first `before` in the file at `path`."""
    head, _, rest = source.partition(f"#- {path}\n")
    assert before in rest
    return Standing(f"{head}#- {path}\n{rest.replace(before, '$0' + before, 1)}")


@pytest.mark.parametrize(
    ("path", "before", "expected"),
    [
        ("main.py", "Post()", ["parcels/post.py:5 Post"]),
        ("main.py", "Post\n", ["parcels/post.py:5 Post"]),
        ("main.py", "post\n", ["parcels/post.py:1"]),
        ("main.py", "parcels.post import", ["main.py:2 parcels"]),
        ("main.py", "post import", ["parcels/post.py:1"]),
        ("main.py", "ship(parcel, urgent", ["parcels/post.py:6 ship"]),
        ("main.py", "urgent=True", ["parcels/post.py:6 urgent"]),
        ("main.py", "parcel, urgent=True", ["main.py:5 parcel"]),
        ("main.py", "price(1)", ["parcels/base.py:4 price"]),
        ("parcels/post.py", "Carrier as", ["parcels/base.py:1 Carrier"]),
        ("parcels/post.py", "Base\n", ["parcels/base.py:1 Carrier"]),
        ("parcels/post.py", "Base):", ["parcels/base.py:1 Carrier"]),
        ("parcels/post.py", "price(parcel", ["parcels/base.py:4 price"]),
        ("parcels/post.py", "price(cost", ["parcels/base.py:4 price"]),
        ("parcels/post.py", "cost if", ["parcels/post.py:7 cost"]),
        ("parcels/post.py", "self.price", ["parcels/post.py:6 self"]),
        ("parcels/post.py", 'get("x")', ["parcels/post.py:2 get"]),
        ("parcels/base.py", "limit\n", ["parcels/base.py:2 limit"]),
        ("parcels/base.py", "price(self", ["parcels/base.py:4 price"]),
    ],
)
def test_definitions(path, before, expected):
    assert standing(before, path).defined() == expected


@pytest.mark.parametrize(
    ("path", "before", "expected"),
    [
        ("parcels/base.py", "Carrier:", ["parcels/post.py:1 Carrier", "parcels/post.py:5 Base"]),
        ("parcels/post.py", "Post(Base)", ["main.py:2 Post", "main.py:6 Post"]),
        ("parcels/base.py", "limit = 3", ["parcels/base.py:5 limit"]),
        ("parcels/base.py", "price(self", ["main.py:10 price", "parcels/post.py:7 price", "parcels/post.py:9 price"]),
        ("parcels/post.py", "cost =", ["parcels/post.py:9 cost", "parcels/post.py:9 cost"]),
        ("parcels/post.py", "self, parcel", ["parcels/post.py:9 self"]),
        ("parcels/post.py", "get\n", ["parcels/post.py:8 get"]),
        ("parcels/base.py", "weight)", ["parcels/base.py:5 weight"]),
    ],
)
def test_references(path, before, expected):
    assert standing(before, path).used() == expected


def test_the_end_of_a_name_is_the_name_and_a_space_is_none():
    assert Standing("def f$0():\n    pass\n").defined() == ["main.py:1 f"]
    assert Standing("x = 1\n\ny = 2 $0 \n").defined() == []
    assert Standing("# f$0\ndef f():\n    pass\n").defined() == []
    assert Standing("def f():\n    return 'f$0'\n").defined() == []


def test_names_of_a_library_are_not_guessed():
    source = "import os\n\n\nclass A:\n    def joined(self):\n        pass\n\n\nos.path.joined$0('x')\n"
    assert Standing(source).defined() == []


def test_a_member_of_many_types_is_not_guessed():
    classes = "".join(f"class C{number}:\n    def go(self):\n        pass\n\n\n" for number in range(9))
    assert Standing(classes + "def f(x):\n    x.go$0()\n").defined() == []


def test_a_name_that_a_function_binds_hides_that_of_the_file():
    source = "def f():\n    pass\n\n\ndef g(f):\n    return f$0\n"
    assert Standing(source).defined() == ["main.py:5 f"]
    assert Standing(source.replace("f$0", "f").replace("def f", "def $0f", 1)).used() == []


@pytest.mark.parametrize(
    ("source", "defined", "used"),
    [
        ("#- a.lua\nlocal function add(x)\n  return x\nend\n\nprint(add$0(1))\n", "a.lua:1 add", ["a.lua:5 add"]),
        ("#- a.sh\ngreet() {\n  echo hi\n}\n\ngre$0et\n", "a.sh:1 greet", ["a.sh:5 greet"]),
        (
            "#- a.ts\nexport const one = 1\n#- b.ts\nimport { one as uno } from './a'\n\nconsole.log(un$0o)\n",
            "a.ts:1 one",
            ["b.ts:1 one", "b.ts:3 uno"],
        ),
        (
            (
                "#- go.mod\nmodule m\n#- a.go\npackage m\n\nfunc One() int { return 1 }\n"
                "#- b.go\npackage m\n\nvar x = On$0e()\n"
            ),
            "a.go:3 One",
            ["b.go:3 One"],
        ),
        ("#- a.rs\nstruct P { x: i32 }\nfn f(p: P) -> i32 { p.x$0 }\n", "a.rs:1 x", ["a.rs:2 x"]),
        ("#- A.java\nclass A { int n; int f() { return n$0; } }\n", "A.java:1 n", ["A.java:1 n"]),
        ("#- a.rb\nclass A\n  def one\n    1\n  end\n  def two\n    on$0e\n  end\nend\n", "a.rb:2 one", ["a.rb:6 one"]),
    ],
)
def test_other_languages(source, defined, used):
    here = Standing(source)
    assert here.defined() == [defined]
    assert here.used() == used


def test_calls():
    here = standing("ship(self, parcel, urgent=False):\n        cost", "parcels/post.py")
    (symbol,) = callables_at(here.world, here.path, here.offset)
    assert [
        (calls.other.name, here.lines((calls.other.path, span) for span in calls.spans))
        for calls in incoming(here.world, symbol)
    ] == [("send", ["main.py:6 ship"])]
    assert [(calls.other.qualified_name, len(calls.spans)) for calls in outgoing(here.world, symbol)] == [
        ("Carrier.price", 2)
    ]


def test_calls_at_the_top_of_a_file_are_the_file_s():
    here = Standing("def f$0():\n    pass\n\n\nf()\n")
    (symbol,) = callables_at(here.world, here.path, here.offset)
    (calls,) = incoming(here.world, symbol)
    assert (calls.other.name, calls.other.definition.start, calls.other.definition.end) == ("main", 0, 0)
    assert [item.other.name for item in outgoing(here.world, calls.other)] == ["f"]


def test_where_there_is_no_function_s_name_the_one_around_is_asked_about():
    here = Standing("def f():\n    x = 1\n    return x$0\n")
    assert [symbol.name for symbol in callables_at(here.world, here.path, here.offset)] == ["f"]


def test_highlights_are_those_of_the_file():
    here = standing("Base):", "parcels/post.py")
    found = mentions_at(here.world, here.path, here.offset)
    assert here.lines((here.path, item.span) for item in found) == [
        "parcels/post.py:1 Carrier",
        "parcels/post.py:1 Base",
        "parcels/post.py:5 Base",
    ]
    assert [item.binds for item in found] == [True, True, False]


def test_implementations_and_types():
    here = standing("ship(self", "parcels/base.py")
    found = implementations_at(here.world, here.path, here.offset)
    assert here.lines((item.path, item.name) for item in found.landings) == ["parcels/post.py:6 ship"]
    here = Standing("class A:\n    pass\n\n\ndef f(a: A):\n    return a$0\n")
    found = types_of(here.world, here.path, here.offset)
    assert here.lines((item.path, item.name) for item in found.landings) == ["main.py:1 A"]


def test_the_symbols_of_a_file():
    here = standing("Carrier:", "parcels/base.py")
    (carrier,) = document_symbols(here.world.snapshot, here.path)
    assert [(item.name, item.kind.value, item.detail) for item in carrier.inside] == [
        ("limit", "field", ""),
        ("price", "method", "(self, weight)"),
        ("ship", "method", "(self, parcel, urgent=False)"),
    ]


def test_the_symbols_of_the_workspace_are_ranked():
    here = Standing(PARCELS)

    def found(query, *, most=10):
        symbols = workspace_symbols(here.world.snapshot, query, EVERY, most=most)
        return [f"{item.container}.{item.name}" for item in symbols]

    assert found("ship") == ["Carrier.ship", "Post.ship"]
    assert found("post.ship") == ["Post.ship"]
    assert found("carrier") == [".Carrier"]
    assert found("p")[0] == ".Post"
    assert found("p", most=1) == [".Post"]
    assert found("") == found("zzz") == []
    assert workspace_symbols(here.world.snapshot, "ship", frozenset({"lua"}), most=9) == ()
    assert workspace_symbols(here.world.snapshot, "ship", EVERY, most=9, stop=lambda: True) == ()


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("client", "Client", "ClientPool"),
        ("client", "ClientPool", "HttpClient"),
        ("cp", "cpu", "ClientPool"),
        ("cp", "ClientPool", "concept_xyz"),
        ("pool", "client_pool", "spoolers"),
        ("get", "_get", "target"),
        ("Client", "Client", "client"),
    ],
)
def test_better_fits(wanted, better, worse):
    assert fit(wanted, better) > fit(wanted, worse)


def test_letters_in_another_order_do_not_fit():
    assert fit("ba", "ab") == 0
    assert fit("xyz", "Client") == 0
