"""The formats of known secrets, as data.

Written from the issuers' public descriptions of their key formats. A rule runs only where one of its keywords (lower
case) occurs in the lower-cased text. Where a pattern has a group, the group is the secret; else the whole match is.
Order decides ties: the specific come first.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One format. `kind` becomes part of the placeholder."""

    kind: str
    keywords: tuple[str, ...]
    """Lower case; empty: the rule always runs."""
    pattern: str
    """RE2 syntax; linear time, whatever the text."""
    assigned: bool = False
    """The secret is known only by the name it is assigned to: placeholders and prose are sorted out afterwards."""
    config_only: bool = False
    """Runs only in configuration files; there the value's entropy decides."""


_QUOTE = r"""["'`]"""
_NAMES = (
    r"[\w.-]*(?:passwd|password|passphrase|secret|api_?-?key|access_?-?key|auth_?-?key|private_?-?key|"
    r"encryption_?-?key|signing_?-?key|account_?-?key|token|credential)[\w.-]*"
)
_PASSWORDS = r"[\w.-]*(?:passwd|password|passphrase|_pwd|db_?pass|secret_?key)[\w.-]*"
_ASSIGN = r"""["'`]?\]?\s*(?::\s*[\w.\[\]| ]{1,30})?(?:=>|:=|=|:|,)\s*[rbuf]{0,2}"""
_CONFIG_VALUE = r"""["'`]?([^\s"'`#,;<>{}$%()\[\]]{8,})"""
_NAME_WORDS = ("passw", "passph", "secret", "key", "token", "credential", "_pwd", "db_pass", "dbpass")

