"""The rows of OCaml: sources and interfaces, which have grammars of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from contexten.syntax.language import Comments, Language, Short
from contexten.syntax.languages.ocaml.builtins import BUILTINS

if TYPE_CHECKING:
    from contexten.syntax.reader import Reader


def _load() -> object:
    import tree_sitter_ocaml

    return tree_sitter_ocaml.language_ocaml()


def _load_interface() -> object:
    import tree_sitter_ocaml

    return tree_sitter_ocaml.language_ocaml_interface()


def _reader() -> Reader:
    from contexten.syntax.languages.ocaml.reader import OCamlReader

    return OCamlReader()


def _test_file(path: str) -> str:
    """`lib/cart.ml` is tested by `test/test_cart.ml`: tests have a folder of their own."""
    file = PurePosixPath(path)
    folders = list(file.parts[:-1])
    place = next((index for index, part in enumerate(folders) if part in {"lib", "src", "bin"}), -1)
    folders = [*folders[:place], "test", *folders[place + 1 :]] if place >= 0 else [*folders, "test"]
    return str(PurePosixPath(*folders, f"test_{file.stem}.ml"))


OCAML = Language(
    id="ocaml",
    title="OCaml",
    load=_load,
    package="tree-sitter-ocaml",
    extensions=(".ml",),
    language_ids=("ocaml",),
    fences=("ocaml", "ml"),
    comments=Comments(line="(*", block=("(*", "*)"), doc=("(** ", "    ", " *)")),
    reader=_reader,
    short=Short(mark="=", behind=True, probe="let f () "),
    shells=(("module X = struct\n", "\nend\n"), ("let f () =\n", "\n")),
    indent="  ",
    braces=False,
    test_file=_test_file,
    builtins=BUILTINS,
    shown_calls=False,
    queries=("ocaml",),
)
OCAML_INTERFACE = replace(
    OCAML,
    id="ocaml-interface",
    title="OCaml interface",
    load=_load_interface,
    extensions=(".mli",),
    language_ids=("ocaml.interface", "ocaml-interface", "ocaml"),
    fences=("mli",),
)
