"""The names that JavaScript and TypeScript gives to every file."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
AbortController AbortSignal AggregateError any arguments Array ArrayBuffer as async Atomics await BigInt bigint
BigInt64Array Blob Boolean boolean Buffer clearInterval clearTimeout console const crypto DataView Date
decodeURIComponent Document document Element encodeURIComponent Error EvalError Event EventTarget Exclude exports
Extract false fetch File FormData Function global globalThis Headers HTMLElement Infinity Intl isFinite isNaN
Iterable Iterator JSON localStorage Map Math module NaN navigator never NonNullable null Number number Object object
Omit Parameters parseFloat parseInt Partial performance Pick process Promise PromiseLike Proxy queueMicrotask
Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Reflect RegExp Request require Required Response ReturnType
sessionStorage Set setInterval setTimeout String string structuredClone super Symbol symbol SyntaxError TextDecoder
TextEncoder this true TypeError Uint8Array undefined unknown URL URLSearchParams void WeakMap WeakRef WeakSet Window
window
"""
_AMBIENT = """
addEventListener after afterAll afterEach alert atob before beforeAll beforeEach btoa cancelAnimationFrame
clearImmediate confirm context decodeURI describe dispatchEvent encodeURI escape eval expect getComputedStyle import
importScripts it jest matchMedia postMessage prompt removeEventListener reportError requestAnimationFrame scrollTo
setImmediate skipWaiting suite test unescape vi
"""
"""What browsers, Node and the usual test runners add."""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()))
