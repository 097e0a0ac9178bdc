"""Which finished definitions resemble an unfinished one, best first, and by what evidence."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.drafts.candidates import Way, base_names, candidates, distance
from contexten.drafts.site import CONSTRUCTORS, Site, lineage, site_of
from contexten.drafts.waiting import marked, unmarked
from contexten.drafts.words import Words, similarity, singular, split
from contexten.syntax.facts import Definition, Parameter, Role

if TYPE_CHECKING:
    from contexten.index.symbol import Symbol

WAYS = {Way.SAME_INTERFACE: 34.0, Way.OVERRIDDEN: 12.0, Way.TWIN: 24.0, Way.NEAR: 0.0}
"""What is overridden counts less than what is beside, because a copy of it says little new."""
SAME_OWNER = 12.0
SAME_FILE = 8.0
SAME_FOLDER = 4.0
NAME = 30.0
"""Times the share of words in common."""
SIGNATURE = 16.0
"""Times the share of parameters that agree in name or type."""
NO_PARAMETERS = 0.35
"""How much of SIGNATURE two empty parameter lists are worth."""
OWNERS = 8.0
"""Times the share of words that the names of the two types have in common."""
UNRELATED = -18.0
"""Methods of two types that have neither a base nor the last word of their names in common."""
LONG = -0.6
"""For each line of a body beyond `_SHORT`: the more code, the less of it fits."""
RETURNS = 6.0
DECORATORS = 5.0
CALLERS = 4.0
"""Called the same way: as many arguments, on a receiver or bare."""
NUMBER_DIFFERS = -10.0
"""One name speaks of one thing, the other of many."""
SYNC_DIFFERS = -8.0
DISTANT = -6.0
"""The names say different things."""

_MAX_CALLERS_CHECKED = 6
_MAX_CALLING_FILES = 8
_MAX_BODY = 6000
_SHORT = 12
_LEAST_ALIKE = 0.45
VERBS = frozenset(
    """
    accept add append apply archive assert begin build cancel check clear close commit compile compute
    connect copy count create deactivate activate decode decrement decrypt del delete deserialize
    destroy disable disconnect discard drop dump edit enable encode encrypt end enqueue dequeue ensure
    enter exit export fetch filter find finish flush format generate get handle hide import increment
    init insert install join list load lock login logout lookup make mark match merge mount move new
    next notify open pack parse pause peek pop prepare prev previous print process publish pull push put
    quit read receive refresh register reload remove rename render replace report request reset resize
    resolve restore resume retry revert rollback run save scan select send serialize set show skip sort
    split start stop store strip subscribe swap sync tear test toggle transform try uninstall unlock
    unmount unpack unregister unsubscribe update upload download validate verify visit wait walk watch
    write yield
    """.split()  # noqa: SIM905 - a table of words
)
"""Words that say what is done."""
_OPPOSITES = frozenset(
    """
    min max first last left right before after up down pre post in out lower upper head tail encoder
    decoder reader writer sum product start end begin stop source target input output request response
    old new
    """.split()  # noqa: SIM905 - a table of words
)
_TYPES = frozenset(
    {"list", "set", "index", "format", "filter", "handle", "log", "test", "report", "request", "process"}
)
"""Verbs that are as often nouns."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """A finished definition like the target."""

    site: Site
    score: float
    """By the table of points above: in which order siblings are tried, not how sure one may be of them."""
    way: Way = Way.NEAR


def siblings(target: Site, *, limit: int = 24) -> tuple[Sibling, ...]:
    """At most `limit` finished definitions like `target`, best first."""
    best: dict[tuple[str, int], Sibling] = {}
    for symbol, way in candidates(target):
        key = symbol.path, symbol.definition.name_start
        if key in best or not _eligible(target, symbol):
            continue
        site = site_of(target.snapshot, symbol.path, symbol.definition)
        if site is not None and _comparable(target, site):
            best[key] = Sibling(site, _score(target, site) + WAYS[way], way)
    ranked = sorted(best.values(), key=lambda item: (-item.score, item.site.path, item.site.definition.start))
    called = _shape(target)
    head = [
        Sibling(item.site, item.score + (CALLERS if called & _shape(item.site) else 0.0), item.way)
        for item in ranked[:_MAX_CALLERS_CHECKED]
    ]
    head.sort(key=lambda item: -item.score)
    return tuple([*head, *ranked[_MAX_CALLERS_CHECKED:]][:limit])


def signature_agreement(left: tuple[Parameter, ...], right: tuple[Parameter, ...]) -> float:
    """The share of parameters, 0 to 1, that agree in name, or in type at the same position."""
    if not left and not right:
        return NO_PARAMETERS
    names, agreed = {item.name for item in left}, 0.0
    for index, item in enumerate(right):
        same_type = index < len(left) and bool(item.type) and item.type == left[index].type
        agreed += 1.0 if item.name in names else 0.75 if same_type else 0.5 if index < len(left) else 0.0
    return agreed / max(len(left), len(right))


def says_the_same(left: str, right: str) -> bool:
    """Whether two different names say the same about different things: `get_user` and `get_order`.

    Not so `load_config` and `save_config`, `area` and `perimeter`, `push` and `push_all`, `get_user` and `get_users`.
    """
    words = split(left), split(right)
    if not words[0] or not words[1] or (words[0][0] != words[1][0] and words[0][-1:] != words[1][-1:]):
        return False
    first, second = [tuple(singular(word) for word in part) for part in words]
    mine, theirs = set(first) - set(second), set(second) - set(first)
    if not mine or not theirs or (mine | theirs) & _OPPOSITES or similarity(*words) < _LEAST_ALIKE:
        return False
    verbs = VERBS - _TYPES
    if mine & verbs and theirs & verbs:
        return False
    return first[0] == second[0] or not {first[0], second[0]} & VERBS


def _eligible(target: Site, symbol: Symbol) -> bool:
    other, own = symbol.definition, target.definition
    if other.unfinished or other.kind is not own.kind or not 0 < other.body_end - other.body_start <= _MAX_BODY:
        return False
    if symbol.path == target.path and other.name_start == own.name_start:
        return False
    if other.name == own.name or other.name in {*marked(own.name), *unmarked(own.name)}:
        return True
    return says_the_same(own.name, other.name) or _is_close(target, symbol)


def _is_close(target: Site, symbol: Symbol) -> bool:
    """Whether a neighbour of another name has a word in common with the target, or its parameters, or its result."""
    own, other = target.definition, symbol.definition
    if symbol.path != target.path:
        return False
    names = [item.name for item in target.parameters]
    theirs = [item.name for item in other.parameters if not item.receiver]
    beside = own.parent == other.parent and own.owner == other.owner
    if names == theirs and (names or (beside and own.returns and own.returns == other.returns)):
        return True
    return beside and bool(
        {singular(word) for word in split(own.name)} & {singular(word) for word in split(other.name)}
    )


def _comparable(target: Site, other: Site) -> bool:
    """Both methods or both functions; of constructors only those of types beside the target's own."""
    if target.owner is None or other.owner is None or target.definition.name not in CONSTRUCTORS:
        return target.is_member == other.is_member
    return _owners(target, other) != UNRELATED and other.owner not in list(lineage(target.index, target.owner))


