"""The names that Scala gives without an import."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
abstract case catch class def do else enum export extends extension false final finally for forSome given if
implicit import inline lazy match new null object opaque open override package private protected return sealed
super then this throw trait transparent true try type using val var while with yield end derives Any AnyRef
AnyVal Array BigDecimal BigInt Boolean Byte Char Double Either Equiv Error Exception Float Function
IllegalArgumentException IndexOutOfBoundsException Int Integer Iterable Iterator Left List Long Map Nil
NoSuchElementException None Nothing NotImplementedError Null NullPointerException Numeric Object Option Ordered
Ordering PartialFunction Predef Product Range Right RuntimeException Seq Set Short Some Stream String
StringBuilder Symbol Throwable Traversable Unit UnsupportedOperationException Vector IndexedSeq LazyList
CharSequence Math System Thread Tuple1 Tuple2 Tuple3 ArrowAssoc assert assume classOf ensuring identity
implicitly locally print printf println require summon valueOf sys deprecated tailrec throws inline volatile
transient specialized main
"""
_AMBIENT = """
test assertEquals assertResult intercept describe it should must in
"""
_MEMBERS = """
apply unapply map flatMap filter foreach foldLeft foldRight fold reduce collect exists forall find get getOrElse
orElse isEmpty nonEmpty isDefined size length head tail last init headOption lastOption take drop takeWhile
dropWhile mkString toString hashCode equals toList toSeq toSet toMap toVector toInt toLong toDouble zip
zipWithIndex groupBy sortBy sorted reverse distinct contains indexOf split trim replace startsWith endsWith
substring toLowerCase toUpperCase keys values keySet updated removed withDefaultValue sum max min maxBy minBy
partition span foreach asInstanceOf isInstanceOf copy productIterator getMessage stripMargin format iterator
hasNext next by to until
"""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()), members=frozenset(_MEMBERS.split()))
