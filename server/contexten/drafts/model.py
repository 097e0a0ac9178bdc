"""What a draft is: code made without a model, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """Code in the form that the place of its intent expects, with line feeds and without outer indentation."""

    text: str
    """IMPLEMENT: the statements of the body. DOCUMENT: the bare doc text. TEST, CREATE: whole definitions."""
    source: str
    """One phrase for people: `by analogy with Circle.area in shapes.py:12`."""
    source_path: str | None = None
    """The file it was derived from, where there is one."""
    imports: tuple[str, ...] = ()
    """Import statements the text needs and its file lacks; for TEST they stand in the text itself."""


@dataclass(frozen=True, slots=True)
class NoDraft:
    """Nothing honest can be written without a model; `reason` is for people."""

    reason: str


TOO_FAR = NoDraft("no finished sibling is close enough; configure a model")
"""The answer where neither an analogy nor a structure fits."""
