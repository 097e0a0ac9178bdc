"""The parts of a function that views show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.places import Range

if TYPE_CHECKING:
    from contexten.syntax.facts import Parameter as ParameterFact


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter."""

    name: str
    """Without stars, dots or a question mark."""
    source: str
    """The name with them: `*args`, `...rest`, `size?`."""
    index: int
    type: str = ""
    """As written; empty where none is declared."""
    default: str = ""
    is_receiver: bool = False
    """Whether it is `self` or its kin."""

    @classmethod
    def of(cls, fact: ParameterFact, index: int) -> Parameter:
        """The view of one parameter's fact."""
        bare = fact.name.strip("*.?&").strip()
        return cls(bare or fact.name, fact.name, index, fact.type, fact.default, fact.receiver)

    @property
    def is_optional(self) -> bool:
        """Whether a call may leave it out."""
        return bool(self.default) or self.is_variadic or self.source.endswith("?")

    @property
    def is_variadic(self) -> bool:
        """Whether it takes all that is left over."""
        return self.source.startswith(("*", "..."))


@dataclass(frozen=True, slots=True, repr=False)
class ReturnStatement(Range):
    """One return statement."""

    @property
    def value(self) -> str:
        """What it returns, as written; empty for a bare one."""
        return self.source.removeprefix("return").strip().removesuffix(";").strip()


@dataclass(frozen=True, slots=True, repr=False)
class Assignment(Range):
    """One assignment at the top level of a file, to one of its targets."""

    name: str
    """The target as written: `x`, `app.debug`, `config["KEY"]`."""


@dataclass(frozen=True, slots=True, repr=False)
class Export(Range):
    """One name that a module exports by an `export` statement."""

    name: str
    """What other files say; `default` for the default export, `*` for all of another module."""
