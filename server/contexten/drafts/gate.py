"""The last check of a drafted body: it parses in its place, and no name in it is invented.

It looks at the finished text alone and knows nothing of how it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.drafts.sample import sample_with
from contexten.drafts.tokens import Part, Token, tokens
from contexten.syntax.at import imports_of
from contexten.syntax.parse import fragment
from contexten.text import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.drafts.site import Scope, Site


def passes(site: Site, text: str, imports: Sequence[str], scope: Scope, *, model: frozenset[str] = frozenset()) -> bool:
    """Whether `text` may stand as the body of `site`, given the import statements that come with it.

    `model`: names in the code it was made after, where their use as members and keywords is seen.
    """
    return not invented(site, text, imports, scope, model=model)


def invented(
    site: Site, text: str, imports: Sequence[str], scope: Scope, *, model: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The names in `text` that nothing vouches for; the text itself where it does not parse."""
    sample = sample_with(site.document, site.definition, site.language, text, member=site.in_type_body)
    if sample.parsed.errors:
        return (text,)
    known = sample.bound | sample.header_names | imported_names(imports, site)
    found = tokens(encode(sample.text), sample.names, site.language, site.receivers)
    return tuple(token.name for token in found if not _vouched(token, known, scope, model))


def imported_names(imports: Sequence[str], site: Site) -> frozenset[str]:
    """The names that the import statements bind."""
    if not imports:
        return frozenset()
    items, _ = imports_of(fragment("\n".join(imports) + "\n", site.language))
    return frozenset(item.local_name for item in items)


def _vouched(token: Token, known: frozenset[str], scope: Scope, model: frozenset[str]) -> bool:
    if token.part is Part.MARKUP:
        return True
    if token.part is Part.FREE:
        return token.name in known or scope.sees(token.name)
    return token.name in known or token.name in model or scope.knows_member(token.name)
