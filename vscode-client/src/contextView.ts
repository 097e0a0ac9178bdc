/** What would be sent, or was sent last: items with their reasons, what a person pinned and excluded. */

import * as vscode from "vscode";
import { type Choices, NONE, excluded, forgotten, keyOf, pinned } from "./choices";
import { budgetBar, grouped, percent } from "./figures";
import type { ContextItem, Pack } from "./wire";

const KEY = "contexten.choices";

export type Node =
  | { readonly kind: "bar"; readonly pack: Pack }
  | { readonly kind: "item"; readonly item: ContextItem }
  | { readonly kind: "group"; readonly label: string; readonly nodes: readonly Node[] }
  | { readonly kind: "pinned" | "excluded"; readonly key: string }
  | { readonly kind: "leftOut"; readonly label: string; readonly why: string };

export class ContextView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private pack: Pack | undefined;

  constructor(private readonly memory: vscode.Memento) {
    this.view = vscode.window.createTreeView("contexten.context", { treeDataProvider: this });
  }

  get choices(): Choices {
    return this.memory.get<Choices>(KEY, NONE);
  }

  show(pack: Pack): void {
    // What looks the same stays as it is, with its focus.
    if (JSON.stringify(pack) === JSON.stringify(this.pack)) return;
    this.pack = pack;
    this.changed.fire(undefined);
  }

  /** Open the view and bring the focus to its first row, once that is there. */
  async reveal(): Promise<void> {
    const [first] = this.getChildren();
    if (first !== undefined) await this.view.reveal(first, { focus: true, select: false });
  }

  pin(node: Node): Promise<void> {
    return this.chosen(node, pinned);
  }

  exclude(node: Node): Promise<void> {
    return this.chosen(node, excluded);
  }

  forget(node: Node): Promise<void> {
    return this.chosen(node, forgotten);
  }

  getChildren(node?: Node): Node[] {
    if (node !== undefined) return node.kind === "group" ? [...node.nodes] : [];
    const { pinned: pins, excluded: exclusions } = this.choices;
    const own: Node[] = [
      ...group("Always sent", pins.map((key) => ({ kind: "pinned" as const, key }))),
      ...group("Never sent", exclusions.map((key) => ({ kind: "excluded" as const, key }))),
    ];
    if (this.pack === undefined) return own;
    const items = this.pack.items.map((item) => ({ kind: "item" as const, item }));
    const left = this.pack.leftOut.map((item) => ({ kind: "leftOut" as const, label: keyOf(item), why: item.why }));
    return [{ kind: "bar", pack: this.pack }, ...items, ...own, ...group("Left out", left)];
  }

  /** Of what is revealed, which is no part of a group. */
  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "bar":
        return barItem(node.pack);
      case "item":
        return itemOf(node.item);
      case "group":
        return new vscode.TreeItem(`${node.label} (${node.nodes.length})`, vscode.TreeItemCollapsibleState.Collapsed);
      case "pinned":
      case "excluded":
        return choiceItem(node.kind, node.key);
      case "leftOut": {
        const item = new vscode.TreeItem(node.label);
        item.description = node.why;
        return item;
      }
    }
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private async chosen(node: Node, change: (choices: Choices, key: string) => Choices): Promise<void> {
    const key = node.kind === "item" ? keyOf(node.item) : node.kind === "pinned" || node.kind === "excluded" ? node.key : undefined;
    if (key === undefined) return;
    await this.memory.update(KEY, change(this.choices, key));
    this.changed.fire(undefined);
  }
}

/** Show the code of an item. */
export async function openItem(item: ContextItem): Promise<void> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder.uri, item.path);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      continue;
    }
    const selection = new vscode.Range(item.startLine - 1, 0, item.startLine - 1, 0);
    await vscode.window.showTextDocument(uri, { selection, preview: true });
    return;
  }
}

function group(label: string, nodes: readonly Node[]): Node[] {
  return nodes.length === 0 ? [] : [{ kind: "group", label, nodes }];
}

function barItem(pack: Pack): vscode.TreeItem {
  const item = new vscode.TreeItem(budgetBar(pack));
  item.accessibilityInformation = { label: `${grouped(pack.tokens)} of ${grouped(pack.budget)} tokens of context` };
  return item;
}

function itemOf(found: ContextItem): vscode.TreeItem {
  const item = new vscode.TreeItem(found.name === "" ? found.path : found.name);
  item.description = `${found.reason} · ${percent(found.relevance)} · ${grouped(found.tokens)} tokens`;
  item.tooltip = new vscode.MarkdownString().appendMarkdown(`${found.path}:${found.startLine}\n`).appendCodeblock(found.text.slice(0, 2000));
  item.contextValue = "item";
  item.iconPath = new vscode.ThemeIcon("symbol-function");
  item.command = { command: "contexten.context.open", title: "Open", arguments: [found] };
  const label = `${keyOf(found)}, ${found.reason}, relevance ${percent(found.relevance)}, ${grouped(found.tokens)} tokens`;
  item.accessibilityInformation = { label };
  return item;
}

function choiceItem(kind: "pinned" | "excluded", key: string): vscode.TreeItem {
  const item = new vscode.TreeItem(key);
  item.contextValue = kind;
  item.iconPath = new vscode.ThemeIcon(kind === "pinned" ? "pinned" : "eye-closed");
  return item;
}
