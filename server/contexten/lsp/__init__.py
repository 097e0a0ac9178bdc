"""The language server: the only room that knows LSP, pygls, lsprotocol and UTF-16."""
