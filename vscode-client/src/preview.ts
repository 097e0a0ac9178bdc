/** Proposals beside the code they are for: virtual documents in a diff editor, which a person accepts or rejects. */

import * as path from "node:path";
import * as vscode from "vscode";
import { type FileEdit, edited, filesOf } from "./proposal";
import { laid } from "./stream";
import { Texts } from "./texts";
import type { Hunk, Result, Where } from "./wire";

export const SCHEME = "contexten-preview";
const MOVING = 1_000;

/** One answer on show. */
export interface Proposal {
  readonly id: string;
  readonly command: string;
  readonly where: Where;
  readonly title: string;
  /** Ends the request, while the answer is being written. */
  readonly stop: vscode.CancellationTokenSource;
  result?: Result;
  /** The files it changes, as they are called now, by the address of their preview. */
  readonly files: Map<string, vscode.Uri>;
}

export class Previews implements vscode.Disposable {
  readonly texts = new Texts(SCHEME);
  private readonly decided = new vscode.EventEmitter<void>();
  /** Another set of hunks waits for a decision. */
  readonly onDidDecide = this.decided.event;
  private readonly shown = new Map<string, Proposal>();
  /** Those whose editor is closed and opened again by us. */
  private readonly reopened = new Set<Proposal>();
  private count = 0;

  /** A proposal that nobody sees yet. */
  create(command: string, where: Where, title: string): Proposal {
    const stop = new vscode.CancellationTokenSource();
    const proposal: Proposal = { id: String(++this.count), command, where, title, stop, files: new Map() };
    this.shown.set(proposal.id, proposal);
    return proposal;
  }

