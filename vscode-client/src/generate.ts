/** From a wish at a place to an answer that the person accepts or rejects. */

import * as vscode from "vscode";
import { askInstruction } from "./ask";
import type { Choices } from "./choices";
import { withReason } from "./history";
import type { Previews, Proposal } from "./preview";
import { edited, filesOf, hunkLabel } from "./proposal";
import type { Server } from "./server";
import type { Pack, Result, TextEdit, Where } from "./wire";

export interface Around {
  readonly memory: vscode.Memento;
  readonly previews: Previews;
  readonly log: vscode.LogOutputChannel;
  readonly server: () => Server;
  readonly choices: () => Choices;
  /** The context of an answer is known. */
  readonly onContext: (pack: Pack) => void;
  /** Something was asked for or decided. */
  readonly onDone: () => void;
}

/** What the server's command wants to know of the active editor; undefined without one. */
export function hereOf(editor: vscode.TextEditor | undefined): Where | undefined {
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const place = selection.isEmpty ? { position: plain(selection.active) } : { range: { start: plain(selection.start), end: plain(selection.end) } };
  return { uri: document.uri.toString(), version: document.version, ...place };
}

export class Generator {
  constructor(private readonly around: Around) {}

  /** Ask what is wanted, then run the command; the answer stands in a preview. */
  async wish(command: string, where: Where, title: string): Promise<void> {
    const instruction = await askInstruction(this.around.memory, title, where.instruction);
    if (instruction !== undefined) await this.run(command, { ...where, instruction }, title);
  }

  async run(command: string, where: Where, title: string): Promise<void> {
    const { previews, log, onDone } = this.around;
    const proposal = await previews.begin(command, where, title);
    const options = { location: vscode.ProgressLocation.Notification, title: `Contexten: ${title}`, cancellable: true };
    try {
      const result = await vscode.window.withProgress(options, (progress, cancel) => this.asked(proposal, progress, cancel));
      await this.settled(proposal, result);
    } catch (error) {
      await previews.end(proposal);
      if (error instanceof vscode.CancellationError || isCancelled(error)) log.info(`${title}: cancelled`);
      else throw error;
    } finally {
      onDone();
    }
  }

  async accept(): Promise<void> {
    const proposal = this.finished();
    if (proposal?.result?.task == null) return;
    const result = await this.around.server().ask<Result>("contexten.task.apply", { task: proposal.result.task });
    // The server has told the person why, where it was not applied; the result is kept among the runs.
    this.around.log.info(`${proposal.title}: ${result.outcome}`);
    if (result.outcome === "applied") await this.shown(proposal);
    this.around.onDone();
  }

  async reject(): Promise<Proposal | undefined> {
    const proposal = this.around.previews.current();
    if (proposal === undefined) return undefined;
    const task = proposal.result?.task;
    await this.around.previews.end(proposal);
    if (task != null) await this.around.server().ask("contexten.task.discard", { task });
    this.around.onDone();
    return proposal;
  }

  async rejectWithReason(): Promise<void> {
    const proposal = this.finished();
    if (proposal === undefined) return;
    const reason = await vscode.window.showInputBox({ title: "Why is it rejected?", prompt: "The next answer is told.", ignoreFocusOut: true });
    if (reason === undefined || reason.trim() === "") return;
    await this.reject();
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(proposal.where.uri));
    const instruction = withReason(proposal.where.instruction ?? "", reason);
    await this.run(proposal.command, { ...proposal.where, version: document.version, instruction }, proposal.title);
  }

  /** Let the person tick hunks in VS Code's own Refactor Preview. */
  async choose(): Promise<void> {
    const proposal = this.finished();
    if (proposal?.result?.edit === undefined) return;
    const edit = new vscode.WorkspaceEdit();
    for (const file of filesOf(proposal.result.edit)) {
      const uri = vscode.Uri.parse(file.uri);
      if (file.created) edit.createFile(uri, { contents: Buffer.from(edited("", file.edits)) }, confirmed("New file"));
      else if (await isMoved(uri, file.version)) {
        this.moved();
        return;
      } else for (const hunk of file.edits) edit.replace(uri, rangeOf(hunk), hunk.newText, confirmed(hunkLabel(hunk)));
    }
    if (await vscode.workspace.applyEdit(edit, { isRefactoring: true })) await this.reject();
  }

  private finished(): Proposal | undefined {
    const proposal = this.around.previews.current();
    if (proposal?.result !== undefined) return proposal;
    void vscode.window.showInformationMessage("Contexten: the answer is not complete yet.");
    return undefined;
  }

  private moved(): void {
    void vscode.window.showWarningMessage("Contexten: the text has changed since; accept the whole proposal, which is merged with it.");
  }

  private async shown(proposal: Proposal): Promise<void> {
    await this.around.previews.end(proposal);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(proposal.where.uri));
    await vscode.window.showTextDocument(document);
  }

  private asked(proposal: Proposal, progress: vscode.Progress<{ message?: string }>, cancel: vscode.CancellationToken): Promise<Result> {
    const heard = {
      onText: (text: string) => void this.around.previews.stream(proposal, text),
      onProgress: (message: string) => { progress.report({ message }); },
    };
    const argument = { ...proposal.where, ...this.around.choices(), apply: false };
    return this.around.server().ask<Result>(proposal.command, argument, cancel, heard);
  }

  private async settled(proposal: Proposal, result: Result): Promise<void> {
    if (result.context !== undefined) this.around.onContext(result.context);
    if (result.outcome === "proposed" && result.edit !== undefined) {
      await this.around.previews.finish(proposal, result);
      return;
    }
    await this.around.previews.end(proposal);
    void vscode.window.showWarningMessage(`Contexten: ${result.reason ?? `the answer is ${result.outcome}.`}`);
  }
}

function plain(place: vscode.Position): { line: number; character: number } {
  return { line: place.line, character: place.character };
}

function rangeOf({ range: { start, end } }: TextEdit): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function confirmed(label: string): vscode.WorkspaceEditEntryMetadata {
  return { label, needsConfirmation: true };
}

async function isMoved(uri: vscode.Uri, version: number | undefined): Promise<boolean> {
  return version !== undefined && (await vscode.workspace.openTextDocument(uri)).version !== version;
}

function isCancelled(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === -32800;
}
