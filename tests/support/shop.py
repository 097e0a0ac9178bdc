"""A small project with an unfinished function, and an answer that finishes it."""

SHOP = """
    #- shop.py
    from money import Money


    class Till:
        def __init__(self) -> None:
            self.items: list[Money] = []

        def total(self) -> Money:
            '''The sum of all items.'''
            $0raise NotImplementedError
    #- money.py
    class Money:
        def __init__(self, cents: int) -> None:
            self.cents = cents

        def plus(self, other: "Money") -> "Money":
            return Money(self.cents + other.cents)
"""

GOOD = """```python
def total(self) -> Money:
    result = Money(0)
    for item in self.items:
        result = result.plus(item)
    return result
```"""
