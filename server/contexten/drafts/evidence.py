"""What speaks for and against an analogy, in numbers: the input of `confidence`.

Each number is 0 to 1 or close to it and says the same in every language; none knows the names of any repository.
"""

from __future__ import annotations

import math
import posixpath
import re
from typing import TYPE_CHECKING

from contexten.drafts.candidates import base_names
from contexten.drafts.likeness import words_in_common
from contexten.drafts.parallels import Parallel, parallel
from contexten.drafts.rank import says_the_same, signature_agreement
from contexten.drafts.site import CONSTRUCTORS, bare
from contexten.drafts.words import Renaming, similarity, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contexten.drafts.adapt import Adapted
    from contexten.drafts.rank import Sibling
    from contexten.drafts.site import Site
    from contexten.syntax.facts import Definition

_SMALL_PROJECT = 300
"""Definitions."""
_TESTS = re.compile(r"(?:^|[/_.-])tests?(?:[/_.-]|$)|\.spec\.", re.IGNORECASE)


def evidence(target: Site, sibling: Sibling, adapted: Adapted, *, agreement: float, rank: int) -> dict[str, float]:
    """The numbers of one adapted sibling; `agreement`: how alike the most alike other adapted sibling is."""
    source = sibling.site
    beside = parallel(target, source)
    found = {
        **_of_names(target, source),
        **_of_signatures(target.definition, source.definition, target, source),
        **_of_places(target, source, sibling),
        **_of_docs(target, source),
        **_of_texts(target, adapted),
        **_of_parallels(beside),
        "agreement": agreement,
        "agreement_high": max(0.0, agreement - 0.6),
        "first": float(rank == 0),
        "score": sibling.score / 100,
        "small_project": float(target.index.symbols < _SMALL_PROJECT),
    }
    return {**found, **_together(found)}


def _of_names(target: Site, source: Site) -> Mapping[str, float]:
    left, right = target.definition.name, source.definition.name
    words = split(left), split(right)
    same = left == right
    return {
        "name_same": float(same),
        "name_alike": 1.0 if same else similarity(*words),
        "name_says_same": float(not same and says_the_same(left, right)),
        "name_first_word": float(not same and words[0][:1] == words[1][:1]),
        "name_waits": float(left in _waiting(right) or right in _waiting(left)),
        "name_dunder": float(left.startswith("__")),
        "name_words": min(len(words[0]), 5) / 5,
        "constructor": float(left in CONSTRUCTORS),
    }


def _waiting(name: str) -> set[str]:
    """What the waiting twin of `name` may be called."""
    return {
        f"a{name}",
        f"async_{name}",
        f"{name}_async",
        f"{name}Async",
        f"__a{name[2:]}" if name[:2] == "__" else name,
    }


def _of_signatures(left: Definition, right: Definition, target: Site, source: Site) -> Mapping[str, float]:
    mine, theirs = [bare(item) for item in target.parameters], [bare(item) for item in source.parameters]
    types = [(item.name, item.type) for item in target.parameters if item.type]
    other = {item.name: item.type for item in source.parameters}
    returns = bool(left.returns and right.returns)
    return {
        "parameters_agree": signature_agreement(target.parameters, source.parameters),
        "parameters_same": float(bool(mine) and mine == theirs),
        "parameters_none": float(not mine and not theirs),
        "parameters_more": min(abs(len(mine) - len(theirs)), 4) / 4,
        "parameters_many": min(len(mine), 6) / 6,
        "types_same": sum(other.get(name) == type_ for name, type_ in types) / len(types) if types else 0.0,
        "returns_same": float(returns and left.returns == right.returns),
        "returns_differ": float(returns and left.returns != right.returns),
        "returns_one": float(bool(left.returns) != bool(right.returns)),
        "decorators_same": float(bool(left.decorators) and left.decorators == right.decorators),
        "decorators_differ": float(left.decorators != right.decorators),
        "waits_differ": float(left.is_async != right.is_async),
    }


