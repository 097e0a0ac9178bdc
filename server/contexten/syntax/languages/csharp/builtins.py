"""The names that C# gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
_ abstract as async await base bool byte case catch char checked class const continue decimal default delegate do
double else enum event explicit extern false finally fixed float for foreach get global goto if implicit in init int
interface internal is lock long nameof namespace new nint not nuint null object operator or out override params
partial private protected public readonly record ref required return sbyte sealed set short sizeof stackalloc static
string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using value var virtual void
volatile when where while with yield
"""
_AMBIENT = """
Equals Finalize GetHashCode GetType MemberwiseClone ReferenceEquals ToString
"""
"""What every object inherits."""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()))
