"""DOCUMENT: a doc text out of the facts of a definition, in the style its neighbours have.

**Invariant:** it says what the code shows: words of names, parameters, types, defaults, what is raised. It claims
nothing about why.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from contexten.drafts.guards import raises_of
from contexten.drafts.model import Draft, NoDraft
from contexten.drafts.rank import VERBS
from contexten.drafts.site import CONSTRUCTORS, Site, site_of
from contexten.drafts.tokens import literals
from contexten.drafts.words import plural, split
from contexten.syntax.facts import Parameter, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target


class DocStyle(StrEnum):
    """How Python's docstrings name parameters and results."""

    GOOGLE = "Google"
    NUMPY = "NumPy"
    REST = "reST"
    PLAIN = "plain"


_MARKS = {
    DocStyle.NUMPY: re.compile(r"^\s*(?:Parameters|Returns|Raises)\s*\n\s*-{3,}", re.MULTILINE),
    DocStyle.REST: re.compile(r"^\s*:(?:param|returns?|raises?|type)\b", re.MULTILINE),
    DocStyle.GOOGLE: re.compile(r"^\s*(?:Args|Arguments|Returns|Raises|Yields):\s*$", re.MULTILINE),
}
_ERROR_OF_RESULT = re.compile(r"\bResult<.*,\s*([^,<>]+(?:<.*>)?)>\s*$")
_NEIGHBOUR_FILES = 12
_LONGEST_CONDITION = 70


def doc_text(snapshot: Snapshot, target: Target) -> Draft | NoDraft:
    """The bare doc text of `target.symbol`, without quotes or comment marks."""
    site = site_of(snapshot, target.path, target.symbol) if target.symbol else None
    if site is None:
        return NoDraft("there is no definition here to document")
    if not split(site.definition.name):
        return NoDraft(f"the name {site.definition.name!r} has no words to make a sentence of; configure a model")
    if site.language.id == "python":
        style = style_around(site)
        return Draft("\n".join(_python(site, style)), f"from its signature and body, in {style.value} style")
    text, custom = _comment(site)
    return Draft(text, f"from its signature and body, as {custom} is written")


def _comment(site: Site) -> tuple[str, str]:
    """The text of a doc comment and the name of the custom it follows."""
    write, custom = _CUSTOMS.get(site.language.id, (_js_doc, "JSDoc"))
    return "\n".join(write(site)), custom


def style_around(site: Site) -> DocStyle:
    """The style most docs of the file have, else of its folder; Google where there are no docs to see."""
    for docs in (_docs([site.path], site), _docs(_beside(site), site)):
        seen = [doc for doc in docs if doc]
        counts = Counter(style for doc in seen for style, mark in _MARKS.items() if mark.search(doc))
        if counts:
            return counts.most_common(1)[0][0]
        if len(seen) >= 3:
            return DocStyle.PLAIN
    return DocStyle.GOOGLE


def raised(site: Site) -> dict[str, str]:
    """The errors that the body raises by name, in order, and under which evident condition."""
    found: dict[str, list[str]] = {}
    for item in raises_of(site):
        if item.error[:1].isupper() or "." in item.error or "::" in item.error:
            found.setdefault(item.error, []).append(item.condition)
    return {error: _when(conditions) for error, conditions in found.items()}


def _when(conditions: Sequence[str]) -> str:
    known = list(dict.fromkeys(conditions))
    if not all(known) or sum(len(item) for item in known) > _LONGEST_CONDITION:
        return ""
    return f"If {', or if '.join(known)}."


def code_only(site: Site) -> str:
    """The body without strings and comments."""
    if site.definition.body is None:
        return ""
    text = site.document.slice(site.definition.body)
    for start, end in reversed(literals(text, site.language)):
        text = f"{text[:start]}''{text[end:]}"
    return text


def summary(site: Site) -> str:
    """The first sentence, from the words of the name."""
    definition, words = site.definition, split(site.definition.name)
    if definition.name in CONSTRUCTORS and site.owner:
        return f"Create a {' '.join(split(site.owner.definition.name))}."
    first, *rest = words or ("",)
    if first == "is" and rest:
        return f"Tell whether it is {' '.join(rest)}."
    if first in {"has", "can", "should"} and rest:
        return f"Tell whether it {' '.join(words)}."
    if any("property" in name for name in definition.decorators) or definition.kind in _DATA_KINDS:
        return f"The {' '.join(words)}."
    return f"{' '.join(words).capitalize()}."