RULES: tuple[Rule, ...] = (
    Rule(
        "private-key",
        ("private key",),
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]+?"
        r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:\\r|\\n|[\s\"'+,])+[A-Za-z0-9+/=]{40}"
        r"(?:\\r|\\n|[\sA-Za-z0-9+/=\"',])*)",
    ),
    Rule(
        "aws",
        ("akia", "asia", "aroa", "aida", "abia", "acca"),
        r"\b((?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16})\b",
    ),
    Rule(
        "aws",
        ("aws", "secret"),
        r"(?i)(?:aws|secret_?access)[\w.-]{0,30}[\"'`]?\]?\s*(?:=>|:=|=|:|,)\s*[\"'`]?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)",
    ),
    Rule("github", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"\b(gh[pousr]_[A-Za-z0-9]{36,})\b"),
    Rule("github", ("github_pat_",), r"\b(github_pat_[A-Za-z0-9_]{22,})\b"),
    Rule("gitlab", ("gl",), r"\b(gl(?:pat|ptt|dt|rt|ft|soat|cbt|agent|imt|oas|ffct)-[A-Za-z0-9_-]{20,64})"),
    Rule("slack", ("xox",), r"\b(xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,})"),
    Rule("slack", ("xapp-",), r"\b(xapp-\d-[A-Za-z0-9-]{20,})"),
    Rule(
        "slack",
        ("hooks.slack.com",),
        r"hooks\.slack\.com/((?:services|workflows|triggers)/[A-Za-z0-9+/]{20,})",
    ),
    Rule("stripe", ("k_live_", "k_test_", "k_prod_"), r"\b((?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,})\b"),
    Rule("stripe", ("whsec_",), r"\b(whsec_[A-Za-z0-9+/=]{24,})"),
    Rule("anthropic", ("sk-ant-",), r"\b(sk-ant-[A-Za-z0-9_-]{20,})"),
    Rule("openrouter", ("sk-or-",), r"\b(sk-or-[A-Za-z0-9_-]{20,})"),
    Rule("openai", ("sk-",), r"\b(sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,})"),
    Rule("openai", ("sk-",), r"\b(sk-[A-Za-z0-9]{32,})\b"),
    Rule("google", ("aiza",), r"\b(AIza[0-9A-Za-z_-]{35})"),
    Rule("google", ("gocspx-",), r"\b(GOCSPX-[A-Za-z0-9_-]{20,40})"),
    Rule("google", ("ya29.",), r"\b(ya29\.[A-Za-z0-9_-]{20,})"),
    Rule("google", ("googleusercontent",), r"\b(\d{6,20}-[0-9a-z]{32}\.apps\.googleusercontent\.com)"),
    Rule(
        "azure",
        ("accountkey", "sharedaccesskey"),
        r"(?i)(?:AccountKey|SharedAccessKey)\s*=\s*([A-Za-z0-9+/]{43,86}={1,2})",
    ),
    Rule("azure", ("==",), r"(?:^|[^A-Za-z0-9+/])([A-Za-z0-9+/]{86}==)(?:[^A-Za-z0-9+/=]|$)"),
    Rule(
        "azure",
        ("q~",),
        r"(?:^|[^A-Za-z0-9_~.-])([A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34})(?:[^A-Za-z0-9_~.-]|$)",
    ),
    Rule("azure", ("sig=",), r"[?&]sig=([A-Za-z0-9%+/]{40,}(?:%3[dD]|=))"),
    Rule("jwt", ("eyj",), r"\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"),
    Rule("npm", ("npm_",), r"\b(npm_[A-Za-z0-9]{36})\b"),
    Rule("npm", ("_authtoken",), r"_authToken\s*=\s*[\"']?([A-Za-z0-9_=+/.-]{16,})"),
    Rule("pypi", ("pypi-",), r"\b(pypi-Ag[A-Za-z0-9_-]{40,})"),
    Rule("huggingface", ("hf_",), r"\b(hf_[A-Za-z0-9]{30,50})\b"),
    Rule("huggingface", ("api_org_",), r"\b(api_org_[A-Za-z0-9]{30,50})\b"),
    Rule("twilio", ("sk",), r"\b(SK[0-9a-f]{32})\b"),
    Rule("twilio", ("ac",), r"\b(AC[0-9a-f]{32})\b"),
    Rule("sendgrid", ("sg.",), r"\b(SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64})"),
    Rule("telegram", (":aa",), r"\b(\d{8,10}:AA[A-Za-z0-9_-]{32,34})"),
    Rule("discord", ("discord",), r"discord(?:app)?\.com/api/webhooks/(\d{15,21}/[A-Za-z0-9_-]{60,90})"),
    Rule(
        "discord",
        (),
        r"\b([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?:[^A-Za-z0-9_-]|$)",
    ),
    Rule("mailgun", ("key-",), r"\b(key-[0-9a-f]{32})\b"),
    Rule("mailchimp", ("-us",), r"\b([0-9a-f]{32}-us\d{1,2})\b"),
    Rule("groq", ("gsk_",), r"\b(gsk_[A-Za-z0-9]{40,64})\b"),
    Rule("perplexity", ("pplx-",), r"\b(pplx-[A-Za-z0-9]{40,64})\b"),
    Rule("xai", ("xai-",), r"\b(xai-[A-Za-z0-9]{60,})\b"),
    Rule("replicate", ("r8_",), r"\b(r8_[A-Za-z0-9]{37})\b"),
    Rule("digitalocean", ("_v1_",), r"\b(do[opr]_v1_[a-f0-9]{64})\b"),
    Rule("databricks", ("dapi",), r"\b(dapi[a-f0-9]{32}(?:-\d)?)\b"),
    Rule("shopify", ("shp",), r"\b(shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})\b"),
    Rule("square", ("sq0",), r"\b(sq0[a-z]{3}-[A-Za-z0-9_-]{22,43})"),
    Rule("linear", ("lin_api_",), r"\b(lin_api_[A-Za-z0-9]{32,48})\b"),
    Rule("notion", ("ntn_", "secret_"), r"\b((?:ntn_|secret_)[A-Za-z0-9]{43,46})\b"),
    Rule("figma", ("figd_",), r"\b(figd_[A-Za-z0-9_-]{36,60})"),
    Rule("airtable", ("pat",), r"\b(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})\b"),
    Rule("grafana", ("glsa_", "glc_"), r"\b(gl(?:sa|c)_[A-Za-z0-9_+/=]{32,})"),
    Rule("newrelic", ("nrak-",), r"\b(NRAK-[A-Z0-9]{27})\b"),
    Rule("sentry", ("sntry",), r"\b(sntry[su]_[A-Za-z0-9_+/=-]{40,})"),
    Rule("postman", ("pmak-",), r"\b(PMAK-[a-f0-9]{24}-[a-f0-9]{34})\b"),
    Rule("terraform", (".atlasv1.",), r"\b([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})"),
    Rule("vault", ("hvs.", "hvb."), r"\b(hv[sb]\.[A-Za-z0-9_-]{20,})"),
    Rule("docker", ("dckr_",), r"\b(dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64})"),
    Rule("rubygems", ("rubygems_",), r"\b(rubygems_[a-f0-9]{48})\b"),
    Rule("atlassian", ("atatt3",), r"\b(ATATT3[A-Za-z0-9_=-]{100,})"),
    Rule("planetscale", ("pscale_",), r"\b(pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,64})"),
    Rule("doppler", ("dp.",), r"\b(dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,60})"),
    Rule("age", ("age-secret-key-",), r"\b(AGE-SECRET-KEY-1[A-Z0-9]{58})\b"),
    Rule("facebook", ("eaa",), r"\b(EAA[A-Za-z0-9]{80,})\b"),
    Rule(
        "url",
        ("://",),
        r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s/:@\"'`<>{}$()]{0,}:([^\s/@\"'`<>{}$()%][^\s/@\"'`<>{}$()]{2,})@"
        r"[A-Za-z0-9\[{$_-]",
        assigned=True,
    ),
    Rule(
        "bearer",
        ("bearer", "basic"),
        r"(?i)\b(?:bearer|basic|authorization:\s*token)\s+([A-Za-z0-9._~+/-]{20,}={0,2})(?:[\s\"'`\\,;)]|$)",
        assigned=True,
    ),
    Rule(
        "password",
        ("passw", "passph", "_pwd", "dbpass", "db_pass", "secret"),
        r"(?i)\b" + _PASSWORDS + _ASSIGN + _QUOTE + r"""([^\s"'`]{6,})""" + _QUOTE,
        assigned=True,
    ),
    Rule(
        "secret",
        _NAME_WORDS,
        r"(?i)\b" + _NAMES + _ASSIGN + _QUOTE + r"""([^\s"'`]{8,})""" + _QUOTE,
        assigned=True,
    ),
    Rule(
        "secret",
        _NAME_WORDS,
        r"(?im)^\s*(?:-\s+|export\s+|set\s+|ENV\s+)?[\"']?" + _NAMES + r"[\"']?\s*[:=]\s*" + _CONFIG_VALUE,
        assigned=True,
        config_only=True,
    ),
)
"""All rules, the specific before the general."""
