"""Shorthands for tests of the room `syntax`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id, of_path
from contexten.syntax.parse import Parsed, fragment
from support.fixture import parse_fixture

if TYPE_CHECKING:
    from contexten.syntax.facts import Definition, FileFacts


def parsed_text(text: str, language: str) -> Parsed:
    """A Parsed of `text` in the language of that id."""
    row = by_id(language)
    assert row is not None, language
    return fragment(text, row)


def parsed_fixture(source: str) -> tuple[Parsed, int]:
    """The marked file of a fixture, and the byte offset of its cursor."""
    fixture = parse_fixture(source)
    row = of_path(fixture.path)
    assert row is not None, fixture.path
    return fragment(fixture.text, row), fixture.span.start


def facts_of(source: str) -> FileFacts:
    """The facts of the marked (or first) file of a fixture."""
    return extract_facts(parsed_fixture(source)[0])


def outline(facts: FileFacts) -> list[str]:
    """Every definition as `kind qualified.name`."""
    return [f"{item.kind} {facts.qualified_name(item)}" for item in facts.definitions]


def named(facts: FileFacts, qualified_name: str) -> Definition:
    """The definition of that qualified name."""
    found = [item for item in facts.definitions if facts.qualified_name(item) == qualified_name]
    assert found, f"{qualified_name} is not among {outline(facts)}"
    return found[0]


def unfinished(facts: FileFacts) -> list[str]:
    """The qualified names of the unfinished definitions."""
    return [facts.qualified_name(item) for item in facts.definitions if item.unfinished]
