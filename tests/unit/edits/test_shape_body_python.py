"""BODY in Python: whatever the model wraps its answer in, the body arrives at its place."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from contexten.edits.shape import shape
from support.edits import refused, request_at, result_of, shaped

SOURCE = '''
    #- shop/cart.py
    """The cart."""
    from __future__ import annotations

    import os
    from shop.model import Item


    class Cart:
        """Items somebody wants."""

        def __init__(self, items: list[Item]) -> None:
            self.items = items

        def total(self, tax: float = 0.0) -> float:
            """Sum of all prices."""
            raise NotImple$0mentedError

        def count(self) -> int:
            return len(self.items)


    def main() -> None:
        print(os.getcwd())
'''

BODY = """\
amount = sum(item.price for item in self.items)
if tax:
    amount *= 1 + tax
return amount
"""
METHOD = "def total(self, tax: float = 0.0) -> float:\n" + "".join(f"    {line}\n" for line in BODY.splitlines())
IN_CLASS = "class Cart:\n" + "".join(f"    {line}\n" for line in METHOD.splitlines())
DOUBLE = METHOD.replace("    ", "  ")
TABBED = METHOD.replace("    ", "\t")
WHOLE = '''"""The cart."""
from __future__ import annotations

import os
from shop.model import Item


class Cart:
    """Items somebody wants."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def total(self, tax: float = 0.0) -> float:
        """Sum of all prices."""
        amount = sum(item.price for item in self.items)
        if tax:
            amount *= 1 + tax
        return amount

    def count(self) -> int:
        return len(self.items)


def main() -> None:
    print(os.getcwd())
