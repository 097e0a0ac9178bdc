"""The names that Java gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
AssertionError Boolean boolean Byte byte char Character CharSequence Class Cloneable Comparable Deprecated Double
double Enum Error Exception false Float float FunctionalInterface IllegalArgumentException IllegalStateException
IndexOutOfBoundsException int Integer InterruptedException Iterable java Long long Math null NullPointerException
Number NumberFormatException Object Override Record Runnable Runtime RuntimeException SafeVarargs Short short String
StringBuilder super SuppressWarnings System this Thread ThreadLocal Throwable true UnsupportedOperationException var
Void void
"""
_AMBIENT = """
clone equals finalize getClass hashCode notify notifyAll toString wait
"""
"""What every object inherits."""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()))
