"""Every number that decides what is chosen, in one place.

A score is the sum over sources of weight x strength (0 to 1). The order of worth was measured signal by signal; change
a number only together with a run of the evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from contexten.workspace.target import Intent

if TYPE_CHECKING:
    from collections.abc import Mapping


class Source(StrEnum):
    """Where a candidate comes from; one file of `candidates/` makes one or several."""

    USED = "used"
    """Its name is used in the target, the instruction or a diagnostic."""
    IMPORT_FRESH = "imported, not used yet"
    """Imported by name into this file, and nothing there uses it."""
    IMPORT_USED = "imported"
    """Imported by name, and used elsewhere in the file."""
    MODULE_FRESH = "of an imported module, not used yet"
    """A member of a module that is imported whole, and nothing uses that module."""
    MODULE_USED = "of an imported module"
    """A member of a module that is imported whole."""
    TYPE = "type"
    """A type in the signature, of an attribute, or a base."""
    MEMBER_PARAMETER = "member of a parameter's type"
    """By the parameter's declared type."""
    MEMBER_RESULT = "member of the result's type"
    """By the declared result of the target."""
    MEMBER_ATTRIBUTE = "member of an attribute's type"
    """Of what the type around the target holds, by declaration or by what is assigned, or of a base."""
    MEMBER_FRESH = "member of an imported type, not used yet"
    """The type is imported by name, and nothing in this file uses it."""
    MEMBER_IMPORTED = "member of an imported type"
    """The type is imported by name, and used elsewhere in the file."""
    MEMBER_GUESSED = "member of a type that a parameter is called like"
    """The parameter has no type, but its name is that of one: `user`, `User`."""
    MEMBER_SECOND = "member of a type that members at hand give"
    """One step further: `order.customer` gives the members of `Customer`."""
    MEMBER_LIKELY = "member of a likely type"
    """A member of a type that the other sources put first."""
    ENCLOSING = "enclosing"
    """A member of the type around the target."""
    NEAREST = "nearest"
    """Used by the functions most like the target: siblings, namesakes, similar signatures."""
    OVERRIDDEN = "overridden"
    """The method of a base or an interface that the target implements."""
    CALLER = "caller"
    """Calls the target."""
    LEXICAL = "lexical"
    """Its name, signature and doc text speak of the same things."""
    OVERLAP = "overlap"
    """Its name shares words with the target's."""
    NEAR = "near"
    """Stands in a file close by: imported, in the same folder or package."""
    RECENT = "recent"
    """Stands in an open or recently edited file."""
    TESTS = "tests"
    """A test of the target, or the target's kind of test."""
    TOGETHER = "together"
    """Imported by the files that import the same as this one."""
    COUSED = "coused"
    """Used by the functions that use what is visible around the target."""
    FEEDBACK = "feedback"
    """Used by the functions that use what the other sources put first."""


HINTS = frozenset(
    {Source.LEXICAL, Source.OVERLAP, Source.NEAR, Source.RECENT, Source.TOGETHER, Source.COUSED, Source.FEEDBACK}
)
"""Sources that make a symbol likely without naming a link to the target; a person is told of a link first."""


POPULAR = 0.2
"""How much it counts that a symbol's name is used in many places."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Which shares of the budget whole texts may take; the rest goes to one-line signatures."""

    examples: float = 0.0
    """Whole functions that are most like the target."""
    windows: float = 0.0
    """A few lines around uses of the best symbols."""
    bodies: float = 0.0
    """The best symbols themselves, whole."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """What one kind of request is given."""

    name: str
    weights: Mapping[Source, float]
    """By hand; what counts where no learned order is shipped, and what the reasons go by."""
    mixes: tuple[tuple[int, Mix], ...]
    """From how many tokens on which mix holds, ascending."""
    extra: tuple[tuple[Source, float], ...] = ()
    """What this kind of request adds to the learned score, by source."""
    popular: float = 0.0
    """What it counts that a symbol's name is used in many places; by hand, as `weights`."""
    learned: bool = False
    """Whether the order that comes with the package decides, and not `weights`."""
    here_share: float = 0.4
    """The share of the budget that the current file may take; 0: the caller has that file, nothing of it is chosen."""

    def mix(self, budget: int) -> Mix:
        """The mix for a budget in tokens."""
        fitting = [mix for least, mix in self.mixes if budget >= least]
        return fitting[-1] if fitting else Mix()


