/** Texts of our own that an editor can show and nobody can change. */

import * as vscode from "vscode";

export class Texts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly scheme: string) {}

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  has(uri: vscode.Uri): boolean {
    return this.texts.has(uri.toString());
  }

  put(uri: vscode.Uri, text: string): void {
    if (this.texts.get(uri.toString()) === text) return;
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  /** An editor of the text was opened. VS Code does not hear of what was put meanwhile, so it is told again. */
  async opened(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== this.provideTextDocumentContent(uri)) this.changed.fire(uri);
  }

  forget(isGone: (uri: vscode.Uri) => boolean): void {
    for (const name of [...this.texts.keys()]) if (isGone(vscode.Uri.parse(name))) this.texts.delete(name);
  }

  /** Show a text, such as a report; its address, under which it can be `put` again. */
  async show(name: string, text: string, language: string): Promise<vscode.Uri> {
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}`, query: "id=0" });
    this.put(uri, text);
    const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), language);
    await vscode.window.showTextDocument(document, { preview: true });
    return uri;
  }

  dispose(): void {
    this.changed.dispose();
  }
}
