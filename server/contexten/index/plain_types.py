"""The names in type texts that stand for no type of a workspace, of all languages together."""

from __future__ import annotations

_PASSING = """
Optional Union Annotated Final ClassVar Awaitable Coroutine Promise Option Box Rc Arc Ref RefCell Cow Pin Readonly
Partial Required NonNullable Nullable None null undefined const mut dyn impl readonly ref out in struct enum class
typename unsigned signed static volatile final typing Type type unique_ptr shared_ptr weak_ptr Task ValueTask Lazy
Future
"""
_BUILTIN = """
str int float bool bytes bytearray complex object list dict set frozenset tuple range slice memoryview Any List Dict
Set FrozenSet Tuple Sequence MutableSequence Mapping MutableMapping Iterable Iterator Generator AsyncIterator
AsyncIterable AsyncGenerator Collection Callable Literal TypeVar Self Never NoReturn Hashable Sized Container Deque
DefaultDict OrderedDict Counter ChainMap AnyStr LiteralString Text IO TextIO BinaryIO Type Concatenate ParamSpec
Unpack TypeGuard TypeAlias Required NotRequired ReadOnly SupportsInt collections abc string number boolean symbol
bigint any unknown never void Array ReadonlyArray Map WeakMap WeakSet ReadonlyMap ReadonlySet Record Pick Omit
Exclude Extract Function keyof typeof infer extends is asserts new unique byte rune uint int8 int16 int32 int64
uint8 uint16 uint32 uint64 uintptr float32 float64 complex64 complex128 error map chan func interface i8 i16 i32 i64
i128 isize u8 u16 u32 u64 u128 usize f32 f64 char String Vec VecDeque HashMap HashSet BTreeMap BTreeSet Result Ok
Err Fn FnMut FnOnce Send Sync where for std short long double Integer Long Double Float Short Byte Character Boolean
Object Void CharSequence Number ArrayList LinkedList LinkedHashMap TreeMap Queue Stream Supplier Consumer BiFunction
Predicate Hashtable auto size_t ssize_t wchar_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
vector unordered_map unordered_set pair optional variant string_view function array deque decimal sbyte ushort ulong
nint nuint dynamic IEnumerable IList IDictionary ICollection IReadOnlyList Func Action ReadOnlySpan Span Memory
params async await var let val super
"""

PASSING = frozenset(_PASSING.split())
"""What stands around a type without having members of its own that code is after."""
BUILTIN = PASSING | frozenset(_BUILTIN.split())
"""What is no type of a workspace."""
