from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/Shop/Cart.hs
    {-# LANGUAGE LambdaCase #-}
    -- | File doc.
    module Shop.Cart
      ( Cart(..)
      , add
      ) where

    import Data.Map (Map, insert)
    import qualified Data.Set as S
    import Data.List hiding (sort)

    -- | A cart.
    data Cart a = Cart
      { name :: String -- ^ its name
      , count :: !Int
      } | Empty Int String
      deriving (Show, Eq)
    newtype W = W { unW :: Int }
    type Alias = [Int]

    -- | Adds it.
    -- More.
    add :: Ord a => Int -> Cart a -> Maybe [Item]
    add n (Cart nm c) | n > 0, Just q <- foo = S.insert n c
                      | otherwise = undefined
      where
        helper z = z + 1
    add _ Empty{} = error "TODO"

    main :: IO ()
    main = do
      y <- readFile path
      let z = map length (lines y)
      case z of
        [] -> pure ()
        (first:rest) -> putStrLn $ show first
      forM_ z $ \\q -> print q

    limit :: Int
    limit = 3

    class Shape s where
      -- | Area.
      area :: s -> Double
      area _ = 0
    instance Shape (Cart a) where
      area (Cart n _) = fromIntegral n
    (<+>) :: Int -> Int -> Int
    one <+> two = one `plus` two
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "enum Cart",
        "field Cart.Cart",
        "field Cart.name",
        "field Cart.count",
        "field Cart.Empty",
        "struct W",
        "field W.W",
        "field W.unW",
        "type Alias",
        "function add",
        "function add.helper",
        "function main",
        "variable limit",
        "interface Shape",
        "method Shape.area",
        "method Cart.area",
        "function <+>",
    ]


def test_a_function_is_its_signature_and_all_equations():
    facts = facts_of(SOURCE)
    add = named(facts, "add")
    assert add.signature == "add :: Ord a => Int -> Cart a -> Maybe [Item]"
    assert (add.doc, add.returns) == ("Adds it.\nMore.", "Maybe [Item]")
    assert [(item.name, item.type) for item in add.parameters] == [("n", "Int"), ("(Cart nm c)", "Cart a")]
    assert add.start < add.header_start == add.name_start < add.body_start < add.body_end == add.end
    main = named(facts, "main")
    assert (main.returns, main.parameters, main.exported) == ("IO ()", (), False)


def test_types_members_and_docs():
    facts = facts_of(SOURCE)
    cart = named(facts, "Cart")
    assert (cart.bases, cart.doc, cart.exported) == (("Show", "Eq"), "A cart.", True)
    assert (named(facts, "Cart.name").type, named(facts, "Cart.name").doc) == ("String", "its name")
    assert named(facts, "Cart.Empty").signature == "Empty Int String"
    assert named(facts, "Cart.area").owner == "Cart"
    assert (named(facts, "Shape.area").doc, named(facts, "limit").type) == ("Area.", "Int")
    assert (facts.doc, facts.package) == ("File doc.", "Shop.Cart")


def test_imports():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("Data.Map", "Map", ""),
        ("Data.Map", "insert", ""),
        ("Data.Set", "", "S"),
        ("Data.List", "*", ""),
    ]
    assert facts.import_end == facts.imports[-1].end


def test_references_know_calls_receivers_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("insert", "call", "S", 2) in found
    assert ("map", "call", "", 2) in found
    assert ("putStrLn", "call", "", 1) in found
    assert ("plus", "call", "", 1) in found
    assert ("Ord", "type", "", -1) in found
    assert ("Just", "name", "", -1) in found
    assert not {"nm", "rest", "hiding", "sort"} & {item.name for item in facts.references}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.hs
        later :: Int -> Int
        later = undefined

        noted x = error "not implemented"

        both 0 = undefined
        both n = error "TODO"

        half 0 = 1
        half n = undefined

        fails x = error "closed"
        fine x = x
        declared :: Int -> Int
    """)
    assert unfinished(facts) == ["later", "noted", "both"]


def test_broken_code_keeps_what_can_be_read():
    facts = facts_of("#- a.hs\nmodule A where\n\nf x = (x +\n\ng :: Int -> Int\ng y = y\n")
    assert facts.errors
    assert facts.definitions


def test_where_tests_go():
    assert by_id("haskell").test_file("src/Shop/Cart.hs") == "test/Shop/CartSpec.hs"
