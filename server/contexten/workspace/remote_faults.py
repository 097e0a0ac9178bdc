"""Why a remote gave nothing, from what git and its helpers say, as a part of a sentence that tells what to do."""

from __future__ import annotations

import re

_REASONS = (
    (r"couldn't find remote ref", "the remote has no such branch any more"),
    (r"transport '(\w+)' not allowed",
     "the remote is reached by '{0}', which 'contexten.agent.protocols' does not allow"),
    (r'Protocol "(\w+)" .*(?:disabled|not supported)',
     "the remote sends on to an address of '{0}', which 'contexten.agent.protocols' does not allow"),
    (r"Host key for \S+ has changed|REMOTE HOST IDENTIFICATION HAS CHANGED",
     "the remote has another host key than before; find out why before you remove the old one with 'ssh-keygen -R'"),
    (r"Host key verification failed",
     "the remote's host key is not known yet; run 'git fetch' once by hand and compare it"),
    (r"subject name .*does not match|subjectAltName does not match|no alternative certificate subject",
     "the remote's certificate is for another host; correct the address with 'git remote set-url origin'"),
    (r"certificate (?:problem|verification)|[Cc]ertificate .*(?:expired|self.signed|not trusted)",
     ("the remote's certificate is not trusted; where that is right, name who signed it: "
     "'git config --global http.sslCAInfo FILE'")),
    ((r"Authentication failed|could not read (?:Username|Password)|Permission denied|prompts disabled"
      r"|returned error: 40[13]\b"),
     "the remote does not let you in; run 'git fetch' once by hand"),
    (r"returned error: (429|5\d\d)\b", "the remote answers with an error of its own ({0}); try again later"),
    (r"redirects followed", "the remote's address sends on without end; correct it with 'git remote set-url origin'"),
    (r"HTTP/0\.9|not valid: is this a git repository|unsupported protocol|bad line length|protocol error: bad line",
     "what answers at the remote's address is no git server; look at 'git remote get-url origin'"),
    ((r"Could not resolve host|Failed to connect|Connection (?:refused|timed out|reset|closed by)"
     r"|Network is unreachable|No route to host|kex_exchange_identification"),
     "the remote cannot be reached; try again later"),
    (r"unexpected disconnect|early EOF|RPC failed|hung up unexpectedly|bad pack header|invalid index-pack",
     "the connection broke off in the middle; try again"),
    (r"No space left on device", "there is no space left on the disk"),
    ((r"does not appear to be a git repository|[Rr]epository .*not found|No such file or directory"
      r"|returned error: 404\b"),
     "there is no repository at the remote's address any more"),
)  # fmt: skip
_ADVICE = re.compile(r"Please make sure you have the correct access rights|and the repository exists\.|\s*")


def reason_of(said: str) -> str:
    """What `said`, the errors of a fetch, comes down to; its last line where that is not known."""
    for pattern, reason in _REASONS:
        found = re.search(pattern, said)
        if found:
            return reason.format(*found.groups())
    lines = [line for line in said.splitlines() if not _ADVICE.fullmatch(line)]
    return f"git could not fetch it: {(lines or ['it said nothing'])[-1][:200]}"
