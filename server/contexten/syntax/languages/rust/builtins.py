"""The names that Rust gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
_ alloc AsMut AsRef assert assert_eq assert_ne bool Box char Clone Copy core crate dbg Debug debug_assert Default
DoubleEndedIterator Drop drop eprint eprintln Eq Err Extend f32 f64 Fn FnMut FnOnce format From FromIterator Hash
i128 i16 i32 i64 i8 Into IntoIterator isize Iterator matches None Ok Option Ord panic PartialEq PartialOrd print
println Result Self self Send Sized Some std str String super Sync todo ToOwned ToString TryFrom TryInto u128 u16
u32 u64 u8 unimplemented unreachable usize Vec vec write writeln
"""
_AMBIENT = """
align_of align_of_val size_of size_of_val
"""
"""What stands in the standard library and is often called bare."""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()))
