"""What stands behind a local name of Rust that shows its type."""

from __future__ import annotations

import re

from contexten.syntax.declared import GENERIC

_PATH = rb"[A-Za-z_]\w*(?:(?:::<[^;()\n]{0,200}?>)?(?:::|\.)[A-Za-z_]\w*)*"
_AROUND = rb"(?:&(?:mut[ ]+)?|\*)?(?:(?:Box|Rc|Arc|Some|Ok|RefCell|Cell|Mutex|RwLock|Pin)(?:::(?:new|from))?\()*"
BINDING = re.compile(
    rb"\s*(?::[ \t]*(?P<type>(?:[^=;{}|<>\n,()]|" + GENERIC + rb"){1,120}?)\s*[=;,|)]"
    rb"|\)*\s*(?:=(?![=>])|(?P<each>\bin\b))\s*"
    + _AROUND
    + rb"(?:(?P<new>(?:\w+::)*[A-Z]\w*(?:::<[^;()\n]{0,200}?>)?)\s*\{(?!\})"
    rb"|(?P<chain>(?!true\b|false\b|match\b|if\b|unsafe\b|loop\b|move\b|async\b|None\b)" + _PATH + rb")"
    rb"(?:(?:::<[^;()\n]{0,200}?>)?\(|(?=\s*[;{?)]))))"
)
PASSING = frozenset(
    {
        *("await", "unwrap", "expect", "clone", "to_owned", "as_ref", "as_mut", "borrow", "borrow_mut"),
        *("unwrap_or_default", "unwrap_or", "unwrap_or_else", "lock", "read", "write", "context", "with_context"),
        *(
            "ok",
            "map_err",
            "ok_or",
            "ok_or_else",
            "cloned",
            "iter",
            "iter_mut",
            "into_iter",
            "into",
            "take",
            "enumerate",
        ),
    }
)
