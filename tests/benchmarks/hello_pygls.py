"""pygls' bare hello-world, the floor of what any server on it can do: text sync and an empty code action answer."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("hello", "1")


@server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
def code_action(_params: types.CodeActionParams) -> list[types.CodeAction]:
    return []


if __name__ == "__main__":
    server.start_io()
