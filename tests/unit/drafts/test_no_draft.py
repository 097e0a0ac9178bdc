"""Where nothing is drafted, and what is said then."""

from __future__ import annotations

import pytest

from contexten.drafts.draft import NoDraft
from contexten.workspace.target import Intent
from support.drafting import drafted

SHAPE = "def area(w, h):\n    $0...\n"

NO_DRAFT = {
    "nothing is like it": """
        def send(message):
            print(message)

        def receive(channel, timeout):
            $0pass
    """,
    "opposite verbs": """
        def load_config(path):
            return open(path).read()

        def save_config(path):
            $0pass
    """,
    "only the number differs": """
        def find_user(users, key):
            return users[key]

        def find_users(users, key):
            $0pass
    """,
    "the sibling needs a helper of its own file": """
        #- a.py
        def _secret(text): return text
        def read_user(text):
            return _secret(text)
        #- b.py
        def read_order(text):
            $0pass
    """,
    "the sibling uses an attribute that the class lacks": """
        class Base: ...
        class A(Base):
            def __init__(self, first, second):
                self.first = first
                self.second = second
            def total(self):
                return self.first + self.second
        class B(Base):
            def total(self):
                $0pass
    """,
    "the sibling waits and the target cannot": """
        async def read_user(stream):
            return await stream.read()

        def read_order(stream):
            $0pass
    """,
    "the sibling is unfinished too": """
        def read_user(stream):
            ...

        def read_order(stream):
            $0pass
    """,
    "the copy would say nothing new": """
        def join_all(parts):
            return "".join(parts)

        def join_some(parts):
            $0pass
    """,
    "the sibling uses more parameters than the target has": """
        def name_user(user, title):
            return title + user.name

        def name_order(order):
            $0pass
    """,
    "the sibling closes over a local": """
        def outer(prefix):
            def name_user(user):
                return prefix + user
            return name_user

        def name_order(order):
            $0pass
    """,
    "an attribute does not vouch for a function of its name": """
        #- a.py
        from base import Base
        def parser(size): return size
        class A(Base):
            def __init__(self):
                self.parser = None
            def setup(self):
                self.parser = parser(1)
        #- b.py
        from base import Base
        class B(Base):
            def __init__(self):
                self.parser = None
            def setup(self):
                $0pass
        #- base.py
        class Base:
            def setup(self): ...
    """,
    "a method that calls another base by name": """
        class Plain:
            def close(self): print(self)
        class Base:
            def close(self): ...
        class A(Plain):
            def close(self):
                Plain.close(self)
        class B(Base):
            def close(self):
                $0pass
    """,
}


@pytest.mark.parametrize("case", NO_DRAFT)
def test_no_draft_where_no_sibling_is_close_enough(case, tmp_path):
    made = drafted(NO_DRAFT[case], tmp_path)
    assert made == NoDraft("no finished sibling is close enough; configure a model")


@pytest.mark.parametrize("intent", [Intent.REWRITE, Intent.FIX, Intent.INSERT])
def test_other_intents_say_that_they_need_a_model(intent, tmp_path):
    made = drafted(SHAPE, tmp_path, intent)
    assert isinstance(made, NoDraft)
    assert "without a model" in made.reason


def test_a_comment_inside_finished_code_needs_a_model(tmp_path):
    made = drafted("def f(x):\n    # make it faster$0\n    return x\n", tmp_path, Intent.COMMENT)
    assert made == NoDraft("a comment inside finished code needs a model; configure one")
