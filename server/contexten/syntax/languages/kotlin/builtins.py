"""The names that Kotlin gives without an import."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
abstract annotation as break by catch class companion const constructor continue data do else enum false final
finally for fun get if import in infix init inline inner interface internal is it lateinit null object open
operator out override package private protected public reified return sealed set super suspend this throw true
try typealias val value var vararg when where while field Any Array Boolean BooleanArray Byte ByteArray Char
CharArray CharSequence Collection Comparable Double DoubleArray Enum Error Exception Float FloatArray Function
Int IntArray Iterable Iterator List Long LongArray Map MutableList MutableMap MutableSet Nothing Number Pair
Regex Result Sequence Set Short String StringBuilder Throwable Triple UByte UInt ULong Unit ArrayList HashMap
HashSet LinkedHashMap LinkedHashSet AutoCloseable Lazy IllegalArgumentException IllegalStateException
IndexOutOfBoundsException NoSuchElementException NullPointerException NumberFormatException RuntimeException
UnsupportedOperationException NotImplementedError ClassCastException TODO also apply arrayOf assert buildList
buildMap buildSet buildString check checkNotNull emptyList emptyMap emptySet error hashMapOf hashSetOf
intArrayOf lazy let linkedMapOf linkedSetOf listOf listOfNotNull mapOf maxOf minOf mutableListOf mutableMapOf
mutableSetOf print println readLine readln repeat require requireNotNull run runCatching sequence sequenceOf
setOf sortedMapOf sortedSetOf takeIf takeUnless to until use with downTo step byteArrayOf longArrayOf
floatArrayOf doubleArrayOf charArrayOf booleanArrayOf arrayOfNulls synchronized enumValues enumValueOf
Deprecated Suppress JvmStatic JvmName JvmField JvmOverloads Throws OptIn Volatile
"""
_AMBIENT = """
assertEquals assertTrue assertFalse assertNull assertNotNull assertFailsWith assertNotEquals fail Test
BeforeTest AfterTest
"""
_MEMBERS = """
length size isEmpty isNotEmpty isBlank isNotBlank first last firstOrNull lastOrNull get getOrNull getOrDefault
getOrPut getOrElse set add addAll remove removeAll clear contains containsKey indexOf map mapNotNull filter
filterNotNull forEach forEachIndexed fold reduce sum sumOf any all none count groupBy associateBy associateWith
sortedBy sorted reversed take drop zip joinToString split trim replace startsWith endsWith substring lowercase
uppercase toInt toLong toDouble toString hashCode equals let also apply run takeIf keys values entries iterator
hasNext next toList toSet toMap toMutableList plus minus compareTo message cause name ordinal key value format
toByteArray max min coerceAtLeast coerceAtMost coerceIn
"""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()), members=frozenset(_MEMBERS.split()))
