"""Files whose text is never sent, whatever any ignore file says.

**Invariant:** no setting and no negated pattern lifts an entry of this list; it holds for open buffers too.

Source: the list that Continue ships as `DEFAULT_SECURITY_IGNORE_FILETYPES` and `..._DIRS`, without its broad
`config.*` and `settings.json`, and with the credential files of package managers and clouds.
"""

from __future__ import annotations

import re
from fnmatch import translate

_SOURCE = (
    "py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "go", "rs", "java",
    "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "inl", "cs",
    "kt", "kts", "scala", "sc", "sbt", "swift", "ml", "mli", "hs",
)  # fmt: skip

_NAMES = (
    ".env", ".env.*", ".env-*", ".env_*", "*.env", "*.env.*", ".envrc",
    "*.pem", "*.key", "*.p12", "*.pfx", "*.p8", "*.crt", "*.cer", "*.der", "*.jks", "*.keystore", "*.truststore",
    "*.ppk", "*.gpg", "*.asc", "*.kdbx",
    ".npmrc", ".yarnrc.yml", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".htpasswd", ".dockercfg", ".pgpass",
    ".my.cnf", ".boto", ".s3cfg", ".vault-token", "auth.json", "token.json",
    "*.secret", "*.secrets", "*.credential", "*.credentials", "*.token",
    "secrets.json", "secrets.y*ml", "secrets.toml", "secrets.ini", "secret.json", "secret.y*ml",
    "service-account*.json", "service_account*.json", "client_secret*.json",
    "*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json", "kubeconfig", "*.kubeconfig",
    "*.sqlite*", "*.db", "*.mdb", "*.accdb", "*.ovpn", "*.mobileprovision",
)  # fmt: skip
_NAMES_BUT_SOURCE = ("id_*", "credentials*", "*-credentials*", "*_credentials*")
"""`id_rsa` and `credentials.json`, but not `id_map.py`: code is looked through for secrets before it is sent."""
_FOLDERS = (
    ".aws",
    ".ssh",
    ".gnupg",
    ".gpg",
    ".kube",
    ".docker",
    ".azure",
    ".gcp",
    ".secrets",
    ".password-store",
)

_name = re.compile("|".join(translate(pattern) for pattern in _NAMES), re.IGNORECASE)
_unless_source = re.compile("|".join(translate(pattern) for pattern in _NAMES_BUT_SOURCE), re.IGNORECASE)


def secret_reason(path: str) -> str | None:
    """Why the file at `path` can hold secrets by its name alone, or None; upper and lower case are the same."""
    *folders, name = path.replace("\\", "/").split("/")
    for folder in folders:
        if folder.lower() in _FOLDERS:
            return f"files in {folder.lower()} hold credentials"
    name = name.rstrip(" .") or name
    if _name.match(name) or (_unless_source.match(name) and name.lower().rsplit(".", 1)[-1] not in _SOURCE):
        return "files of this name hold secrets"
    return None
