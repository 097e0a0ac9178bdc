"""A parameter that nobody reads, of a function whose signature is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.ide.rules.rule import Rule, Subject, Suggestion
from contexten.syntax.facts import Role

if TYPE_CHECKING:
    from contexten.syntax.facts import Parameter

_READ_ALL = frozenset({"locals", "vars", "eval", "exec", "arguments", "super"})
_MOST_FILES = 20
_FEWEST_STATEMENTS = 2


def find(subject: Subject) -> Suggestion | None:
    """For the first such parameter; none where others decide the signature, or may pass it by name."""
    definition, names = subject.definition, subject.shape.names
    unused = [item for item in definition.parameters if _is_plain(item) and item.name not in names]
    unused = [item.name for item in unused if not _is_custom(subject, definition.parameters.index(item), item.name)]
    if not unused or not _READ_ALL.isdisjoint(names) or _is_bound(subject):
        return None
    if not _is_only_called(subject):
        return None
    name = unused[0]
    return Suggestion(
        "unused-parameter",
        "Remove the parameter",
        f"'{name}' is never read",
        f"Remove the parameter '{name}' of '{definition.name}', which is never read.",
    )


def _is_plain(parameter: Parameter) -> bool:
    return not parameter.receiver and parameter.name.isidentifier() and not parameter.name.startswith("_")


def _is_custom(subject: Subject, place: int, name: str) -> bool:
    """Whether other functions of the file take the same at the same place: then they are called alike."""
    facts = subject.place.snapshot.facts(subject.place.path)
    others = () if facts is None else facts.definitions
    return any(
        item.name_start != subject.definition.name_start
        and len(item.parameters) > place
        and item.parameters[place].name == name
        for item in others
    )


def _is_bound(subject: Subject) -> bool:
    """Whether something else than this function decides what it takes."""
    definition, holder = subject.definition, subject.holder
    if subject.is_method and definition.exported and not definition.name.startswith("#"):
        return True
    if definition.decorators or definition.unfinished or subject.is_inner or subject.in_tests:
        return True
    if definition.name.startswith("__") or definition.name == "constructor":
        return True
    if subject.shape.statements < _FEWEST_STATEMENTS:
        return True
    return holder is not None and (bool(holder.bases) or bool(holder.decorators))


def _is_only_called(subject: Subject) -> bool:
    """Whether the workspace calls it, defines the name once and never hands it on as a value."""
    index, name = subject.place.snapshot.index, subject.definition.name
    own = subject.place.path
    if index.defining(name) != [own] or len(index.places_of(own, name)) != 1:
        return False
    paths = index.using(name)
    if not 0 < len(paths) <= _MOST_FILES:
        return False
    uses = [usage.reference for path in paths for usage in index.usages_in(path, name)]
    return bool(uses) and all(use.role is Role.CALL for use in uses)


RULE = Rule(
    "unused-parameter",
    "A parameter is never read, and the function is called in the workspace, defined once, never handed on as a "
    "value, and no decorator, base class, outer function or custom of the file decides its signature; "
    "no public method.",
    "Remove the parameter: 'timeout' is never read",
    find,
)
