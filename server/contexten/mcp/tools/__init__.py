"""The tools, one file each; `table` lists them."""
