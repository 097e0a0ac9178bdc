"""The names each language gives without an import."""

from __future__ import annotations

import builtins
import keyword

_SCRIPT = """
AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array Blob Boolean
Buffer DataView Date Document Element Error EvalError Event EventTarget Exclude Extract File FormData
Function Headers HTMLElement Infinity Intl Iterable Iterator JSON Map Math NaN NonNullable Number Object
Omit Parameters Partial Pick Promise PromiseLike Proxy Readonly ReadonlyArray ReadonlyMap ReadonlySet
Record Reflect RegExp Request Required Response ReturnType Set String Symbol SyntaxError TextDecoder
TextEncoder TypeError URL URLSearchParams Uint8Array WeakMap WeakRef WeakSet Window any arguments as
async await bigint boolean clearInterval clearTimeout console const crypto decodeURIComponent document
encodeURIComponent exports false fetch global globalThis isFinite isNaN localStorage module navigator
never null number object parseFloat parseInt performance process queueMicrotask require sessionStorage
setInterval setTimeout string structuredClone super symbol this true undefined unknown void window
"""
_GO = """
any append bool byte cap clear close cmp comparable complex complex128 complex64 copy delete error false
float32 float64 imag int int16 int32 int64 int8 iota len make max min new nil panic print println real
recover rune string true uint uint16 uint32 uint64 uint8 uintptr _
"""
_RUST = """
AsMut AsRef Box Clone Copy Debug Default DoubleEndedIterator Drop Eq Err Extend Fn FnMut FnOnce From
FromIterator Hash Into IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd Result Self Send
Sized Some String Sync ToOwned ToString TryFrom TryInto Vec alloc assert assert_eq assert_ne bool char
core crate dbg debug_assert drop eprint eprintln f32 f64 format i128 i16 i32 i64 i8 isize matches panic
print println self std str super todo u128 u16 u32 u64 u8 unimplemented unreachable usize vec write
writeln _
"""
_JAVA = """
AssertionError Boolean Byte Character CharSequence Class Cloneable Comparable Deprecated Double Enum
Error Exception Float FunctionalInterface IllegalArgumentException IllegalStateException
IndexOutOfBoundsException Integer InterruptedException Iterable Long Math NullPointerException Number
NumberFormatException Object Override Record Runnable Runtime RuntimeException SafeVarargs Short String
StringBuilder SuppressWarnings System Thread ThreadLocal Throwable UnsupportedOperationException Void
boolean byte char double false float int java long null short super this true var void
"""
_C = """
NULL EOF FILE _Bool alignof assert bool break case char complex const continue default do double else enum errno
extern false float for free goto if inline int int16_t int32_t int64_t int8_t intptr_t long malloc memcpy memset
nullptr printf ptrdiff_t realloc register restrict return short signed size_t sizeof ssize_t static stderr stdin
stdout struct switch true typedef typeof uint16_t uint32_t uint64_t uint8_t uintptr_t union unsigned void
volatile while
"""
_CPP = """
and auto catch class co_await co_return co_yield concept const_cast consteval constexpr constinit decltype delete
dynamic_cast explicit export final friend mutable namespace new noexcept not operator or override private
protected public reinterpret_cast requires static_assert static_cast std template this throw try typeid typename
using virtual wchar_t
"""
_CSHARP = """
abstract as async await base bool byte case catch char checked class const continue decimal default delegate do
double else enum event explicit extern false finally fixed float for foreach get global goto if implicit in init
int interface internal is lock long nameof namespace nint new not nuint null object operator or out override
params partial private protected public readonly record ref required return sbyte sealed set short sizeof
stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using value
var virtual void volatile when where while with yield _
"""
_PYTHON = frozenset(
    {
        *dir(builtins),
        *keyword.kwlist,
        *keyword.softkwlist,
        "__file__",
        "__class__",
        "__path__",
        "__all__",
        "_",
    }
)
_PYTHON_MEMBERS = frozenset(
    name
    for type_ in (object, type, str, bytes, int, float, list, dict, set, tuple, BaseException)
    for name in dir(type_)
)
_NAMES = {
    "python": _PYTHON,
    "javascript": frozenset(_SCRIPT.split()),
    "typescript": frozenset(_SCRIPT.split()),
    "tsx": frozenset(_SCRIPT.split()),
    "go": frozenset(_GO.split()),
    "rust": frozenset(_RUST.split()),
    "java": frozenset(_JAVA.split()),
    "c": frozenset(_C.split()),
    "cpp": frozenset((_C + _CPP).split()),
    "csharp": frozenset(_CSHARP.split()),
}


def builtin_names(language_id: str) -> frozenset[str]:
    """The names that are there without an import; none for a language we do not know."""
    return _NAMES.get(language_id, frozenset())


def builtin_members(language_id: str) -> frozenset[str]:
    """The members that every program of the language has, those of its built-in types."""
    return _PYTHON_MEMBERS if language_id == "python" else frozenset()
