"""Which part each name of a body plays."""

import pytest

from contexten.drafts.tokens import Part, tokens
from contexten.syntax.languages import by_id


@pytest.mark.parametrize(
    ("language", "comment"),
    [("python", "# A sentence ends."), ("typescript", "// A sentence ends."), ("go", "/* A sentence ends. */")],
)
def test_a_full_stop_that_ends_a_comment_is_no_dot_before_the_next_name(language, comment):
    text = f"{comment}\n    total = other.total"
    names = [("total", text.index("total")), ("other", text.index("other")), ("total", text.rindex("total"))]
    found = tokens(text.encode(), names, by_id(language), frozenset())
    assert [token.part for token in found] == [Part.FREE, Part.FREE, Part.MEMBER]
