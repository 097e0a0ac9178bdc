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
_CONFIG_NAME = r"(?im)^[-+ ]?\s*(?:-\s+|export\s+|set\s+|ENV\s+)?[\"']?"
"""The start of a line, also of one in a diff, up to a name."""
_CONFIG_VALUE = r"""["'`]?([^\s"'`,;<>{}$\[\]#][^\s"'`,;<>{}]{%d,})"""
_VENDORS = (
    "adafruit", "airtable", "algolia", "alibaba", "asana", "beamer", "bitbucket", "bittrex", "cloudflare", "codecov",
    "cohere", "coinbase", "confluent", "contentful", "datadog", "deepseek", "discord", "droneci", "dropbox",
    "elevenlabs", "etsy", "fastly", "finicity", "finnhub", "flickr", "freshbooks", "gitter", "gocardless", "heroku",
    "hubspot", "intercom", "jfrog", "kraken", "kucoin", "launchdarkly", "linkedin", "looker", "mailgun",
    "mattermost", "meraki", "messagebird", "mistral", "netlify", "new_relic", "newrelic", "nytimes", "okta", "plaid",
    "rapidapi", "sendbird", "snyk", "sonarqube", "squarespace", "sumologic", "travisci", "trello", "twilio", "twitch",
    "twitter", "zendesk",
)  # fmt: skip
"""Issuers whose keys have no form of their own: a value of that sort under their name is one."""
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
        ("akia", "asia", "aroa", "aida", "abia", "acca", "a3t"),
        r"\b((?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16})\b",
    ),
    Rule(
        "aws",
        ("aws", "secret"),
        r"(?i)(?:aws|secret_?access)[\w.-]{0,30}" + _ASSIGN + r"[\"'`]?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)",
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
    Rule("twilio", ("sk",), r"\b(SK[0-9a-fA-F]{32})\b"),
    Rule("twilio", ("ac",), r"\b(AC[0-9a-f]{32})\b"),
    Rule("sendgrid", ("sg.",), r"\b(SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64})"),
    Rule("telegram", (":a",), r"\b(\d{8,10}:A[A-Za-z0-9_-]{33,35})"),
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
    Rule("1password", ("a3-",), r"\b(A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})\b"),
    Rule("1password", ("ops_ey",), r"\b(ops_eyJ[A-Za-z0-9+/_-]{100,}={0,3})"),
    Rule("adobe", ("p8e-",), r"\b(p8e-[A-Za-z0-9_-]{32})\b"),
    Rule("alibaba", ("ltai",), r"\b(LTAI[A-Za-z0-9]{16,20})\b"),
    Rule("artifactory", ("akcp", "cmvmd"), r"\b(AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})\b"),
    Rule(
        "aws", ("absk", "bedrock-api-key-"), r"\b(ABSK[A-Za-z0-9+/]{100,}={0,2}|bedrock-api-key-[A-Za-z0-9+/=_-]{20,})"
    ),
    Rule("clickhouse", ("4b1d",), r"\b(4b1d[A-Za-z0-9]{38})\b"),
    Rule("clojars", ("clojars_",), r"\b(?i:(CLOJARS_[a-z0-9]{60}))\b"),
    Rule("cloudflare", ("v1.0-",), r"\b(v1\.0-[a-f0-9]{24}-[a-f0-9]{146})\b"),
    Rule("defined", ("dnkey-",), r"\b(dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52})"),
    Rule("dropbox", ("sl.",), r"\b(sl\.(?:u\.)?[A-Za-z0-9_=-]{120,})"),
    Rule("duffel", ("duffel_",), r"\b(duffel_(?:test|live)_[A-Za-z0-9_=-]{43})"),
    Rule("dynatrace", ("dt0",), r"\b(dt0[a-z]\d\d\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64})\b"),
    Rule("easypost", ("ezak", "eztk"), r"\b(EZ[AT]K[A-Za-z0-9]{54})\b"),
    Rule("flutterwave", ("flwsec",), r"\b(FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,32}(?:-X)?)"),
    Rule(
        "fly",
        ("fo1_", "fm1", "fm2_"),
        r"\b(fo1_[\w-]{43}|fm1[ar]_[A-Za-z0-9+/]{100,}={0,3}|fm2_[A-Za-z0-9+/]{100,}={0,3})",
    ),
    Rule("frameio", ("fio-u-",), r"\b(fio-u-[A-Za-z0-9_=-]{64})"),
    Rule("gitlab", ("gr1348941",), r"\b(GR1348941[\w-]{20})"),
    Rule("gitlab", ("_gitlab_session",), r"_gitlab_session=([a-z0-9]{32})\b"),
    Rule("grafana", ("eyjrijoi",), r"\b(eyJrIjoi[A-Za-z0-9+/_-]{60,}={0,3})"),
    Rule("harness", ("pat.", "sat."), r"\b([ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20})\b"),
    Rule("heroku", ("hrku-",), r"\b(HRKU-AA[A-Za-z0-9_-]{58})"),
    Rule("infracost", ("ico-",), r"\b(ico-[A-Za-z0-9]{32})\b"),
    Rule("intra42", ("s-s4t2",), r"\b(s-s4t2(?:ud|af)-[a-f0-9]{64})\b"),
    Rule("langsmith", ("lsv2_",), r"\b(lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10})\b"),
    Rule("mapbox", ("k.ey",), r"\b([st]k\.eyJ[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{20,})"),
    Rule("maxmind", ("_mmk",), r"\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)\b"),
    Rule("newrelic", ("nrii-", "nrjs-"), r"\b(NRII-[A-Za-z0-9-]{32}|NRJS-[a-f0-9]{19})"),
    Rule("nvidia", ("nvapi-",), r"\b(nvapi-[A-Za-z0-9_-]{60,70})"),
    Rule("octopus", ("api-",), r"\b(API-[A-Z0-9]{26})\b"),
    Rule("openshift", ("sha256~",), r"\b(sha256~[\w-]{43})"),
    Rule("pinecone", ("pcsk_",), r"\b(pcsk_[A-Za-z0-9_]{60,80})\b"),
    Rule(
        "plaid",
        ("access-",),
        r"\b(access-(?:sandbox|development|production)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})\b",
    ),
    Rule("prefect", ("pnu_",), r"\b(pnu_[A-Za-z0-9]{36})\b"),
    Rule("pulumi", ("pul-",), r"\b(pul-[a-f0-9]{40})\b"),
    Rule("razorpay", ("rzp_live_",), r"\b(rzp_live_[A-Za-z0-9]{14})\b"),
    Rule("readme", ("rdme_",), r"\b(rdme_[a-z0-9]{70})\b"),
    Rule("scalingo", ("tk-us-",), r"\b(tk-us-[\w-]{48})"),
    Rule("sendinblue", ("xkeysib-",), r"\b(xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16})\b"),
    Rule("settlemint", ("sm_",), r"\b(sm_(?:aat|pat|sat)_[A-Za-z0-9]{16})\b"),
    Rule("shippo", ("shippo_",), r"\b(shippo_(?:live|test)_[A-Fa-f0-9]{40})\b"),
    Rule("sourcegraph", ("sgp_",), r"\b(sgp_(?:[A-Fa-f0-9]{16}_|local_)?[A-Fa-f0-9]{40})\b"),
    Rule("square", ("eaaa",), r"\b(EAAA[A-Za-z0-9_-]{22,60})(?:[^A-Za-z0-9_+/=-]|$)"),
    Rule("supabase", ("sbp_",), r"\b(sbp_[a-f0-9]{40})\b"),
    Rule("tavily", ("tvly-",), r"\b(tvly-[A-Za-z0-9-]{32,60})\b"),
    Rule("twitter", ("aaaaaaaaaaaaaaaaaaaaa",), r"\b(A{22}[A-Za-z0-9%]{80,100})\b"),
    Rule("typeform", ("tfp_",), r"\b(tfp_[A-Za-z0-9_.=-]{59})"),
    Rule(
        "yandex",
        ("aqvn", "yca", "t1."),
        r"\b(AQVN[A-Za-z0-9_-]{35,38}|YCA[a-zA-Z0-9_-]{38}|t1\.[A-Z0-9a-z_-]+={0,2}\.[A-Z0-9a-z_-]{86}={0,2})",
    ),
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
        _CONFIG_NAME + _NAMES + r"[\"']?\s*[:=]\s*" + _CONFIG_VALUE % 7,
        assigned=True,
        config_only=True,
    ),
    Rule(
        "password",
        ("passw", "passph", "_pwd", "dbpass", "db_pass", "secret"),
        _CONFIG_NAME + _PASSWORDS + r"[\"']?\s*[:=]\s*" + _CONFIG_VALUE % 5,
        assigned=True,
        config_only=True,
    ),
    Rule(
        "secret",
        _VENDORS,
        r"(?i)\b[\w.-]{0,40}(?:"
        + "|".join(_VENDORS)
        + r")[\w.-]{0,40}"
        + _ASSIGN
        + _QUOTE
        + r"([A-Za-z0-9_=+/.-]{20,})"
        + _QUOTE,
        assigned=True,
    ),
)
"""All rules, the specific before the general."""
