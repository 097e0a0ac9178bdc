"""The names that Swift gives without an import."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
Any AnyObject Self actor as associatedtype async await borrowing break case catch class consume continue
convenience default defer deinit do dynamic else enum extension fallthrough false fileprivate final for func get
guard if import in indirect infix init inout internal is isolated lazy let mutating nil nonisolated nonmutating
open operator optional override package postfix precedencegroup prefix private protocol public repeat required
rethrows return self set some static struct subscript super switch throw throws true try typealias unowned var
weak where while willSet didSet newValue oldValue Array AnyHashable AnySequence Bool Character ClosedRange
Codable CodingKey Collection Comparable ContiguousArray CaseIterable CustomStringConvertible
CustomDebugStringConvertible Decodable Decoder Dictionary Double Encodable Encoder Equatable Error
ExpressibleByStringLiteral ExpressibleByArrayLiteral Float Hashable Hasher Identifiable Int Int8 Int16 Int32
Int64 IteratorProtocol KeyPath LosslessStringConvertible MainActor Mirror MutableCollection Never
ObjectIdentifier Optional OptionSet Range RangeReplaceableCollection RawRepresentable Result Sendable Sequence
Set StaticString String StringProtocol Strideable Substring Task TaskGroup UInt UInt8 UInt16 UInt32 UInt64
UnsafeMutablePointer UnsafePointer Void abs assert assertionFailure debugPrint dump fatalError
isKnownUniquelyReferenced max min numericCast precondition preconditionFailure print readLine repeatElement
sequence stride swap type unsafeBitCast withExtendedLifetime withUnsafePointer withUnsafeBytes zip
withCheckedContinuation withCheckedThrowingContinuation withTaskGroup available discardableResult escaping
autoclosure inlinable frozen objc testable main
"""
_AMBIENT = """
XCTAssert XCTAssertEqual XCTAssertTrue XCTAssertFalse XCTAssertNil XCTAssertNotNil XCTAssertThrowsError XCTFail
XCTUnwrap XCTestCase Test Suite expect require
"""
_MEMBERS = """
count isEmpty first last append insert remove removeAll removeFirst removeLast contains map compactMap flatMap
filter forEach reduce sorted sort reversed joined split prefix suffix dropFirst dropLast enumerated keys values
description debugDescription hash hashValue rawValue allCases startIndex endIndex index indices min max
allSatisfy firstIndex lowercased uppercased hasPrefix hasSuffix replacingOccurrences components
trimmingCharacters utf8 unicodeScalars makeIterator next encode decode container localizedDescription init self
shuffled randomElement subscript union intersection subtracting isSubset formUnion updateValue removeValue
mapValues default some none
"""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()), members=frozenset(_MEMBERS.split()))
