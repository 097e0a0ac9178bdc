"""Classes: bases, subclasses, members."""

from support.codebases import codebase_of, labels

CODE = """
    #- base.py
    from external import Outside
    class Root(Outside):
        kind = "root"
        def __init__(self, size):
            self.size = size
        def area(self): ...
    #- shapes.py
    from base import Root as Shape
    class Square(Shape):
        side: int = 1
        def area(self): return self.side
        class Options: ...
    class Tiny(Square): ...
    def make(): return Tiny(1)
"""


def test_superclasses_are_all_that_the_codebase_defines_nearest_first():
    codebase = codebase_of(CODE)
    tiny = codebase.get_class("Tiny")
    assert labels(tiny.superclasses) == ["shapes.py:Square", "base.py:Root"]
    assert tiny.parent_class_names == ["Square"]
    assert tiny.is_subclass_of(codebase.get_class("Root"))
    assert tiny.is_subclass_of("Outside")
    assert not codebase.get_class("Root").is_subclass_of("Square")


def test_subclasses():
    assert labels(codebase_of(CODE).get_class("Root").subclasses) == ["shapes.py:Square", "shapes.py:Tiny"]


def test_a_class_that_inherits_from_itself_ends():
    codebase = codebase_of("""
        #- a.py
        class A(B): ...
        class B(A): ...
    """)
    assert labels(codebase.get_class("A").superclasses) == ["a.py:B"]


def test_members():
    codebase = codebase_of(CODE)
    root, square = codebase.get_class("Root"), codebase.get_class("Square")
    assert [item.name for item in root.methods] == ["__init__", "area"]
    assert [item.name for item in root.attributes] == ["kind"]
    assert [item.name for item in root.instance_attributes] == ["size"]
    assert labels(square.nested_classes) == ["shapes.py:Square.Options"]
    assert square.get_attribute("side").type == "int"


def test_members_are_looked_up_through_the_bases():
    tiny = codebase_of(CODE).get_class("Tiny")
    assert tiny.get_method("area").label == "shapes.py:Square.area"
    assert tiny.constructor.label == "base.py:Root.__init__"
    assert tiny.get_attribute("kind").label == "base.py:Root.kind"
    assert tiny.get_method("missing") is None


def test_who_makes_instances():
    codebase = codebase_of(CODE)
    assert labels(codebase.get_class("Tiny").callers) == ["shapes.py:make"]


def test_a_constructor_is_called_where_its_class_is():
    codebase = codebase_of("""
        #- a.py
        class A:
            def __init__(self): ...
        def make(): return A()
    """)
    assert labels(codebase.get_class("A").constructor.callers) == ["a.py:make"]


def test_a_class_that_is_exported_under_another_name_has_its_subclasses_and_usages():
    codebase = codebase_of("""
        #- base.ts
        class Hono {}
        export { Hono as HonoBase }
        #- hono.ts
        import { HonoBase } from './base'
        export class Hono extends HonoBase {}
    """)
    base = codebase.get_file("base.ts").classes[0]
    assert labels(base.subclasses) == ["hono.ts:Hono"]
    assert labels(base.symbol_usages) == ["base.ts", "hono.ts:HonoBase", "hono.ts:Hono"]
