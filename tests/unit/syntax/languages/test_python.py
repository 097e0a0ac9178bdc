from support.syntax import facts_of, named, outline, unfinished

SOURCE = '''
    #- app/client.py
    """Talks to the bank."""
    from __future__ import annotations

    import json, os.path as paths
    from typing import TYPE_CHECKING

    from .errors import BankError as Problem
    from .. import money

    if TYPE_CHECKING:
        from .models import Account

    LIMIT: int = 3
    session = Session(LIMIT)

    class Client(Base, mixins.Logged, Generic[T], metaclass=Meta):
        """Sends requests."""

        timeout: float = 1.0

        def __init__(self, url: str, *, retries=2, **extra: object) -> None:
            self.url = url
            self.pool = Pool(url)
            total = 0

        @cached(60)
        @property
        async def balance(self) -> Money | None:
            # first the cache
            """The balance."""
            return await self.pool.get(self.url, fresh=True)

    def helper(items):
        def inner(x): return x
        return [inner(item) for item in items]
'''


def test_definitions_have_kinds_and_parents():
    assert outline(facts_of(SOURCE)) == [
        "constant LIMIT",
        "variable session",
        "class Client",
        "field Client.timeout",
        "method Client.__init__",
        "field Client.url",
        "field Client.pool",
        "method Client.balance",
        "function helper",
        "function helper.inner",
    ]


def test_a_method_is_read_whole():
    facts = facts_of(SOURCE)
    balance = named(facts, "Client.balance")
    assert balance.signature == "async def balance(self) -> Money | None"
    assert balance.decorators == ("cached(60)", "property")
    assert balance.returns == "Money | None"
    assert balance.doc == "The balance."
    assert balance.is_async
    assert [parameter.receiver for parameter in balance.parameters] == [True]
    assert balance.start < balance.header_start < balance.name_start < balance.body_start < balance.body_end


def test_parameters_keep_type_default_and_stars():
    init = named(facts_of(SOURCE), "Client.__init__")
    assert [(item.name, item.type, item.default) for item in init.parameters] == [
        ("self", "", ""),
        ("url", "str", ""),
        ("retries", "", "2"),
        ("**extra", "object", ""),
    ]


def test_bases_leave_out_type_arguments_and_the_metaclass():
    assert named(facts_of(SOURCE), "Client").bases == ("Base", "mixins.Logged", "Generic")


def test_an_attribute_assigned_in_a_method_is_a_field_with_the_called_type():
    facts = facts_of(SOURCE)
    assert named(facts, "Client.pool").type == "Pool"
    assert named(facts, "session").type == "Session"


def test_every_import_counts_and_the_last_of_the_first_block_ends_it():
    facts = facts_of(SOURCE)
    assert [(item.level, item.module, item.name, item.local_name) for item in facts.imports] == [
        (0, "__future__", "annotations", "annotations"),
        (0, "json", "", "json"),
        (0, "os.path", "", "paths"),
        (0, "typing", "TYPE_CHECKING", "TYPE_CHECKING"),
        (1, "errors", "BankError", "Problem"),
        (2, "", "money", "money"),
        (1, "models", "Account", "Account"),
    ]
    assert facts.import_end == facts.imports[5].end
    assert facts.doc == "Talks to the bank."


def test_references_have_role_receiver_and_scope():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("get", "call", "self.pool", 2) in found
    assert ("Pool", "call", "", 1) in found
    assert ("Money", "type", "", -1) in found
    assert ("Logged", "type", "mixins", -1) in found
    assert ("pool", "member", "self", -1) in found
    assert not {"fresh", "total", "self"} & {item.name for item in facts.references}
    call = next(item for item in facts.references if item.name == "inner")
    assert facts.definitions[call.scope].name == "helper"


def test_dunder_all_decides_what_is_exported():
    facts = facts_of(
        "__all__ = ['a', \"B\"]\na = 1\n_b = 2\nclass B:\n    def _c(self): return 1\n"
        "    def d(self): return 2\nc = 3\n"
    )
    assert [item.name for item in facts.definitions if item.exported] == ["a", "B", "d"]


STUBS = '''
    def empty():
        pass
    def dots(): ...
    def documented():
        """Only this."""
    def raising():
        """Doc."""
        raise NotImplementedError("later")
    def noted():
        # TODO: write this
    def returning():
        return None  # TODO
    class Nothing:
        """Only this."""
    class Problem(ValueError):
        pass
    class Shape(Protocol):
        def area(self) -> float: ...
    class Base(ABC):
        @abc.abstractmethod
        def area(self) -> float:
            """Area."""
        @overload
        def at(self, x: int) -> int: ...
        def at(self, x):
            return x
    def done():
        return None
    def logs():
        """TODO is only mentioned."""
        print(1)
'''


def test_stubs_are_unfinished_but_what_has_no_body_on_purpose_is_not():
    assert unfinished(facts_of(STUBS)) == [
        "empty",
        "dots",
        "documented",
        "raising",
        "noted",
        "returning",
        "Nothing",
    ]


def test_a_stub_file_has_nothing_unfinished():
    assert unfinished(facts_of("#- a.pyi\ndef f() -> int: ...\nclass A: ...\n")) == []


def test_a_body_of_comments_only_ends_with_its_last_deeper_comment():
    source = "def f():\n    # TODO: one\n    # two\n\n# outside\nx = 1\n"
    definition = facts_of(source).definitions[0]
    assert source[definition.body_start : definition.body_end] == "# TODO: one\n    # two"
    assert definition.end == definition.body_end
