"""OCaml, sources and interfaces."""
