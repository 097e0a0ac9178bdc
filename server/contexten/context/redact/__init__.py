"""Secrets are replaced before a text leaves this room: typed, stable placeholders, and the way back."""

from contexten.context.redact.outgoing import Outgoing
from contexten.context.redact.redactor import Redacted, Redactor, redact_text, restore
from contexten.context.redact.scan import Secret, find_secrets

__all__ = ["Outgoing", "Redacted", "Redactor", "Secret", "find_secrets", "redact_text", "restore"]