WEIGHTS: Mapping[Source, float] = MappingProxyType(
    {
        Source.USED: 1.0,
        Source.IMPORT_FRESH: 0.55,
        Source.IMPORT_USED: 0.28,
        Source.MODULE_FRESH: 0.45,
        Source.MODULE_USED: 0.22,
        Source.TYPE: 0.15,
        Source.MEMBER_PARAMETER: 0.85,
        Source.MEMBER_RESULT: 0.6,
        Source.MEMBER_ATTRIBUTE: 0.6,
        Source.MEMBER_FRESH: 0.76,
        Source.MEMBER_IMPORTED: 0.38,
        Source.MEMBER_GUESSED: 0.4,
        Source.MEMBER_SECOND: 0.4,
        Source.MEMBER_LIKELY: 0.3,
        Source.ENCLOSING: 0.6,
        Source.NEAREST: 0.95,
        Source.OVERRIDDEN: 0.15,
        Source.CALLER: 0.05,
        Source.LEXICAL: 0.6,
        Source.OVERLAP: 0.12,
        Source.NEAR: 0.3,
        Source.RECENT: 0.1,
        Source.TESTS: 0.1,
        Source.TOGETHER: 0.35,
        Source.COUSED: 0.4,
        Source.FEEDBACK: 0.3,
    }
)
TEST_DAMPING = 0.3
"""What stands in test files counts this much where no test is asked for."""
FIELD_DAMPING = 0.5
"""Fields and constants against things that can be called."""
PRIVATE_DAMPING = 0.8
"""Not exported, and in another file."""
PRIOR_BASE = 0.4
PRIOR_POPULAR = 0.3
PRIOR_OVERLAP = 0.3
"""A member of a type at hand is worth `base + popularity + overlap of its name with the target's`."""

TYPICAL_SIZE = 15


def size_factor(count: int) -> float:
    """How much more one of `count` members is worth: of a small type each is likelier than of a large one."""
    return min(1.4, max(0.7, (TYPICAL_SIZE / max(1, count)) ** 0.25))


HEADERS: tuple[tuple[int, int], ...] = ((0, 120), (1500, 160), (6000, 260))
"""From how many tokens on a header may have how many characters: the smaller the page, the more names count."""


THRIFT: tuple[tuple[int, float], ...] = ((0, 1.0), (2000, 0.5))
"""From how many tokens on which power of a line's cost its score is divided by: a small page holds what is cheap."""


def thrift(budget: int) -> float:
    """The power for a page of `budget` tokens."""
    return [power for least, power in THRIFT if budget >= least][-1]


def longest_header(budget: int) -> int:
    """How many characters a header may have on a page of `budget` tokens."""
    return [longest for least, longest in HEADERS if budget >= least][-1]


WHOLE_FROM = 0.2
"""From this score on a symbol is shown with its whole header; of the others there is little more than the name."""
TOKENS_PER_HEADER = 40
"""One whole header for so many tokens of the page at most, so that scores by hand, which are higher, leave room."""


HAND_SHARE = 0.02
"""What the best score by hand adds to the learned chance, others in proportion."""


MIXES: tuple[tuple[int, Mix], ...] = (
    (0, Mix()),
    (1500, Mix(bodies=0.1)),
    (3000, Mix(windows=0.2, bodies=0.25)),
    (6000, Mix(examples=0.2, windows=0.2, bodies=0.3)),
)

DEFAULT = Strategy("implement", WEIGHTS, MIXES, popular=POPULAR, learned=True)


def strategy_for(intent: Intent) -> Strategy:
    """The strategy of an intent."""
    return _STRATEGIES.get(intent, DEFAULT)


def elsewhere(strategy: Strategy) -> Strategy:
    """The same for a caller who already has the current file."""
    return replace(strategy, here_share=0.0)


def _with(name: str, **extra: float) -> Strategy:
    changed = {Source(source): value for source, value in extra.items()}
    weights = {**WEIGHTS, **{source: WEIGHTS[source] + value for source, value in changed.items()}}
    return replace(DEFAULT, name=name, weights=MappingProxyType(weights), extra=tuple(changed.items()))


_STRATEGIES: Mapping[Intent, Strategy] = MappingProxyType(
    {
        Intent.IMPLEMENT: DEFAULT,
        Intent.INSERT: _with("insert", used=0.6),
        Intent.REWRITE: _with("rewrite", used=0.6, caller=0.45),
        Intent.FIX: _with("fix", used=1.0, caller=0.25),
        Intent.TEST: _with("test", used=0.2, tests=0.7, enclosing=0.2),
        Intent.DOCUMENT: _with("document", used=0.2, caller=0.45),
        Intent.CREATE: _with("create", caller=0.75),
        Intent.EXPLAIN: _with("explain", used=0.6, caller=0.45),
    }
)
