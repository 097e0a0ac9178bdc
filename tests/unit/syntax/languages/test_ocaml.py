from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- lib/cart.ml
    (** File doc. *)

    open Lwt.Infix
    open! Base
    module N = Http.Header
    include Foo.Bar

    (** A cart. *)
    type 'a cart = {
      name : string; (** its name *)
      mutable count : int;
    }
    type color = Red | Green of int * string
    type alias = int list
    exception Not_ready of string

    (** Adds it. *)
    let add ?(n = 1) ~item ?opt (x : int) (a, b) : int list =
      let y = List.map (fun z -> z + x) items in
      let inner q = q in
      match item with
      | Some { name; count = c } -> Repo.save ~item:y name c
      | None -> p#move 3; r.Foo.bar

    let rec even n = n = 0 || odd (n - 1)
    and odd n = even (n - 1)
    let limit : int = 3
    let twice = fun x -> x
    let () = let local = 1 in print_int local
    let ( >>= ) x f = bind x f
    external ext : int -> int = "c_ext"
    module M (X : Ord) : S = struct
      let inner x = x.name
      module type T = sig val x : int end
    end
    module type Shape = sig
      val area : t -> float
      (** The area. *)

      type t
    end
    class point x_init = object (self)
      inherit base
      val mutable x = x_init
      method move d = x <- x + d; self#get_x
    end
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "struct cart",
        "field cart.name",
        "field cart.count",
        "enum color",
        "field color.Red",
        "field color.Green",
        "type alias",
        "class Not_ready",
        "function add",
        "function add.inner",
        "function even",
        "function odd",
        "variable limit",
        "function twice",
        "function >>=",
        "function ext",
        "module M",
        "function M.inner",
        "interface M.T",
        "field M.T.x",
        "interface Shape",
        "method Shape.area",
        "type Shape.t",
        "class point",
        "field point.x",
        "method point.move",
    ]


def test_a_function_is_read_whole():
    add = named(facts_of(SOURCE), "add")
    assert add.signature == "let add ?(n = 1) ~item ?opt (x : int) (a, b) : int list"
    assert (add.doc, add.returns) == ("Adds it.", "int list")
    assert [(item.name, item.type, item.default) for item in add.parameters] == [
        ("n", "", "1"),
        ("item", "", ""),
        ("opt", "", ""),
        ("x", "int", ""),
        ("(a, b)", "", ""),
    ]


def test_types_members_and_docs_before_and_behind():
    facts = facts_of(SOURCE)
    assert (named(facts, "cart").doc, named(facts, "cart").signature) == ("A cart.", "type 'a cart")
    assert (named(facts, "cart.name").type, named(facts, "cart.name").doc) == ("string", "its name")
    assert (named(facts, "cart.count").doc, named(facts, "alias").type) == ("", "int list")
    area = named(facts, "Shape.area")
    assert (area.doc, area.returns, [item.type for item in area.parameters]) == ("The area.", "float", ["t"])
    assert named(facts, "Shape.t").doc == ""
    assert named(facts, "M").bases == ("S",)
    assert named(facts, "point").bases == ("base",)
    assert facts.doc == "File doc."


def test_opened_modules_and_other_names():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("Lwt.Infix", "*", ""),
        ("Base", "*", ""),
        ("Http.Header", "", "N"),
        ("Foo.Bar", "*", ""),
    ]
    assert facts.import_end == facts.imports[1].end


def test_references_know_calls_receivers_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("map", "call", "List", 2) in found
    assert ("save", "call", "Repo", 3) in found
    assert ("move", "call", "p", 1) in found
    assert ("bar", "member", "r.Foo", -1) in found
    assert ("odd", "call", "", 1) in found
    assert ("Ord", "type", "", -1) in found
    assert ("Some", "name", "", -1) in found
    assert not {"N", "Infix"} & {item.name for item in facts.references}


def test_interfaces_are_read_too():
    facts = facts_of("""
        #- lib/cart.mli
        open Money
        val add : ?n:int -> item:string -> int -> t list
        (** Adds it. *)

        val limit : int
        module M : sig
          val x : int
        end
        external ext : int -> int = "c"
    """)
    assert facts.language == "ocaml-interface"
    assert outline(facts) == ["function add", "variable limit", "module M", "variable M.x", "function ext"]
    add = named(facts, "add")
    assert (add.doc, add.returns, add.body) == ("Adds it.", "t list", None)
    assert [(item.name, item.type) for item in add.parameters] == [("n", "int"), ("item", "string"), ("", "int")]
    assert [(item.module, item.name) for item in facts.imports] == [("Money", "*")]


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.ml
        let later x = failwith "TODO"
        let thrown x = raise (Failure "not implemented")
        let impossible () = assert false
        let remark x = () (* TODO *)
        let typed (x : int) : int =
          failwith "not implemented"
        let fails x = failwith "closed"
        let done_ x = x
        let limit = 3
        type t
    """)
    assert unfinished(facts) == ["later", "thrown", "impossible", "remark", "typed"]


def test_broken_code_keeps_what_can_be_read():
    facts = facts_of("#- a.ml\nlet f x = x +\n\nlet g y = y\n\nlet h z = (z\n")
    assert facts.errors
    assert "f" in {item.name for item in facts.definitions}


def test_where_tests_go():
    row = by_id("ocaml")
    assert row.test_file("cohttp/src/header.ml") == "cohttp/test/test_header.ml"
    assert row.test_file("cart.ml") == "test/test_cart.ml"
