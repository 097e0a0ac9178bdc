"""The methods of the protocol, one file each; `table` lists them.

Importing this package imports nothing, so that `initialize` can be answered first.
"""
