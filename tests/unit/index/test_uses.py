"""The references of a file as they are stored come back as they were, all of them or those of one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.index.squeeze import squeezed, unsqueezed, unsqueezed_size
from contexten.index.uses import pack_uses, unpack_uses
from contexten.syntax.columns import Columns
from contexten.syntax.extract import extract_facts, read_file
from contexten.syntax.facts import Reference, Role
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document

NAMES = st.sampled_from(["a", "save", "größe", "x_1", "T"])
REFERENCES = st.lists(
    st.builds(
        Reference,
        name=NAMES,
        start=st.integers(0, 1_000_000),
        role=st.sampled_from(list(Role)),
        scope=st.integers(-1, 70_000),
        receiver=st.sampled_from(["", "self", "a.b(…)"]),
        arguments=st.integers(-1, 300),
    ),
    max_size=30,
).map(lambda items: sorted(items, key=lambda item: item.start))


@given(REFERENCES)
def test_references_come_back_from_their_columns_and_their_bytes(references):
    columns = Columns.of(references)
    assert list(columns.rows()) == references
    assert unpack_uses(pack_uses(columns)).all() == tuple(references)


@given(REFERENCES)
def test_a_group_holds_the_references_to_one_name_in_order(references):
    unpacked = unpack_uses(pack_uses(Columns.of(references)))
    assert unpacked.names == list(dict.fromkeys(item.name for item in references))
    for number, name in enumerate(unpacked.names):
        assert unpacked.group(number) == tuple(item for item in references if item.name == name)
    assert unpacked.group(len(unpacked.names)) == ()


@pytest.mark.parametrize("blob", [b"", b"nothing", pack_uses(Columns())[:-1]])
def test_bytes_that_hold_no_references_are_refused(blob):
    with pytest.raises(ValueError, match="no references"):
        unpack_uses(blob)


@given(st.binary(max_size=200))
def test_what_was_compressed_comes_back_and_says_how_long_it_is(data):
    assert unsqueezed(squeezed(data)) == data
    assert unsqueezed_size(squeezed(data)) == len(data)


@given(st.binary(max_size=60))
def test_damaged_bytes_are_refused_or_read_as_what_their_head_says(data):
    if unsqueezed_size(data) > 1_000_000:
        return
    try:
        found = unsqueezed(data)
    except ValueError:
        return
    assert len(found) == unsqueezed_size(data)


def test_the_facts_in_two_parts_are_the_facts():
    language = by_id("python")
    assert language is not None
    parsed = parse(Document(b"import os\nclass A(B):\n    def f(self, x): return self.g(x.y, os.sep)\n"), language)
    assert parsed is not None
    facts, references = read_file(parsed)
    whole = extract_facts(parsed)
    assert facts.references == ()
    assert tuple(references.rows()) == whole.references
    assert (facts.definitions, facts.imports) == (whole.definitions, whole.imports)
