/** Proposals beside the code they are for: virtual documents in a diff editor, which a person accepts or rejects. */

import * as path from "node:path";
import * as vscode from "vscode";
import { edited, filesOf } from "./proposal";
import { laid } from "./stream";
import type { Result, Where } from "./wire";

export const SCHEME = "contexten-preview";

/** One answer on show. */
export interface Proposal {
  readonly id: string;
  readonly command: string;
  readonly where: Where;
  readonly title: string;
  result?: Result;
}

export class Previews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly shown = new Map<string, Proposal>();
  private count = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Open the diff in which the answer will arrive; the text on the left is the person's own document. */
  async begin(command: string, where: Where, title: string): Promise<Proposal> {
    const proposal: Proposal = { id: String(++this.count), command, where, title };
    this.shown.set(proposal.id, proposal);
    const uri = vscode.Uri.parse(where.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    this.put(this.uriFor(proposal, uri), document.getText());
    await vscode.commands.executeCommand("vscode.diff", uri, this.uriFor(proposal, uri), `Contexten: ${title}`, { preview: true });
    return proposal;
  }

  /** Show the answer as far as it has come. */
  async stream(proposal: Proposal, partial: string): Promise<void> {
    if (proposal.result !== undefined) return;
    const uri = vscode.Uri.parse(proposal.where.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const line = proposal.where.range?.end.line ?? proposal.where.position?.line ?? 0;
    this.put(this.uriFor(proposal, uri), laid(document.getText(), line, partial));
  }

  /** Show the finished edit, of one file or of several. */
  async finish(proposal: Proposal, result: Result): Promise<void> {
    proposal.result = result;
    await this.offerDecision();
    const files = filesOf(result.edit ?? {});
    const sides: [vscode.Uri, vscode.Uri, vscode.Uri][] = [];
    for (const file of files) {
      const uri = vscode.Uri.parse(file.uri);
      const before = file.created ? "" : (await vscode.workspace.openTextDocument(uri)).getText();
      const right = this.uriFor(proposal, uri);
      const left = file.created ? right.with({ query: `${right.query}&empty` }) : uri;
      this.put(right, edited(before, file.edits));
      sides.push([uri, left, right]);
    }
    const [only, ...others] = sides;
    if (only === undefined) return;
    const isOpen = only[0].toString() === vscode.Uri.parse(proposal.where.uri).toString();
    if (others.length === 0 && isOpen) return;
    await this.close(proposal);
    if (others.length > 0) await vscode.commands.executeCommand("vscode.changes", `Contexten: ${proposal.title}`, sides);
    else await vscode.commands.executeCommand("vscode.diff", only[1], only[2], `Contexten: ${proposal.title}`);
  }

  /** The proposal that the person looks at, else the newest. */
  current(): Proposal | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const id = uri?.scheme === SCHEME ? new URLSearchParams(uri.query).get("id") : null;
    return (id === null ? undefined : this.shown.get(id)) ?? [...this.shown.values()].at(-1);
  }

  /** Take the proposal away, with its editors. */
  async end(proposal: Proposal): Promise<void> {
    this.shown.delete(proposal.id);
    await this.close(proposal);
    for (const name of [...this.texts.keys()]) if (isOf(vscode.Uri.parse(name), proposal)) this.texts.delete(name);
    await this.offerDecision();
  }

  /** Show a text that cannot be changed, such as a report. */
  async show(name: string, text: string, language: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: "id=0" });
    this.put(uri, text);
    const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), language);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** The buttons and keys of a decision are there while a whole answer waits for one. */
  private async offerDecision(): Promise<void> {
    const waiting = [...this.shown.values()].some((proposal) => proposal.result !== undefined);
    await vscode.commands.executeCommand("setContext", "contexten.previewing", waiting);
  }

  private put(uri: vscode.Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  private uriFor(proposal: Proposal, uri: vscode.Uri): vscode.Uri {
    return vscode.Uri.from({ scheme: SCHEME, path: path.posix.join("/", uri.path), query: `id=${proposal.id}` });
  }

  private async close(proposal: Proposal): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter((tab) => {
      if (tab.input instanceof vscode.TabInputTextDiff) return isOf(tab.input.modified, proposal);
      return tab.label === `Contexten: ${proposal.title}` && !(tab.input instanceof vscode.TabInputText);
    });
    if (own.length > 0) await vscode.window.tabGroups.close(own);
  }
}

function isOf(uri: vscode.Uri, proposal: Proposal): boolean {
  return uri.scheme === SCHEME && new URLSearchParams(uri.query).get("id") === proposal.id;
}
