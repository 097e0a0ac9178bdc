/** From a wish at a place to an answer that waits for a decision. */

import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import { askInstruction } from "./ask";
import { fitted, isProposal, laidNow } from "./fitting";
import type { Choices } from "./choices";
import type { Previews, Proposal } from "./preview";
import type { Server } from "./server";
import type { Pack, Result, Where } from "./wire";

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
    const proposal = previews.create(command, where, title);
    const options = { location: vscode.ProgressLocation.Notification, title: `Contexten: ${title}`, cancellable: true };
    try {
      const result = await vscode.window.withProgress(options, async (progress, cancel) => {
        cancel.onCancellationRequested(() => { proposal.stop.cancel(); });
        // Asked before anything opens: what is typed from now on is typed meanwhile.
        const answer = this.asked(proposal, progress);
        const opening = previews.begin(proposal);
        try {
          return await answer;
        } finally {
          // What is still opening could not be closed.
          await opening;
        }
      });
      await this.settled(proposal, result);
    } catch (error) {
      const isStopped = proposal.stop.token.isCancellationRequested || isCancelled(error);
      await previews.end(proposal);
      if (!isStopped) throw error;
      log.info(`${title}: cancelled`);
    } finally {
      onDone();
    }
  }

  private asked(proposal: Proposal, progress: vscode.Progress<{ message?: string }>): Promise<Result> {
    const { previews, server, choices, onDone } = this.around;
    let isListed = false;
    const heard = {
      onText: (text: string) => void previews.stream(proposal, text),
      onProgress: (message: string) => {
        progress.report({ message });
        if (!isListed) onDone();
        isListed = true;
      },
    };
    const argument = { ...proposal.where, ...choices(), apply: false };
    return server().ask<Result>(proposal.command, argument, proposal.stop.token, heard);
  }

  private async settled(proposal: Proposal, result: Result): Promise<void> {
    const { previews, server, onContext } = this.around;
    if (result.context !== undefined) onContext(result.context);
    const found = await fitted(
      result,
      async (made) => previews.byId(proposal.id) === undefined || previews.finish(proposal, made),
      () => laidNow(server(), result.task),
    );
    if (isProposal(found)) {
      if (previews.byId(proposal.id) !== undefined && !previews.isVisible(proposal)) void this.tellReady(proposal);
      return;
    }
    await previews.end(proposal);
    void vscode.window.showWarningMessage(`Contexten: ${found.reason ?? `the answer is ${found.outcome}.`}`);
  }

  /** For who went on elsewhere while it was written. */
  private async tellReady(proposal: Proposal): Promise<void> {
    const show = "Show the proposal";
    const chosen = await vscode.window.showInformationMessage(`Contexten: '${proposal.title}' is ready.`, show);
    if (chosen === show && this.around.previews.byId(proposal.id) !== undefined) await this.around.previews.open(proposal);
  }
}

function plain(place: vscode.Position): { line: number; character: number } {
  return { line: place.line, character: place.character };
}

/** Also one that was cancelled elsewhere, such as in the list of runs. */
function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled);
}
