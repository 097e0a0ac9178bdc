/** What a person decides about a proposal: all of it, or hunk by hunk; and how it keeps up with what they type. */

import * as vscode from "vscode";
import { laidNow } from "./fitting";
import type { Around, Generator } from "./generate";
import { withReason } from "./history";
import { hunkAt } from "./hunks";
import type { Proposal } from "./preview";
import type { Hunk, Result } from "./wire";

const CALM = 250;

/** Names one hunk: the argument of the buttons above it. Without it the cursor does. */
interface Named {
  readonly proposal: string;
  readonly hunk: string;
}

export class Decisions implements vscode.Disposable {
  private turn: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly listening: vscode.Disposable[];

  constructor(
    private readonly around: Around,
    private readonly generator: Generator,
  ) {
    this.listening = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => { this.typed(document); }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => void around.previews.closed(closed)),
    ];
  }

  accept(): Promise<void> {
    return this.inTurn(async () => {
      const proposal = this.finished();
      if (proposal !== undefined) await this.applied(proposal, []);
    });
  }

  reject(): Promise<void> {
    return this.inTurn(async () => {
      const proposal = this.around.previews.current();
      if (proposal !== undefined) await this.rejected(proposal);
    });
  }

  acceptHunk(named?: unknown): Promise<void> {
    return this.inTurn(async () => {
      const found = this.meant(named);
      if (found !== undefined) await this.applied(found.proposal, [found.hunk.id]);
    });
  }

  rejectHunk(named?: unknown): Promise<void> {
    return this.inTurn(async () => {
      const found = this.meant(named);
      if (found === undefined) return;
      const { proposal, hunk } = found;
      const result = await this.ask("contexten.task.discard", { task: proposal.result?.task, hunks: [hunk.id] });
      if (result.outcome === "discarded") await this.next(proposal, result.left ?? 0);
      else this.told(result);
    });
  }

  rejectWithReason(): Promise<void> {
    const { previews } = this.around;
    const proposal = this.finished();
    if (proposal === undefined) return Promise.resolve();
    if (proposal.command === "") {
      void vscode.window.showInformationMessage("Contexten: what was asked for then is not known any more; reject it and ask anew.");
      return Promise.resolve();
    }
    return this.inTurn(async () => {
      const reason = await vscode.window.showInputBox({ title: "Why is it rejected?", prompt: "The next answer is told.", ignoreFocusOut: true });
      if (reason === undefined || reason.trim() === "" || previews.byId(proposal.id) === undefined) return;
      await this.rejected(proposal);
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(proposal.where.uri));
      const instruction = withReason(proposal.where.instruction ?? "", reason);
      const where = { ...proposal.where, version: document.version, instruction };
      // Not in this turn: it takes as long as the answer.
      void this.generator.run(proposal.command, where, proposal.title).catch((error: unknown) => {
        void vscode.window.showErrorMessage(`Contexten: ${error instanceof Error ? error.message : String(error)}`);
      });
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const item of this.listening) item.dispose();
  }

  /** One decision after the other, each about what the one before has left. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async applied(proposal: Proposal, hunks: readonly string[]): Promise<void> {
    // The person sees all of it before them, so that VS Code need not ask once more.
    const result = await this.ask("contexten.task.apply", { task: proposal.result?.task, hunks, confirmed: true });
    this.around.log.info(`${proposal.title}: ${result.outcome}`);
    // The server has told why, where it was not applied; the result is kept among the runs.
    if (result.outcome === "applied") await this.next(proposal, result.left ?? 0, true);
  }

  private async rejected(proposal: Proposal): Promise<void> {
    const task = proposal.result?.task;
    if (proposal.result === undefined) proposal.stop.cancel();
    await this.around.previews.end(proposal);
    if (task != null) await this.ask("contexten.task.discard", { task });
    this.around.onDone();
  }

  /** Show what still waits; without anything left, the code. */
  private async next(proposal: Proposal, left: number, isChanged = false): Promise<void> {
    const { previews, onDone } = this.around;
    onDone();
    if (left > 0) {
      await this.refresh(proposal);
      previews.toHunk(proposal, proposal.result?.hunks?.[0]);
      return;
    }
    const [file] = proposal.files.values();
    await previews.end(proposal);
    if (file !== undefined && (isChanged || proposal.where.uri === file.toString())) {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    }
  }

  /** Someone typed: the proposal is laid onto the text as it is now. */
  private typed(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const isAbout = (proposal: Proposal): boolean => proposal.result !== undefined && [...proposal.files.values()].some((file) => file.toString() === uri);
    if (!this.around.previews.all().some(isAbout)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.inTurn(async () => {
        for (const proposal of this.around.previews.all().filter(isAbout)) await this.refresh(proposal);
      }).catch((error: unknown) => { this.around.log.warn(String(error)); });
    }, CALM);
  }

  private async refresh(proposal: Proposal): Promise<void> {
    const result = await laidNow(this.around.server(), proposal.result?.task);
    if (this.around.previews.byId(proposal.id) === undefined) return;
    if (result.outcome === "proposed") await this.around.previews.update(proposal, result);
    else vscode.window.setStatusBarMessage(`Contexten: ${result.reason ?? result.outcome}`, 10_000);
  }

  private meant(named: unknown): { readonly proposal: Proposal; readonly hunk: Hunk } | undefined {
    const { previews } = this.around;
    const proposal = isNamed(named) ? previews.byId(named.proposal) : this.finished();
    if (proposal === undefined) return undefined;
    const hunks = proposal.result?.hunks ?? [];
    const hunk = isNamed(named) ? hunks.find((item) => item.id === named.hunk) : this.atCursor(proposal, hunks);
    return hunk === undefined ? undefined : { proposal, hunk };
  }

  private atCursor(proposal: Proposal, hunks: readonly Hunk[]): Hunk | undefined {
    const editor = this.around.previews.editorOf(proposal);
    if (editor === undefined) return hunkAt(hunks, 0);
    return hunkAt(this.around.previews.hunksIn(editor.document.uri), editor.selection.active.line);
  }

  private finished(): Proposal | undefined {
    const proposal = this.around.previews.current();
    if (proposal?.result !== undefined) return proposal;
    void vscode.window.showInformationMessage("Contexten: the answer is not complete yet.");
    return undefined;
  }

  private ask(command: string, argument: object): Promise<Result> {
    return this.around.server().ask<Result>(command, argument);
  }

  private told(result: Result): void {
    void vscode.window.showWarningMessage(`Contexten: ${result.reason ?? `the answer is ${result.outcome}.`}`);
  }
}

function isNamed(argument: unknown): argument is Named {
  return typeof argument === "object" && argument !== null && "proposal" in argument && "hunk" in argument;
}
