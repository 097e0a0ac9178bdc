"""The names that Haskell gives without an import."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
case class data default deriving do else family forall foreign hiding if import in infix infixl infixr instance
let mdo module newtype of pattern proc qualified rec then type where Bool Bounded Char Double Either Enum Eq
FilePath Float Floating Foldable Fractional Functor Applicative IO IOError Int Integer Integral Maybe Monad
MonadFail Monoid Num Ord Ordering Rational Read ReadS Real RealFloat RealFrac Semigroup Show ShowS String
Traversable Word True False Just Nothing Left Right LT EQ GT abs acos all and any appendFile asTypeOf asin atan
atan2 break ceiling compare concat concatMap const cos curry cycle decodeFloat div divMod drop dropWhile either
elem encodeFloat enumFrom enumFromTo error errorWithoutStackTrace even exp fail filter flip floor fmap foldMap
foldl foldr foldr1 fromEnum fromInteger fromIntegral fromRational fst gcd getChar getContents getLine head id
init interact ioError isNaN iterate last lcm length lex lines log lookup map mapM mapM_ mappend max maxBound
maximum maybe mconcat mempty min minBound minimum mod negate not notElem null odd or otherwise pi pred print
product properFraction pure putChar putStr putStrLn quot quotRem read readFile readIO readLn readParen reads
realToFrac recip rem repeat replicate return reverse round scanl scanl1 scanr seq sequence sequenceA sequence_
show showChar showParen showString shows significand signum sin snd span splitAt sqrt subtract succ sum tail
take takeWhile tan toEnum toInteger toRational traverse truncate uncurry undefined unlines until unwords unzip
userError words writeFile zip zip3 zipWith zipWith3
"""
_AMBIENT = """
describe it shouldBe shouldReturn shouldSatisfy property quickCheck testCase assertEqual assertBool hspec
"""

BUILTINS = Builtins(frozenset(_NAMES.split()), ambient=frozenset(_AMBIENT.split()))