_DATA_KINDS = frozenset({SymbolKind.FIELD, SymbolKind.VARIABLE, SymbolKind.CONSTANT})


def _python(site: Site, style: DocStyle) -> Iterator[str]:
    yield summary(site)
    if style is DocStyle.PLAIN or not site.definition.kind.is_callable:
        return
    if any("property" in name for name in site.definition.decorators):
        return
    given = [item for item in site.parameters if item.name not in {"*", "/"}]
    result = _result(site)
    errors = raised(site)
    word = "Yields" if re.search(r"\byield\b", code_only(site)) else "Returns"
    sections = {DocStyle.GOOGLE: _google, DocStyle.NUMPY: _numpy, DocStyle.REST: _rest}[style]
    yield from sections(given, word, result, errors)


def _google(given: list[Parameter], word: str, result: str, errors: Mapping[str, str]) -> Iterator[str]:
    if given:
        yield from ("", "Args:", *(f"    {item.name}: {_about(item)}" for item in given))
    if result:
        yield from ("", f"{word}:", f"    {result}")
    if errors:
        yield from (
            "",
            "Raises:",
            *(f"    {name}: {when or 'Raised here.'}" for name, when in errors.items()),
        )


def _numpy(given: list[Parameter], word: str, result: str, errors: Mapping[str, str]) -> Iterator[str]:
    if given:
        yield from ("", "Parameters", "----------")
        for item in given:
            optional = f", default {item.default}" if item.default else ""
            yield (
                f"{item.name} : {item.type}{optional}"
                if item.type
                else f"{item.name}{optional and ' :' + optional[1:]}"
            )
            yield f"    {_about(item, default=False)}"
    if result:
        yield from ("", word, "-" * len(word), result)
    if errors:
        yield from ("", "Raises", "------")
        for name, when in errors.items():
            yield from (name, f"    {when}") if when else (name,)


def _rest(given: list[Parameter], word: str, result: str, errors: Mapping[str, str]) -> Iterator[str]:
    lines = [f":param {item.name.lstrip('*')}: {_about(item)}" for item in given]
    lines += [f":{'yields' if word == 'Yields' else 'returns'}: {result}"] if result else []
    lines += [f":raises {name}: {when}".rstrip() for name, when in errors.items()]
    if lines:
        yield from ("", *lines)


def _tags(site: Site, returns: str) -> Iterator[str]:
    yield summary(site)
    if not site.definition.kind.is_callable:
        return
    lines = [f"@param {item.name.lstrip('.')} {_about(item)}" for item in site.parameters if item.name[:1] not in "{["]
    result = site.definition.returns.lstrip(": ").strip()
    if result and result not in {"void", "Promise<void>", "never"} and site.definition.name not in CONSTRUCTORS:
        lines.append(f"{returns} {{@code {result}}}" if returns == "@return" else f"{returns} {result}")
    for name, when in raised(site).items():
        lines.append(f"@throws {name if returns == '@return' else f'{{{name}}}'} {when}".rstrip())
    if lines:
        yield from ("", *lines)


def _callouts(site: Site) -> Iterator[str]:
    yield summary(site)
    if not site.definition.kind.is_callable:
        return
    lines = [f"- Parameter {item.name}: {_about(item)}" for item in site.parameters if item.name.isidentifier()]
    if site.definition.returns not in {"", "Void", "()"}:
        lines.append(f"- Returns: {site.definition.returns}")
    lines += [f"- Throws: {name} {when}".rstrip() for name, when in raised(site).items()]
    if lines:
        yield from ("", *lines)


def _doxygen(site: Site) -> Iterator[str]:
    yield summary(site)
    if not site.definition.kind.is_callable:
        return
    lines = [f"@param {item.name} {_about(item)}" for item in site.parameters if item.name.isidentifier()]
    if site.definition.returns not in {"", "void"}:
        lines.append(f"@return {site.definition.returns}")
    lines += [f"@throws {name} {when}".rstrip() for name, when in raised(site).items()]
    if lines:
        yield from ("", *lines)


