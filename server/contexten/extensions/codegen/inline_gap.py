"""Words what a model that fills in the middle is given: other code as comments, then the file up to the cursor.

**Invariant:** it shows what the prompt of a conversation would show at the same place, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.context.pack.render import sections
from contexten.extensions.codegen.inline_prompt import beside, is_showable
from contexten.llm.templates import broken_up, gap_of

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.extensions.codegen.inline_spot import Spot
    from contexten.llm.protocol import Gap
    from contexten.llm.templates import Template
    from contexten.syntax.language import Comments


def inline_gap(spot: Spot, own: ContextPack, others: ContextPack | None, template: Template | None) -> Gap | None:
    """The text with a gap at the cursor; None where the cursor's own place cannot be shown.

    `own` is chosen around the cursor; of `others` only the items count.
    """
    if not is_showable(spot, own):
        return None
    comments = spot.parsed.language.comments
    files = [] if others is None else sections(beside(own, others).items)
    parts = [commented(f"Path: {name}\n{text.rstrip()}", comments) for name, text in files]
    parts.append(commented(f"Path: {spot.snapshot.relative(spot.path)}", comments))
    return gap_of(template, "\n".join((*parts, own.here_before)), own.here_after)


def commented(text: str, comments: Comments) -> str:
    """`text` as comments of a language."""
    if comments.block is not None and comments.line == comments.block[0]:
        opens, closes = comments.block
        return f"{opens} {broken_up(text, comments.block)} {closes}"
    return "\n".join(f"{comments.line} {line}".rstrip() for line in text.splitlines())
