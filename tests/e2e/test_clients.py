"""The real server over stdio, as Neovim, Emacs and VS Code would speak with it (pytest-lsp's recorded clients).

A warning of pytest-lsp, which checks both sides against what was announced, is an error here.
"""

import os
import sys
from contextlib import asynccontextmanager
from typing import Union

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities, make_test_lsp_client

from support.model_server import ModelServer, Reply
from support.sync_oracle import index_at

PROFILES = ["neovim@0.7.0", "neovim@0.11.0", "emacs@29.1", "visual_studio_code@1.65.2"]
SERVE = (sys.executable, "-c", "from contexten.lsp.serve import serve_stdio; serve_stdio()")
STUB = "raise NotImplementedError"
SOURCE = f'"""Sums: ∑ 😀."""\n\n\ndef add(a, b):\n    {STUB}\n\n\ndef half(a):\n    return a / 2\n'
DONE = SOURCE.replace(STUB, "return a + b")


class Buffers:
    """What the recorded client lacks: documents, and edits that are applied to them."""

    def __init__(self, client, root, encoding="utf-16"):
        self.client, self.root, self.encoding = client, root, encoding
        self.texts = {}
        self.versions = {}
        self.edits = []

    def open(self, name, text):
        uri = (self.root / name).as_uri()
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri=uri, language_id="python", version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
        return uri

    def take(self, params):
        self.edits.append(params)
        for change in params.edit.document_changes:
            if isinstance(change, types.CreateFile):
                self.texts[change.uri] = ""
                continue
            uri, version = change.text_document.uri, change.text_document.version
            if uri in self.versions and version != self.versions[uri]:
                return types.ApplyWorkspaceEditResult(applied=False, failure_reason="version")
            self.edit(uri, change.edits)
        return types.ApplyWorkspaceEditResult(applied=True)

    def edit(self, uri, edits):
        text = self.texts[uri]
        changes = []
        for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
            start, end = (
                index_at(text, place.line, place.character, self.encoding)
                for place in (edit.range.start, edit.range.end)
            )
            self.texts[uri] = self.texts[uri][:start] + edit.new_text + self.texts[uri][end:]
            changes.append(types.TextDocumentContentChangePartial(range=edit.range, text=edit.new_text))
        if uri in self.versions:
            self.versions[uri] += 1
            identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
            params = types.DidChangeTextDocumentParams(text_document=identifier, content_changes=changes)
            self.client.text_document_did_change(params)


@asynccontextmanager
async def session(profile, root, model, *, options=None):
    environment = {"CONTEXTEN_MODEL": "m", "CONTEXTEN_BASE_URL": model.base_url} if model else {}
    client = make_test_lsp_client()
    _tell_actions_from_commands(client)
    await client.start_io(*SERVE, env={**os.environ, **environment})
    buffers = Buffers(client, root)

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams):
        return buffers.take(params)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_params: types.RegistrationParams):
        return None

    folder = types.WorkspaceFolder(uri=root.as_uri(), name="root")
    params = types.InitializeParams(
        capabilities=client_capabilities(profile),
        workspace_folders=[folder],
        root_uri=root.as_uri(),
        initialization_options=options,
    )
    answer = await client.initialize_session(params)
    if answer.capabilities.position_encoding:
        buffers.encoding = answer.capabilities.position_encoding
    try:
        yield client, buffers
    finally:
        await client.shutdown_session()
        code = client._server.returncode
        await client.stop()
    assert code == 0


def _tell_actions_from_commands(client):
    """lsprotocol 2025.0.0 takes every CodeAction that carries a command for a Command."""
    converter = client.protocol._converter

    def hook(value, _type):
        kind = types.Command if isinstance(value.get("command"), str) else types.CodeAction
        return converter.structure(value, kind)

    converter.register_structure_hook(Union[types.Command, types.CodeAction], hook)  # noqa: UP007


def actions_at(client, uri, line, character):
    where = types.Range(start=types.Position(line, character), end=types.Position(line, character))
    context = types.CodeActionContext(diagnostics=[], trigger_kind=types.CodeActionTriggerKind.Invoked)
    document = types.TextDocumentIdentifier(uri=uri)
    params = types.CodeActionParams(text_document=document, range=where, context=context)
    return client.text_document_code_action_async(params)


def execute(client, command, *arguments):
    params = types.ExecuteCommandParams(command=command, arguments=list(arguments))
    return client.workspace_execute_command_async(params)


@pytest.fixture(params=PROFILES)
def profile(request):
    return request.param


async def test_code_action_to_edit(profile, tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    announced = client_capabilities(profile)
    with ModelServer([Reply(text="return a + b")]) as model:
        async with session(profile, tmp_path, model) as (client, buffers):
            uri = buffers.open("sums.py", SOURCE)
            action = next(item for item in await actions_at(client, uri, 4, 6) if "'add'" in item.title)
            assert action.tags is None
            assert action.is_preferred is None
            result = await execute(client, action.command.command, *action.command.arguments)
            assert result["outcome"] == "applied", result
            assert buffers.texts[uri] == DONE
            (params,) = buffers.edits
            (change,) = params.edit.document_changes
            assert change.text_document.version == 1
            annotated = announced.workspace.workspace_edit.change_annotation_support is not None
            assert (params.edit.change_annotations is not None) == annotated
            assert all(isinstance(edit, types.AnnotatedTextEdit) == annotated for edit in change.edits)
            status = await execute(client, "contexten.status")
            (document,) = status["documents"]
            assert document["version"] == 2
            assert client.error is None
            for reports in client.progress_reports.values():
                kinds = [report.kind for report in reports]
                assert (kinds[0], kinds[-1]) == ("begin", "end")


async def test_without_a_model_the_draft_says_what_it_is(profile, tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    async with session(profile, tmp_path, None) as (client, buffers):
        uri = buffers.open("sums.py", SOURCE)
        action = next(item for item in await actions_at(client, uri, 7, 6) if item.title.startswith("Document"))
        assert action.title.endswith("(draft)")
        result = await execute(client, action.command.command, *action.command.arguments)
        assert (result["outcome"], result["origin"]) == ("applied", "draft")
        assert buffers.texts[uri] != SOURCE


async def test_a_new_file_is_made_only_by_clients_that_can(profile, tmp_path):
    (tmp_path / "sums.py").write_text(SOURCE, encoding="utf-8")
    operations = client_capabilities(profile).workspace.workspace_edit.resource_operations or ()
    code = "from sums import half\n\n\ndef test_half():\n    assert half(2) == 1\n"
    with ModelServer([Reply(text=f"```python\n{code}```")]) as model:
        async with session(profile, tmp_path, model) as (client, buffers):
            uri = buffers.open("sums.py", SOURCE)
            place = {"line": 8, "character": 6}
            result = await execute(client, "contexten.test", {"uri": uri, "position": place})
            if types.ResourceOperationKind.Create in operations:
                assert result["outcome"] == "applied", result
                assert any("def test_half" in text for text in buffers.texts.values())
            else:
                assert (result["outcome"], buffers.edits) == ("ready", [])
                assert any("cannot create" in message.message for message in client.messages)


async def test_settings_are_taken_and_wrong_ones_told(profile, tmp_path):
    async with session(profile, tmp_path, None, options={"contexten": {"codeAction": {"enabeld": True}}}) as (
        client,
        buffers,
    ):
        buffers.open("sums.py", SOURCE)
        await execute(client, "contexten.status")
        assert any("codeAction.enabled" in message.message for message in client.messages)