'''
ONE_LINE_FIRST = BODY.split("\n", 1)[0] + "\n" + "".join(f"        {x}\n" for x in BODY.splitlines()[1:])

ANSWERS = {
    "fenced body": f"```python\n{BODY}```",
    "fenced body, prose around": f"Sure! Here is the body:\n\n```python\n{BODY}```\n\nLet me know if it helps.",
    "bare body": BODY,
    "bare body with sentences": f"Here is the implementation:\n\n{BODY}\nThis sums the prices.",
    "body with the file's indentation": "```python\n" + "".join(f"        {x}\n" for x in BODY.splitlines()) + "```",
    "body whose first line lost its indentation": f"```python\n{ONE_LINE_FIRST}```",
    "method at the left": f"```python\n{METHOD}```",
    "bare method": METHOD,
    "method without a fence name": f"```\n{METHOD}```",
    "method in a fence of another language": f"```javascript\n{METHOD}```",
    "method in tildes": f"~~~py\n{METHOD}~~~",
    "method in a long fence": f"`````python\n{METHOD}`````",
    "method in an indented fence": "1. Do this:\n\n   ```python\n"
    + "".join(f"   {x}\n" for x in METHOD.splitlines())
    + "   ```\n",
    "unclosed fence": f"```python\n{METHOD}",
    "two spaces": f"```python\n{DOUBLE}```",
    "tabs": f"```python\n{TABBED}```",
    "enclosing class": f"```python\n{IN_CLASS}```",
    "enclosing class with elided members": "```python\nclass Cart:\n    # ... existing code ...\n\n"
    + "".join(f"    {x}\n" for x in METHOD.splitlines())
    + "\n    # ... rest unchanged ...\n```",
    "whole file": f"```python\n{WHOLE}```",
    "bare whole file": WHOLE,
    "changed signature is not taken": "```python\n" + METHOD.replace("tax: float = 0.0) -> float", "tax=0)") + "```",
    "decorated": f"```python\n@typing.override\n{METHOD}```",
    "CRLF answer": f"```python\n{METHOD}```".replace("\n", "\r\n"),
    "think tag": f"<think>\nMaybe:\n```python\ndef total(self): return 0\n```\n</think>\n```python\n{METHOD}```",
    "reasoning without its opening tag": f"I should sum.\n</think>\n\n```python\n{METHOD}```",
    "thinking tag never closed": f"<thinking>\nI should sum.\n\n```python\n{METHOD}```",
    "old code, then new code": "Currently:\n```python\ndef total(self, tax: float = 0.0) -> float:\n"
    f"    raise NotImplementedError\n```\nBecomes:\n```python\n{METHOD}```",
    "shell fence before": f"```bash\npip install shop\n```\n\n```python\n{METHOD}```",
    "example of use behind": f"```python\n{METHOD}```\nUse it:\n```python\ncart = Cart([])\nprint(cart.total())\n```",
    "search and replace": "cart.py\n<<<<<<< SEARCH\n            raise NotImplementedError\n=======\n"
    + "".join(f"            {x}\n" for x in BODY.splitlines())
    + ">>>>>>> REPLACE\n",
    "search and replace in a fence": "```python\n<<<<<<< SEARCH\n        raise NotImplementedError\n=======\n"
    + "".join(f"        {x}\n" for x in BODY.splitlines())
    + ">>>>>>> REPLACE\n```",
    "unified diff": "```diff\n--- a/shop/cart.py\n+++ b/shop/cart.py\n@@ -14,3 +14,6 @@\n"
    '         """Sum of all prices."""\n-        raise NotImplementedError\n'
    + "".join(f"+        {x}\n" for x in BODY.splitlines())
    + "```",
    "unified diff with wrong numbers": "@@ -1,1 +1,9 @@\n     def total(self, tax: float = 0.0) -> float:\n"
    '         """Sum of all prices."""\n-        raise NotImplementedError\n'
    + "".join(f"+        {x}\n" for x in BODY.splitlines())
    + "\n     def count(self) -> int:\n",
    "special token at the end": f"```python\n{METHOD}```<|im_end|>",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_every_usual_answer_gives_the_same_file(answer):
    assert result_of(request_at(SOURCE, Place.BODY), answer) == WHOLE


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_line_ends_of_the_file_are_kept(answer):
    request = request_at(SOURCE, Place.BODY, newline="\r\n")
    assert result_of(request, answer) == WHOLE.replace("\n", "\r\n")


REFUSED = {
    "nothing": ("", "no code"),
    "white space": ("  \n \n", "no code"),
    "only reasoning": ("<think>I sum the prices.", "no code"),
    "still a stub": ("```python\ndef total(self, tax=0.0):\n    pass\n```", "unfinished"),
    "only a remark": ("```python\n# TODO: sum the prices\n```", "unfinished"),
    "another definition": ("```python\ndef subtotal(self):\n    return 1\n```", "defines subtotal"),
    "elision in the body": ("```python\nx = 1\n# ... existing code ...\nreturn x\n```", "leaves out"),
    "a lone ellipsis": ("```python\nx = 1\n...\nreturn x\n```", "leaves out"),
    "broken code": ("```python\ndef total(self):\n    return (1 +\n```", "syntax error"),
    "prose": ("I am sorry, but I cannot help with that.", ""),
    "prose of one word": ("Done.", ""),
    "search that is nowhere": ("<<<<<<< SEARCH\nfoo()\n=======\nbar()\n>>>>>>> REPLACE", "does not fit"),
    "half a block": (
        "<<<<<<< SEARCH\n        raise NotImplementedError\n=======\n        return 1\n",
        "complete",
    ),
    "change elsewhere": (
        "<<<<<<< SEARCH\n        return len(self.items)\n=======\n        return 0\n>>>>>>> REPLACE",
        "outside",
    ),
    "diff of another file": ("--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n", "other files"),
    "bidirectional control": ("```python\nreturn 'a\u202eb'\n```", "U+202E"),
    "zero width space": ("```python\nreturn\u200b 1\n```", ""),
    "tag character": ("```python\nreturn 'a\U000e0041'\n```", "U+E0041"),
}


@pytest.mark.parametrize(("answer", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_an_edit_is_refused_with_a_reason(answer, reason):
    assert reason in refused(request_at(SOURCE, Place.BODY), answer).reason


def test_a_syntax_error_is_told_with_its_line():
    detail = refused(request_at(SOURCE, Place.BODY), "```python\nreturn (1 +\n```").detail
    assert "Line 16" in detail
    assert "return (1 +" in detail


def test_imports_go_to_their_block_and_wait_for_confirmation():
    answer = (
        "```python\nimport math\nfrom shop.model import Item, Price\n"
        "\ndef total(self):\n    return math.fsum(Price(i) for i in self.items)\n```"
    )
    plan = shaped(request_at(SOURCE, Place.BODY), answer)
    text = plan.files[0].result.text
    assert "import math\nimport os\nfrom shop.model import Item, Price\n" in text
    assert text.count("import os") == 1
    marks = {(change.label, change.needs_confirmation) for change in plan.files[0].changes}
    assert marks == {("new import", True), ("generated body", False)}


def test_helpers_that_the_body_uses_go_before_the_target():
    answer = """```python
def _unused():
    return 0

def _price(item):
    return _rounded(item.price)

def _rounded(value):
    return round(value, 2)

def main():
    print("not mine")

class Cart:
    def _all(self):
        return self.items

    def total(self, tax=0.0):
        return sum(_price(item) for item in self._all())
```"""
    plan = shaped(request_at(SOURCE, Place.BODY), answer)
    text = plan.files[0].result.text
    assert "_unused" not in text
    assert "not mine" not in text
    assert "\n\ndef _price(item):\n    return _rounded(item.price)\n\n\ndef _rounded(value):\n" in text
    assert "    return round(value, 2)\n\n\nclass Cart:" in text
    assert "        self.items = items\n\n    def _all(self):\n        return self.items\n\n    def total(" in text
    assert {c.label for c in plan.files[0].changes if c.needs_confirmation} == {"new helper"}


def test_our_docstring_stays_and_a_new_one_replaces_it():
    request = request_at(SOURCE, Place.BODY)
    kept = result_of(request, "return 1")
    assert '"""Sum of all prices."""\n        return 1\n' in kept
    changed = result_of(request, '"""Other words."""\nreturn 1')
    assert '        """Other words."""\n        return 1\n' in changed


def test_multi_line_strings_keep_their_text():
    answer = '```python\ndef total(self, tax=0.0):\n  query = """\n  select *\nfrom t\n"""\n  return run(query)\n```'
    text = result_of(request_at(SOURCE, Place.BODY), answer)
    assert '        query = """\n  select *\nfrom t\n"""\n        return run(query)\n' in text


def test_back_ticks_inside_the_code_do_not_end_the_fence():
    answer = (
        '```python\ndef total(self, tax=0.0):\n    """Sum.\n\n'
        '    ```\n    cart.total()\n    ```\n    """\n    return 1\n```\nDone.'
    )
    text = result_of(request_at(SOURCE, Place.BODY), answer)
    assert '        """Sum.\n\n        ```\n        cart.total()\n        ```\n        """\n        return 1\n' in text


def test_a_body_on_the_header_line_moves_below_it():
    source = "def f(x): pa$0ss\n"
    assert result_of(request_at(source, Place.BODY), "return x") == "def f(x):\n    return x\n"


def test_a_body_of_comments_only_is_replaced():
    source = "class A:\n\tdef f(self, x):\n\t\t# TO$0DO\n\n\tdef g(self):\n\t\treturn 1\n"
    expected = "class A:\n\tdef f(self, x):\n\t\tif x:\n\t\t\treturn x\n\t\treturn 2\n\n\tdef g(self):\n\t\treturn 1\n"
    assert result_of(request_at(source, Place.BODY), "if x:\n    return x\nreturn 2") == expected


def test_a_file_without_a_last_line_end_keeps_it_so():
    assert result_of(request_at("def f(x):\n  ..$0.", Place.BODY), "return x\n") == "def f(x):\n  return x"


def test_the_edit_is_small():
    plan = shaped(request_at(SOURCE, Place.BODY), f"```python\n{METHOD}```")
    (change,) = plan.files[0].changes
    assert plan.files[0].base.slice(change.patch.span) == "raise NotImplementedError"


def test_the_body_of_a_class_can_be_asked_for():
    source = "class Point:\n    pa$0ss\n"
    answer = "```python\nclass Point:\n    def __init__(self, x):\n        self.x = x\n```"
    assert (
        result_of(request_at(source, Place.BODY), answer)
        == "class Point:\n    def __init__(self, x):\n        self.x = x\n"
    )


def test_errors_that_were_there_before_do_not_forbid_an_edit():
    source = "def f(x):\n    pa$0ss\n\ndef broken(:\n    x = = 2\n"
    assert "    return x\n" in result_of(request_at(source, Place.BODY), "return x")


def test_the_definition_of_the_right_class_is_taken():
    source = "class A:\n    def f(self):\n        pa$0ss\n\n\nclass B:\n    def f(self):\n        return 0\n"
    answer = (
        "```python\nclass A:\n    def f(self):\n        return 1\n\n\nclass B:\n    def f(self):\n        return 2\n```"
    )
    assert result_of(request_at(source, Place.BODY), answer) == source.replace("pa$0ss", "return 1")
    assert (
        "defines B" in refused(request_at(source, Place.BODY), "class B:\n    def f(self):\n        return 2\n").reason
    )


def test_a_getter_is_told_from_its_setter():
    source = (
        "class A:\n    @property\n    def x(self):\n        pa$0ss\n\n"
        "    @x.setter\n    def x(self, value):\n        self._x = value\n"
    )
    answer = (
        "class A:\n    @property\n    def x(self):\n        return self._x\n\n"
        "    @x.setter\n    def x(self, value):\n        self._x = int(value)\n"
    )
    assert result_of(request_at(source, Place.BODY), answer) == source.replace("pa$0ss", "return self._x")


def test_a_comment_before_our_docstring_stays_too():
    source = 'def f(x):\n    # why\n    """Doc."""\n    pa$0ss\n'
    expected = 'def f(x):\n    # why\n    """Doc."""\n    return x\n'
    assert result_of(request_at(source, Place.BODY), "return x") == expected


def test_a_helper_with_the_name_of_some_method_elsewhere_is_still_new():
    source = "class A:\n    def get(self):\n        return 1\n\n\ndef f(x):\n    pa$0ss\n"
    answer = "def get(x):\n    return x\n\n\ndef f(x):\n    return get(x)\n"
    expected = "class A:\n    def get(self):\n        return 1\n\n\n" + answer
    assert result_of(request_at(source, Place.BODY), answer) == expected


def test_back_ticks_in_bare_code_are_no_fence():
    answer = 'def total(self, tax=0.0):\n    """Sum.\n\n    ```\n    cart.total()\n    ```\n    """\n    return 1\n'
    text = result_of(request_at(SOURCE, Place.BODY), answer)
    assert '        """Sum.\n\n        ```\n        cart.total()\n        ```\n        """\n        return 1\n' in text


def test_further_imports_are_added_once():
    request = request_at(SOURCE, Place.BODY)
    plan = shape(request, "return math.fsum(self.items)", imports=("import math", "import os"))
    text = plan.files[0].result.text
    assert text.count("import math\n") == 1
    assert text.count("import os\n") == 1
    again = shape(request, "import math\ndef total(self):\n    return math.pi\n", imports=("import math",))
    assert again.files[0].result.text.count("import math\n") == 1


def test_the_tags_of_the_prompt_are_dropped():
    text = result_of(request_at(SOURCE, Place.BODY), f"```python\n<target>{METHOD}</target>\n```")
    assert text == WHOLE