def _of_places(target: Site, source: Site, sibling: Sibling) -> Mapping[str, float]:
    mine, theirs = target.owner, source.owner
    both = mine is not None and theirs is not None
    names = (split(mine.name), split(theirs.name)) if mine and theirs else ((), ())
    return {
        "same_file": float(target.path == source.path),
        "same_folder": float(posixpath.dirname(target.path) == posixpath.dirname(source.path)),
        "same_file_name": float(
            target.path != source.path and posixpath.basename(target.path) == posixpath.basename(source.path)
        ),
        "same_owner": float(both and mine == theirs),
        "owners_alike": similarity(*names) if both and mine != theirs else 0.0,
        "owners_related": float(both and bool(base_names(mine) & base_names(theirs))),
        "member": float(both),
        f"way_{sibling.way.name.lower()}": 1.0,
        "from_test": float(bool(_TESTS.search(source.path)) and not _TESTS.search(target.path)),
    }


def _of_docs(target: Site, source: Site) -> Mapping[str, float]:
    left, right = target.definition.doc, source.definition.doc
    renaming = Renaming.between([(source.definition.name, target.definition.name)])
    alike = words_in_common(left, renaming.prose(right)) if left and right else 0.0
    return {
        "doc_both": float(bool(left and right)),
        "doc_alike": alike,
        "doc_same": float(alike > 0.95),
        "doc_one": float(bool(left) != bool(right)),
        "doc_long": min(len(left), 600) / 600,
    }


def _of_texts(target: Site, adapted: Adapted) -> Mapping[str, float]:
    size = len(adapted.text)
    lines = adapted.text.count("\n") + 1
    names = [bare(item) for item in target.parameters]
    used = sum(bool(re.search(rf"\b{re.escape(name)}\b", adapted.text)) for name in names if name)
    return {
        "size": math.log(1 + size) / 8,
        "size_large": max(0.0, math.log(1 + size) - 6.0) / 3,
        "size_small": max(0.0, 4.5 - math.log(1 + size)) / 3,
        "one_line": float(lines == 1),
        "stuck": min(adapted.stuck, 4) / 4,
        "unused": min(adapted.unused, 4) / 4,
        "uses_all": float(bool(names) and used == len(names)),
        "used": used / len(names) if names else 0.0,
        "unchanged": float(not adapted.changed),
        "renamed": min(adapted.renamed, 8) / 8,
        "renamed_share": min(1.0, adapted.renamed / (1 + size / 40)),
        "imports": min(len(adapted.imports), 4) / 4,
        "refuses": float(bool(re.match(r"(?:raise|throw)\b", adapted.text))),
    }


def _of_parallels(beside: Parallel) -> Mapping[str, float]:
    return {
        "parallel": beside.alike,
        "parallel_best": beside.best,
        "parallel_pairs": math.log(1 + beside.pairs) / 2.2,
        "parallel_none": float(not beside.pairs),
        "parallel_shared": beside.shared,
        "parallel_sure": beside.alike * math.log(1 + beside.pairs) / 2.2,
    }


def _together(found: Mapping[str, float]) -> Mapping[str, float]:
    """What counts more where both hold."""
    return {
        "same_name_parameters": found["name_same"] * found["parameters_agree"],
        "same_name_parallel": found["name_same"] * found["parallel"],
        "agreement_parallel": found["agreement"] * found["parallel"],
        "agreement_same_name": found["agreement"] * found["name_same"],
        "agreement_signature": found["agreement"] * found["parameters_agree"],
        "says_same_parameters": found["name_says_same"] * found["parameters_agree"],
        "says_same_owner": found["name_says_same"] * found["same_owner"],
        "doc_alike_parameters": found["doc_alike"] * found["parameters_agree"],
        "doc_alike_agreement": found["doc_alike"] * found["agreement"],
        "size_agreement": found["size"] * found["agreement"],
        "large_parallel": found["size_large"] * found["parallel"],
    }
