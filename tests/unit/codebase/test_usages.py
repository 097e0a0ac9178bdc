"""Usages: every place that certainly means a symbol, and no other."""

from contexten.codebase import UsageType
from contexten.codebase.usages import edges_of
from support.codebases import codebase_of, labels, written

CODE = """
    #- lib.py
    class Client:
        def send(self): ...
    def make(size=1) -> Client:
        return Client()
    #- use.py
    import lib
    from lib import Client, make as build
    class Mine(Client):
        client: Client = build()
        def go(self, other: Client, fallback=build) -> Client:
            self.client.send()
            return lib.make(2)
    @build
    def decorated(): ...
"""


def test_kinds_and_ways_of_a_class():
    assert written(codebase_of(CODE).get_class("Client")) == [
        "lib.py:3 RETURN_TYPE DIRECT",
        "lib.py:4 BODY DIRECT",
        "use.py:2 IMPORTED DIRECT",
        "use.py:3 SUBCLASS INDIRECT",
        "use.py:4 TYPE_ANNOTATION INDIRECT",
        "use.py:5 TYPED_PARAMETER INDIRECT",
        "use.py:5 RETURN_TYPE INDIRECT",
    ]


def test_kinds_and_ways_of_a_function():
    assert written(codebase_of(CODE).get_function("make")) == [
        "use.py:2 IMPORTED DIRECT",
        "use.py:4 BODY ALIASED",
        "use.py:5 DEFAULT_VALUE ALIASED",
        "use.py:7 BODY CHAINED",
        "use.py:8 DECORATOR ALIASED",
    ]


def test_a_method_is_used_where_the_object_s_type_is_shown():
    codebase = codebase_of(CODE)
    send = codebase.get_class("Client").get_method("send")
    assert written(send) == ["use.py:6 BODY CHAINED"]
    assert labels(send.callers) == ["use.py:Mine.go"]


def test_who_uses_it_is_each_named_once():
    codebase = codebase_of(CODE)
    assert labels(codebase.get_class("Client").symbol_usages) == [
        "lib.py:make",
        "use.py:Client",
        "use.py:Mine",
        "use.py:Mine.go",
    ]


def test_imported_by_names_the_import():
    make = codebase_of(CODE).get_function("make")
    by = {usage.match.start_line: usage.imported_by for usage in make.usages}
    assert by[2] is None
    assert by[4].alias == "build"
    assert by[7].label == "use.py:lib"


def test_a_local_name_is_another_thing():
    codebase = codebase_of("""
        #- a.py
        def size(): ...
        def by_parameter(size): return size
        def by_assignment():
            size = 1
            return size
        def by_loop(items):
            return [size for size in items]
        def by_inner():
            def size(): ...
            return size()
        def as_annotation(size: size = size): ...
        def really(): return size()
        def on_a_stranger(thing): return thing.size()
    """)
    outer, inner = codebase.find("size")[:1][0], codebase.find("by_inner.size")[0]
    assert labels(usage.usage_symbol for usage in outer.usages) == ["a.py:as_annotation"] * 2 + ["a.py:really"]
    assert labels(usage.usage_symbol for usage in inner.usages) == ["a.py:by_inner"]


def test_a_global_statement_makes_it_the_file_s():
    codebase = codebase_of("""
        #- a.py
        count = 0
        def bump():
            global count
            count = count + 1
    """)
    assert labels(codebase.get_symbol("count").symbol_usages) == ["a.py:bump"]


def test_a_local_object_of_unknown_type_hides_the_module_of_its_name():
    codebase = codebase_of("""
        #- app.py
        def run(): ...
        #- use.py
        import app
        def known(): app.run()
        def hidden(app): app.run()
    """)
    assert labels(codebase.get_function("run").callers) == ["use.py:known"]


def test_a_callback_of_javascript_has_its_own_names():
    codebase = codebase_of("""
        #- a.ts
        export const app = make()
        app.start()
        it('x', () => {
          const app = other()
          app.get()
        })
    """)
    assert written(codebase.get_symbol("app")) == ["a.ts:2 BODY DIRECT"]


def test_names_passed_on_under_another_name_are_followed():
    codebase = codebase_of("""
        #- pkg/core.py
        def f(): ...
        #- pkg/__init__.py
        from .core import f as public
        #- use.py
        from pkg import public as mine
        mine()
    """)
    assert written(codebase.get_function("f")) == [
        "pkg/__init__.py:1 IMPORTED DIRECT",
        "use.py:1 IMPORTED DIRECT",
        "use.py:2 BODY ALIASED",
    ]


def test_a_file_is_used_as_a_module():
    codebase = codebase_of(CODE)
    usages = codebase.get_file("lib.py").usages
    assert [usage.match.source for usage in usages] == ["lib", "lib"]
    assert usages[1].usage_type is UsageType.DIRECT


def test_dependencies_are_what_the_code_names_in_its_file():
    codebase = codebase_of("""
        #- a.py
        import json
        from lib import tool, unused
        LIMIT = 1
        def helper(): ...
        def run(tool_name):
            def inner(): return inner
            json.dumps(LIMIT)
            return helper(tool(), self.helper)
    """)
    assert labels(codebase.get_function("run").dependencies) == ["a.py:json", "a.py:tool", "a.py:LIMIT", "a.py:helper"]


def test_forwards_and_backwards_agree():
    """What each use means, summed over the files, is what each definition is used by, summed over the definitions."""
    codebase = codebase_of(CODE)
    forwards = sum(edges_of(file.world, file.path) for file in codebase.files)
    symbols = [symbol for file in codebase.files for symbol in file.all_symbols]
    backwards = sum(usage.kind.name != "IMPORTED" for symbol in symbols for usage in symbol.usages)
    assert backwards > 10
    # `lib` is a module, which is no definition.
    assert forwards == backwards + len([u for u in codebase.get_file("lib.py").usages if u.kind.name != "IMPORTED"])


def test_a_name_that_is_stated_to_stay_is_no_other_name():
    codebase = codebase_of("""
        #- f.py
        def f(): ...
        #- use.py
        from f import(f as f)
        f()
    """)
    assert written(codebase.get_function("f")) == ["use.py:1 IMPORTED DIRECT", "use.py:2 BODY INDIRECT"]
    assert codebase.get_file("use.py").imports[0].symbol_name.start_byte == 14


def test_an_element_of_markup_is_a_call_at_its_own_place():
    codebase = codebase_of("""
        #- a.tsx
        function Item() { return null }
        render(
          <Item />
        )
    """)
    assert [(call.start_line, call.source) for call in codebase.get_function("Item").call_sites] == [(3, "Item")]