def _xml(site: Site) -> Iterator[str]:
    yield from ("<summary>", summary(site), "</summary>")
    if not site.definition.kind.is_callable:
        return
    for item in site.parameters:
        yield f'<param name="{item.name}">{_escaped(_about(item))}</param>'
    result = site.definition.returns
    if result not in {"", "void", "Task", "ValueTask"}:
        yield f"<returns><c>{_escaped(result)}</c></returns>"
    for name, when in raised(site).items():
        yield f'<exception cref="{name}">{_escaped(when)}</exception>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _go(site: Site) -> str:
    """Starts with the name, as Go's own tool wants."""
    definition, words = site.definition, split(site.definition.name)
    if definition.kind.is_type:
        return f"{definition.name} is a {' '.join(words)}."
    if words[0] in VERBS:
        verb = plural(words[0])
        rest = " ".join((verb, *words[1:]))
        return f"{definition.name} {rest}."
    if definition.returns:
        return f"{definition.name} returns the {' '.join(words)}."
    return f"{definition.name}: {' '.join(words)}."


def _rust(site: Site) -> Iterator[str]:
    words = split(site.definition.name)
    if site.definition.kind.is_callable and words[0] in VERBS:
        yield f"{' '.join((plural(words[0]), *words[1:])).capitalize()}."
    else:
        yield summary(site)
    match = _ERROR_OF_RESULT.search(site.definition.returns)
    if match:
        yield from ("", "# Errors", "", f"Returns `{match.group(1).strip()}` where it fails.")
    if re.search(r"\bpanic!", code_only(site)):
        yield from ("", "# Panics", "", "Panics by its own `panic!`.")


def _about(item: Parameter, *, default: bool = True) -> str:
    words = " ".join(split(item.name)) or item.name
    shown = f" Defaults to {item.default}." if default and item.default else ""
    switch = item.type.rstrip("?") in {"bool", "boolean"} or item.default in {
        "True",
        "False",
        "true",
        "false",
    }
    return f"{'Whether' if switch else 'The'} {words}.{shown}"


def _result(site: Site) -> str:
    result = site.definition.returns.removeprefix("->").strip()
    return "" if result in {"None", "NoReturn", "Never"} or site.definition.name in CONSTRUCTORS else result


def _docs(paths: Iterable[str], site: Site) -> list[str]:
    found: list[str] = []
    for path in paths:
        facts = site.index.facts(path)
        if facts is not None:
            callables = (item for item in facts.definitions if item.kind.is_callable)
            found += [item.doc for item in callables if path != site.path or item.start != site.definition.start]
    return found


def _beside(site: Site) -> list[str]:
    folder, end = posixpath.split(site.path)[0], posixpath.splitext(site.path)[1]
    near = [path for path in site.index.in_folder(folder) if path.endswith(end)]
    return sorted(near)[:_NEIGHBOUR_FILES]


def _js_doc(site: Site) -> Iterator[str]:
    return _tags(site, "@returns")


def _java_doc(site: Site) -> Iterator[str]:
    return _tags(site, "@return")


def _first_words(site: Site) -> Iterator[str]:
    yield summary(site)


def _go_doc(site: Site) -> Iterator[str]:
    yield _go(site)


_CUSTOMS: dict[str, tuple[Callable[[Site], Iterable[str]], str]] = {
    "go": (_go_doc, "GoDoc"),
    "rust": (_rust, "rustdoc"),
    "java": (_java_doc, "JavaDoc"),
    "c": (_doxygen, "Doxygen"),
    "cpp": (_doxygen, "Doxygen"),
    "csharp": (_xml, "XML documentation"),
    "kotlin": (_java_doc, "KDoc"),
    "scala": (_java_doc, "Scaladoc"),
    "swift": (_callouts, "Swift-DocC"),
    "ocaml": (_doxygen, "odoc"),
    "ocaml-interface": (_doxygen, "odoc"),
    "haskell": (_first_words, "Haddock"),
    "php": (_java_doc, "phpDoc"),
    "ruby": (_first_words, "Ruby without tags"),
    "lua": (_first_words, "Lua without tags"),
    "bash": (_first_words, "Bash without tags"),
    "elixir": (_first_words, "Elixir without tags"),
    "sql": (_first_words, "SQL without tags"),
}
"""How each language's doc comments are written, and what that is called; JSDoc where there is no row."""
