"""Imports of Kotlin: packages are what the files state, wherever those stand; Java's types are found by their paths.

Source: "Kotlin language specification", "Packages and imports".
"""

from __future__ import annotations

from contexten.index.imports.packages import file_keys_of, files_of, keys_of
from contexten.index.imports.rules import ImportRules

RULES = ImportRules(keys=keys_of, file_keys=file_keys_of, resolve=files_of, packages_anywhere=True, namespaces=True)
