"""Which of several fences is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contexten.edits.fragments import dedented, is_whole, source_of
from contexten.edits.imports import split_imports
from contexten.edits.model import Place, Request
from contexten.syntax.languages import of_fence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contexten.edits.formats.answer import Code, Snippet


def choose(code: Code, request: Request) -> str:
    """The code that is meant, from the candidates of an answer.

    A fence in the right language or without one goes before others; then the last one that has the definition; then
    several parts that each only define something, joined; then the longest. Fences of imports alone are always joined.
    """
    snippets = _in_language(code.snippets, request)
    if len(snippets) == 1:
        return snippets[0].text
    imports = [snippet.text for snippet in snippets if _only_imports(snippet.text, request)]
    rest = [snippet for snippet in snippets if snippet.text not in imports]
    if not rest:
        return "\n".join(imports)
    chosen = _with_definition(rest, request) or _joined(rest, request) or _longest(rest)
    return "\n".join([*imports, chosen])


def _in_language(snippets: Sequence[Snippet], request: Request) -> Sequence[Snippet]:
    if request.place is Place.DOC:
        return snippets
    right = [snippet for snippet in snippets if of_fence(snippet.fence) == request.language]
    plain = [snippet for snippet in snippets if not snippet.fence or of_fence(snippet.fence) == request.language]
    return right or plain or snippets


def _only_imports(text: str, request: Request) -> bool:
    statements, rest = split_imports(text, request.language)
    return bool(statements) and not rest.strip()


def _with_definition(snippets: Sequence[Snippet], request: Request) -> str:
    """The last finished piece that has the definition, with other pieces that it uses; empty where none has it."""
    if not request.name or request.place is Place.APPEND:
        return ""
    having = [snippet for snippet in snippets if source_of(dedented(snippet.text), request.language).find(request.name)]
    closed = [snippet for snippet in having if snippet.closed] or having
    if not closed:
        return ""
    finished = [snippet for snippet in closed if not _is_stub(snippet.text, request)]
    chosen = (finished or closed)[-1]
    others = [
        snippet.text for snippet in snippets if snippet not in having and _only_definitions(snippet.text, request)
    ]
    return _gap(request).join([*others, chosen.text])


def _gap(request: Request) -> str:
    """What stands between two definitions at the top of a file."""
    return "\n\n\n" if request.language.docstring else "\n\n"


def _is_stub(text: str, request: Request) -> bool:
    found = source_of(dedented(text), request.language).find(request.name)
    return found is None or found.unfinished


def _joined(snippets: Sequence[Snippet], request: Request) -> str:
    """All pieces together where each only defines something and nothing is defined twice; else empty."""
    names: list[str] = []
    for snippet in snippets:
        if not snippet.closed or not _only_definitions(snippet.text, request):
            return ""
        source = source_of(dedented(snippet.text), request.language)
        names += [item.name for item in source.facts.definitions if source.own(item) and source.is_top(item)]
    return _gap(request).join(snippet.text.strip("\n") for snippet in snippets) if len(names) == len(set(names)) else ""


def _only_definitions(text: str, request: Request) -> bool:
    """Whether everything but imports is a definition of a function or type."""
    rest = dedented(split_imports(text, request.language)[1])
    if not is_whole(rest, request.language):
        return False
    source = source_of(rest, request.language)
    data = bytearray(source.document.data)
    tops = [item for item in source.facts.definitions if source.own(item) and source.is_top(item)]
    if not tops or not all(item.kind.is_callable or item.kind.is_type for item in tops):
        return False
    for item in tops:
        data[item.start : item.end] = b" " * (item.end - item.start)
    inner = bytes(data[source.shell[0] : len(data) - source.shell[1]])
    marks = (b"#", b"//", b";", request.language.comments.line.encode())
    return all(not line.strip() or line.lstrip().startswith(marks) for line in inner.splitlines())


def _longest(snippets: Sequence[Snippet]) -> str:
    return max(snippets, key=lambda snippet: (snippet.closed, len(snippet.text))).text
