"""A finished class and its unfinished sibling: what can be drafted without a model."""

SHAPES = """\
class Shape:
    def area(self) -> float:
        raise NotImplementedError


class Square(Shape):
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return round(self.side * self.side, 2)


class Tile(Shape):
    def __init__(self, edge: float) -> None:
        self.edge = edge

    def area(self) -> float:
        raise NotImplementedError
"""
SHAPES_FIXTURE = "#- shapes.py\n" + "$0raise".join(SHAPES.rsplit("raise", 1))
"""The same with the cursor in the unfinished body."""
