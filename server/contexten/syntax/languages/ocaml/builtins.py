"""The names that OCaml gives without an import."""

from __future__ import annotations

from contexten.syntax.language import Builtins

_NAMES = """
and as assert asr begin class constraint do done downto else end exception external false for fun function
functor if in include inherit initializer land lazy let lor lsl lsr lxor match method mod module mutable new
nonrec object of open or private rec sig struct then to true try type val virtual when while with array bool
bytes char exn float format int int32 int64 lazy_t list nativeint option ref result string unit in_channel
out_channel abs abs_float acos asin at_exit atan bool_of_string ceil char_of_int close_in close_out compare cos
decr epsilon_float exit exp failwith float_of_int float_of_string floor flush fst ignore incr infinity
input_char input_line int_of_char int_of_float int_of_string invalid_arg log max max_int min min_int mod_float
nan not open_in open_out output_string pred prerr_endline prerr_string print_char print_endline print_float
print_int print_newline print_string raise read_int read_line ref sin snd sqrt stderr stdin stdout
string_of_bool string_of_float string_of_int succ tan truncate None Some Ok Error Not_found Invalid_argument
Failure End_of_file Division_by_zero Exit Stack_overflow Sys_error Array Bool Buffer Bytes Char Either Filename
Float Format Fun Gc Hashtbl Int Int32 Int64 Lazy Lexing List Map Marshal Mutex Option Out_channel In_channel
Parsing Printexc Printf Queue Random Result Scanf Seq Set Stack Stdlib Str String Sys Thread Unix Domain Atomic
Condition
"""
_MEMBERS = """
iter map fold_left fold_right filter find find_opt exists for_all length nth rev append concat mem assoc
assoc_opt sort combine split add remove replace mem get set make init sub copy to_list of_list to_string
of_string equal compare hash create contents bind value is_some is_none iteri mapi filter_map concat_map trim
uppercase_ascii lowercase_ascii index_opt contains sprintf printf eprintf fprintf asprintf bindings empty
is_empty singleton union inter diff cardinal elements iter2 map2
"""

BUILTINS = Builtins(frozenset(_NAMES.split()), members=frozenset(_MEMBERS.split()))
