"""IMPLEMENT in Python: a body by analogy with the nearest finished sibling."""

from __future__ import annotations

import textwrap

import pytest

from contexten.drafts.draft import Draft
from contexten.workspace.target import Intent
from support.drafting import drafted, text_of

SHAPES = """
    #- shapes.py
    import math

    class Shape:
        def area(self) -> float:
            raise NotImplementedError

    class Circle(Shape):
        def __init__(self, radius: float):
            self.radius = radius

        def area(self) -> float:
            '''The area of the circle.'''
            # A circle is round.
            return math.pi * self.radius ** 2

    class Square(Shape):
        def __init__(self, side: float):
            self.side = side

        def area(self) -> float:
            $0pass
"""

CASES = {
    "sibling class, attribute by type": (
        SHAPES,
        """
        # A square is round.
        return math.pi * self.side ** 2
        """,
    ),
    "same class, object of the verb": (
        """
        from models import User, Order

        class Repo:
            def __init__(self):
                self.users: dict[int, User] = {}
                self.orders: dict[int, Order] = {}

            def get_user(self, user_id: int) -> User:
                user = self.users.get(user_id)
                if user is None:
                    raise KeyError(f"no such user: {user_id}")
                return user

            def get_order(self, order_id: int) -> Order:
                $0...
        #- models.py
        class User: ...
        class Order: ...
        """,
        """
        order = self.orders.get(order_id)
        if order is None:
            raise KeyError(f"no such order: {order_id}")
        return order
        """,
    ),
    "function, word after the verb": (
        """
        PI = 3.14

        def area_of_circle(circle):
            return PI * circle.width * circle.width / 4

        def area_of_ellipse(ellipse):
            $0pass
        """,
        "return PI * ellipse.width * ellipse.width / 4",
    ),
    "plural and local names": (
        """
        def load_users(path):
            users = []
            for user in open(path):
                users.append(user.strip())
            return users

        def load_orders(path):
            $0pass
        """,
        """
        orders = []
        for order in open(path):
            orders.append(order.strip())
        return orders
        """,
    ),
    "called functions follow where their counterpart exists": (
        """
        def parse_user(line): return line
        def parse_order(line): return line

        def read_user(stream):
            return parse_user(stream.readline())

        def read_order(stream):
            $0pass
        """,
        "return parse_order(stream.readline())",
    ),
    "called functions stay where there is no counterpart": (
        """
        def clean(line): return line

        def read_user(user_stream):
            return clean(user_stream.readline())

        def read_order(order_stream):
            $0pass
        """,
        "return clean(order_stream.readline())",
    ),
    "parameters by position under other names": (
        """
        def hash_password(password: str, salt: str) -> str:
            return (password + salt).upper()

        def hash_token(token: str, pepper: str) -> str:
            $0pass
        """,
        "return (token + pepper).upper()",
    ),
    "parameters in another order, by name": (
        """
        def scale_image(image, factor):
            return image.resize(factor)

        def scale_video(factor, video):
            $0pass
        """,
        "return video.resize(factor)",
    ),
    "keyword arguments follow the renamed class": (
        """
        class User:
            def __init__(self, user_id, name): self.user_id = user_id; self.name = name
        class Order:
            def __init__(self, order_id, name): self.order_id = order_id; self.name = name

        def make_user(user_id, name):
            return User(user_id=user_id, name=name)

        def make_order(order_id, name):
            $0pass
        """,
        "return Order(order_id=order_id, name=name)",
    ),
    "members of a mapped parameter's type": (
        """
        class User:
            user_name: str
        class Order:
            order_name: str

        def show_user(user: User) -> str:
            return user.user_name.title()

        def show_order(order: Order) -> str:
            $0pass
        """,
        "return order.order_name.title()",
    ),
    "recursion calls the target": (
        """
        def depth_of_node(node):
            return 1 + max(depth_of_node(child) for child in node.children)

        def depth_of_tree(tree):
            $0pass
        """,
        "return 1 + max(depth_of_tree(child) for child in tree.children)",
    ),
    "constants in capitals": (
        """
        USER_LIMIT = 5
        ORDER_LIMIT = 6

        def check_user(value):
            if value > USER_LIMIT:
                raise ValueError("too many users")

        def check_order(value):
            $0pass
        """,
        """
        if value > ORDER_LIMIT:
            raise ValueError("too many orders")
        """,
    ),
    "awaited code in an async function": (
        """
        async def fetch_user(client, user_id):
            response = await client.get(f"/users/{user_id}")
            return response.json()

        async def fetch_order(client, order_id):
            $0pass
        """,
        """
        response = await client.get(f"/orders/{order_id}")
        return response.json()
        """,
    ),
    "same method of the same interface in another file": (
        """
        #- base.py
        class Exporter:
            def export(self, rows): ...
        #- plain.py
        from base import Exporter

        class PlainExporter(Exporter):
            def __init__(self, stream):
                self.stream = stream
            def export(self, rows):
                for row in rows:
                    self.stream.write(row)
        #- rich.py
        from base import Exporter

        class RichExporter(Exporter):
            def __init__(self, stream):
                self.stream = stream
            def export(self, rows):
                $0pass
        """,
        """
        for row in rows:
            self.stream.write(row)
        """,
    ),
    "same method with the same foreign base": (
        """
        #- a.py
        from ast import NodeVisitor

        class Calls(NodeVisitor):
            def __init__(self):
                self.found = []
            def visit_Call(self, node):
                self.found.append(node.func)
                self.generic_visit(node)
        #- b.py
        from ast import NodeVisitor

        class Names(NodeVisitor):
            def __init__(self):
                self.found = []
            def visit_Call(self, node):
                $0pass
        """,
        """
        self.found.append(node.func)
        self.generic_visit(node)
        """,
    ),
    "class method of a sibling": (
        """
        class Base: ...
        class User(Base):
            def __init__(self, name): self.name = name
            @classmethod
            def parse(cls, text):
                return cls(text.strip())
        class Order(Base):
            def __init__(self, name): self.name = name
            @classmethod
            def parse(cls, text):
                $0pass
        """,
        "return cls(text.strip())",
    ),
    "inner indentation is kept": (
        """
        def visit_list(items):
            for item in items:
                if item:
                    for part in item:
                        print(part)
                else:
                    print(items)

        def visit_tuple(entries):
            $0pass
        """,
        """
        for entry in entries:
            if entry:
                for part in entry:
                    print(part)
            else:
                print(entries)
        """,
    ),
    "closures see the names around them": (
        """
        def outer(prefix):
            def name_user(user):
                return prefix + user
            def name_order(order):
                $0pass
            return name_user, name_order
        """,
        "return prefix + order",
    ),
    "text before is not ASCII": (
        """
        def greet_user(user):
            return f"grüße → {user}!" + user.title()

        def greet_order(order):
            $0pass
        """,
        """return f"grüße → {order}!" + order.title()""",
    ),
    "star parameters": (
        """
        import logging

        def log_user(user, *args, **kwargs):
            logging.info(user, *args, **kwargs)

        def log_order(order, *rest, **options):
            $0pass
        """,
        "logging.info(order, *rest, **options)",
    ),
    "static method": (
        """
        class Paths:
            @staticmethod
            def path_of_user(user):
                return "/" + user.name

            @staticmethod
            def path_of_order(order):
                $0pass
        """,
        """return "/" + order.name""",
    ),
    "an empty body": (
        """
        def name_of_user(user):
            return user.name.title()

        def name_of_order(order):$0

        """,
        "return order.name.title()",
    ),
    "a comment that says what to do": (
        """
        def name_of_user(user):
            return user.name.title()

        def name_of_order(order):
            # the name of the order$0
            pass
        """,
        "return order.name.title()",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_nearest_sibling_is_put_into_the_targets_names(case, tmp_path):
    source, expected = CASES[case]
    assert text_of(source, tmp_path) == textwrap.dedent(expected).strip()


def test_a_comment_in_an_unfinished_definition_is_answered_like_it(tmp_path):
    source, expected = CASES["a comment that says what to do"]
    assert text_of(source, tmp_path, Intent.COMMENT) == expected


def test_the_source_names_the_sibling_its_file_and_its_line(tmp_path):
    made = drafted(SHAPES, tmp_path)
    assert isinstance(made, Draft)
    assert made.source == "by analogy with Circle.area in shapes.py:11"
    assert made.source_path is not None
    assert made.source_path.endswith("/shapes.py")


IMPORTING = """
    #- a.py
    import json
    from pathlib import Path as File

    def load_user(path):
        return json.loads(File(path).read_text())
    #- b.py
    def load_order(path):
        $0pass
"""


def test_imports_of_the_siblings_file_are_carried(tmp_path):
    made = drafted(IMPORTING, tmp_path)
    assert isinstance(made, Draft)
    assert made.text == "return json.loads(File(path).read_text())"
    assert made.imports == ("import json", "from pathlib import Path as File")


def test_an_import_is_carried_under_the_targets_word_where_the_module_has_it(tmp_path):
    made = drafted(
        """
        #- models.py
        class User: ...
        class Order: ...
        #- a.py
        from models import User

        def make_user(name):
            return User(name)
        #- b.py
        def make_order(name):
            $0pass
        """,
        tmp_path,
    )
    assert isinstance(made, Draft)
    assert made.text == "return Order(name)"
    assert made.imports == ("from models import Order",)
