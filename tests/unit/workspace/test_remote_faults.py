"""What git says when a fetch fails becomes one reason that tells what to do."""

from __future__ import annotations

import pytest

from contexten.workspace.remote_faults import reason_of

ADVICE = (
    "fatal: Could not read from remote repository.\n\n"
    "Please make sure you have the correct access rights\nand the repository exists."
)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        # Sizes are no HTTP statuses.
        (f"error: RPC failed; curl 56\nerror: {size} bytes of body are still expected\nfatal: early EOF",
         "the connection broke off in the middle; try again")
        for size in (4292, 401, 4030, 404, 500, 5121)
    ]
    + [
        ("fatal: unable to access 'https://h/': The requested URL returned error: 502",
         "the remote answers with an error of its own (502); try again later"),
        ("fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate in certificate chain",
         "the remote's certificate is not trusted"),
        ("fatal: unable to access 'https://h/': SSL: no alternative certificate subject name matches target host name",
         "the remote's certificate is for another host"),
        ("fatal: could not read Username for 'https://h': terminal prompts disabled", "the remote does not let you in"),
        (f"Host key verification failed.\r\n{ADVICE}", "the remote's host key is not known yet"),
        (f"no such identity: /k: No such file or directory\r\nme@h: Permission denied (publickey).\r\n{ADVICE}",
         "the remote does not let you in"),
        (f"kex_exchange_identification: read: Connection reset by peer\r\n{ADVICE}", "the remote cannot be reached"),
        ("fatal: unable to access 'https://h/': Failed to connect to h port 443", "the remote cannot be reached"),
        ("fatal: write error: No space left on device\nfatal: index-pack failed", "there is no space left on the disk"),
        (f"odd\n{ADVICE}", "git could not fetch it: fatal: Could not read from remote repository."),
        ("", "git could not fetch it: it said nothing"),
    ],
)  # fmt: skip
def test_a_reason(said, reason):
    assert reason_of(said).startswith(reason)