  /** Open the diff in which the answer will arrive; the text on the left is the person's own document. */
  async begin(proposal: Proposal): Promise<void> {
    const uri = vscode.Uri.parse(proposal.where.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const right = this.uriFor(proposal, uri);
    if (!this.texts.has(right)) this.texts.put(right, document.getText());
    // Who sees the diff can stop it by its key.
    await this.tellState();
    // Not in the place of the tab in which the person types.
    await vscode.commands.executeCommand("vscode.diff", uri, right, titleOf(proposal), { preview: false });
    await this.texts.opened(right);
  }

  /** Show the result of an earlier run; false where a text has moved on since. */
  async review(where: Where, title: string, result: Result): Promise<boolean> {
    const proposal = this.create("", where, title);
    if (await this.update(proposal, result)) await this.open(proposal);
    else await this.end(proposal);
    return this.shown.has(proposal.id);
  }

  /** Show the answer as far as it has come. */
  async stream(proposal: Proposal, partial: string): Promise<void> {
    if (proposal.result !== undefined || !this.shown.has(proposal.id)) return;
    const uri = vscode.Uri.parse(proposal.where.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const line = proposal.where.range?.end.line ?? proposal.where.position?.line ?? 0;
    this.texts.put(this.uriFor(proposal, uri), laid(document.getText(), line, partial));
  }

  /** Show the finished edit, of one file or of several; false where a text has moved on since. */
  async finish(proposal: Proposal, result: Result): Promise<boolean> {
    const former = [...proposal.files];
    proposal.files.clear();
    if (!(await this.update(proposal, result))) {
      for (const [name, uri] of former) proposal.files.set(name, uri);
      return false;
    }
    const [only, ...others] = filesOf(result.edit ?? {});
    const isOpen = only !== undefined && others.length === 0 && sameFile(only.uri, proposal.where.uri) && !only.created;
    if (!isOpen) await this.reopen(proposal);
    this.toHunk(proposal, proposal.result?.hunks?.[0]);
    return true;
  }

  /** Lay the edit, as the server has it by now, into the texts on show; false where a text has moved on since. */
  async update(proposal: Proposal, result: Result): Promise<boolean> {
    const texts = await this.textsOf(proposal, result);
    if (texts === undefined) return false;
    proposal.result = { ...proposal.result, ...result, task: result.task ?? proposal.result?.task ?? null };
    for (const [name, uri] of proposal.files) {
      const right = vscode.Uri.parse(name);
      // A file of which nothing waits any more looks like what is there.
      const kept = isNew(right) ? "" : (await vscode.workspace.openTextDocument(uri)).getText();
      this.texts.put(right, texts.get(name) ?? kept);
    }
    await this.tellState();
    return true;
  }

  /** The proposal that the person looks at, else the newest. */
  current(): Proposal | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return (uri === undefined ? undefined : this.proposalOf(uri)) ?? this.activeOf() ?? [...this.shown.values()].at(-1);
  }

  all(): readonly Proposal[] {
    return [...this.shown.values()];
  }

  byId(id: string): Proposal | undefined {
    return this.shown.get(id);
  }

  proposalOf(uri: vscode.Uri): Proposal | undefined {
    return uri.scheme === SCHEME ? this.shown.get(idOf(uri)) : undefined;
  }

  /** The hunks of the file whose preview is at `uri`. */
  hunksIn(uri: vscode.Uri): readonly Hunk[] {
    const proposal = this.proposalOf(uri);
    const file = proposal?.files.get(uri.toString());
    if (file === undefined) return [];
    return (proposal?.result?.hunks ?? []).filter((hunk) => sameFile(hunk.uri, file.toString()));
  }

  /** The editor in which a proposal is seen, the one with the cursor first. */
  editorOf(proposal: Proposal): vscode.TextEditor | undefined {
    const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
    return editors.find((editor) => editor !== undefined && proposal.files.has(editor.document.uri.toString()));
  }

  isVisible(proposal: Proposal): boolean {
    return vscode.window.tabGroups.all.some((group) => group.activeTab !== undefined && isTabOf(group.activeTab, proposal));
  }

  /** Show the diff, of one file or of several. */
  async open(proposal: Proposal): Promise<void> {
    const sides = [...proposal.files].map(([name, uri]): [vscode.Uri, vscode.Uri, vscode.Uri] => {
      const right = vscode.Uri.parse(name);
      return [uri, isNew(right) ? right.with({ query: `${right.query}&empty` }) : uri, right];
    });
    const [only, ...others] = sides;
    if (only === undefined) return;
    if (others.length > 0) await vscode.commands.executeCommand("vscode.changes", titleOf(proposal), sides);
    else await vscode.commands.executeCommand("vscode.diff", only[1], only[2], titleOf(proposal), { preview: false });
    for (const [, , right] of sides) await this.texts.opened(right);
  }

  /** Bring the cursor to a hunk, where its file is on show. */
  toHunk(proposal: Proposal, hunk: Hunk | undefined): void {
    const editor = this.editorOf(proposal);
    if (hunk === undefined || editor === undefined || !this.hunksIn(editor.document.uri).includes(hunk)) return;
    const place = new vscode.Position(hunk.range.start.line, hunk.range.start.character);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Take the proposal away, with its editors. */
  async end(proposal: Proposal): Promise<void> {
    this.shown.delete(proposal.id);
    await this.close(proposal);
    this.texts.forget((uri) => idOf(uri) === proposal.id);
    proposal.stop.dispose();
    await this.tellState();
  }

  /** The person closed the editor of a proposal: its result waits among the runs. */
  async closed(tabs: readonly vscode.Tab[]): Promise<void> {
    const kept = this.all().filter((proposal) => proposal.result !== undefined && !this.reopened.has(proposal));
    const about = kept.filter((proposal) => tabs.some((tab) => isTabOf(tab, proposal)));
    if (about.length === 0) return;
    // A tab that is moved is closed and opened again.
    await new Promise((resolve) => { setTimeout(resolve, MOVING); });
    for (const proposal of about) if (this.shown.has(proposal.id) && this.tabsOf(proposal).length === 0) await this.end(proposal);
  }

  dispose(): void {
    this.texts.dispose();
    this.decided.dispose();
  }

  /** The whole texts as the edit would have them, by the address of their preview; undefined where one has moved on. */
  private async textsOf(proposal: Proposal, result: Result): Promise<Map<string, string> | undefined> {
    const texts = new Map<string, string>();
    for (const file of filesOf(result.edit ?? {})) {
      const before = vscode.Uri.parse(file.from ?? file.uri);
      const text = await textOf(file, before);
      if (text === undefined) return undefined;
      texts.set(this.uriFor(proposal, vscode.Uri.parse(file.uri), { before, isNew: file.created }).toString(), text);
    }
    return texts;
  }

  private tabsOf(proposal: Proposal): vscode.Tab[] {
    return vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => isTabOf(tab, proposal));
  }

  private activeOf(): Proposal | undefined {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab === undefined ? undefined : this.all().find((proposal) => isTabOf(tab, proposal));
  }

  /** The buttons and keys of a decision are there while an answer is written or waits. */
  private async tellState(): Promise<void> {
    const isWaiting = this.all().some((proposal) => proposal.result !== undefined);
    const isWriting = this.all().some((proposal) => proposal.result === undefined);
    await vscode.commands.executeCommand("setContext", "contexten.previewing", isWaiting);
    await vscode.commands.executeCommand("setContext", "contexten.writing", isWriting);
    this.decided.fire();
  }

  private uriFor(proposal: Proposal, uri: vscode.Uri, { before = uri, isNew = false } = {}): vscode.Uri {
    const query = `id=${proposal.id}${isNew ? "&new" : ""}`;
    const right = vscode.Uri.from({ scheme: SCHEME, path: path.posix.join("/", uri.path), query });
    proposal.files.set(right.toString(), before);
    return right;
  }

  /** Close the diff in which the answer was written, and show that of the files that it changes. */
  private async reopen(proposal: Proposal): Promise<void> {
    this.reopened.add(proposal);
    try {
      await this.close(proposal);
      await this.open(proposal);
    } finally {
      this.reopened.delete(proposal);
    }
  }

  private async close(proposal: Proposal): Promise<void> {
    const own = this.tabsOf(proposal);
    if (own.length > 0) await vscode.window.tabGroups.close(own);
  }
}

/** What a file would hold; undefined where its text has moved on since the edit was made. */
async function textOf(file: FileEdit, before: vscode.Uri): Promise<string | undefined> {
  if (file.created) return edited("", file.edits);
  if (file.deleted) return "";
  const document = await vscode.workspace.openTextDocument(before);
  return (file.version ?? document.version) === document.version ? edited(document.getText(), file.edits) : undefined;
}

function titleOf(proposal: Proposal): string {
  return `Contexten: ${proposal.title}`;
}

/** Whether a tab shows the proposal; that of several files is known by its label alone. */
function isTabOf(tab: vscode.Tab, proposal: Proposal): boolean {
  const { input } = tab;
  if (input instanceof vscode.TabInputTextDiff) return input.modified.scheme === SCHEME && idOf(input.modified) === proposal.id;
  return !(input instanceof vscode.TabInputText) && tab.label.startsWith(titleOf(proposal)) && proposal.files.size > 1;
}

function idOf(uri: vscode.Uri): string {
  return new URLSearchParams(uri.query).get("id") ?? "";
}

function isNew(uri: vscode.Uri): boolean {
  return new URLSearchParams(uri.query).has("new");
}

function sameFile(one: string, other: string): boolean {
  return vscode.Uri.parse(one).toString() === vscode.Uri.parse(other).toString();
}