def _score(target: Site, other: Site) -> float:
    left, right = target.definition, other.definition
    names = split(left.name), split(right.name)
    score = NAME * (similarity(*names) if left.name != right.name else 1.0)
    score += SIGNATURE * signature_agreement(target.parameters, other.parameters)
    score += SAME_FILE if target.path == other.path else 0.0
    score += SAME_FOLDER if posixpath.dirname(target.path) == posixpath.dirname(other.path) else 0.0
    score += _owners(target, other)
    score += LONG * max(0, other.document.slice(right.span).count("\n") - _SHORT)
    score += _decorators(_plain(left.decorators), _plain(right.decorators))
    score += _returns(left, right)
    score += DISTANT if left.name != right.name and not says_the_same(left.name, right.name) else 0.0
    score += SYNC_DIFFERS if left.is_async != right.is_async else 0.0
    return score + (NUMBER_DIFFERS if left.name != right.name and _many(names[0]) != _many(names[1]) else 0.0)


def _owners(target: Site, other: Site) -> float:
    if target.owner is None or other.owner is None:
        return 0.0
    if target.owner == other.owner:
        return SAME_OWNER
    left, right = split(target.owner.name), split(other.owner.name)
    if base_names(target.owner) & base_names(other.owner) or left[-1:] == right[-1:] or _inherits(target, other):
        return OWNERS * similarity(left, right)
    return UNRELATED


def _inherits(target: Site, other: Site) -> bool:
    mine, theirs = base_names(target.owner), base_names(other.owner)
    names = {target.owner.name if target.owner else "", other.owner.name if other.owner else ""}
    return bool((mine | theirs) & names)


def _returns(left: Definition, right: Definition) -> float:
    if not left.returns or not right.returns:
        return 0.0
    if left.returns == right.returns:
        return RETURNS
    shape = [re.sub(r"\w+", "_", item.returns) for item in (left, right)]
    return 0.0 if shape[0] == shape[1] else -RETURNS


def _decorators(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    if left != right:
        return -DECORATORS
    return DECORATORS if left else 0.0


def _plain(decorators: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in decorators if "abstract" not in name and "override" not in name.lower())


def _many(words: Words) -> bool:
    return bool(words) and singular(words[-1]) != words[-1]


def _shape(site: Site) -> set[tuple[int, bool]]:
    """How many arguments the calls in the nearest files give, and whether on a receiver."""
    name, index = site.definition.name, site.index
    files = sorted(index.using(name), key=lambda path: distance(site.path, path))[:_MAX_CALLING_FILES]
    calls = (usage.reference for path in files for usage in index.usages_in(path, name))
    return {(call.arguments, bool(call.receiver)) for call in calls if call.role is Role.CALL}
