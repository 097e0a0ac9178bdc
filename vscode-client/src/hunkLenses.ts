/** The buttons above each hunk of a proposal. */

import * as vscode from "vscode";
import { hunkTitle } from "./hunks";
import type { Previews } from "./preview";

export class HunkLenses implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(private readonly previews: Previews) {
    this.onDidChangeCodeLenses = previews.onDidDecide;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const proposal = this.previews.proposalOf(document.uri);
    if (proposal === undefined) return [];
    return this.previews.hunksIn(document.uri).flatMap((hunk) => {
      const { start } = hunk.range;
      const place = new vscode.Range(start.line, start.character, start.line, start.character);
      const argument = { proposal: proposal.id, hunk: hunk.id };
      return [
        new vscode.CodeLens(place, { title: `$(check) Accept: ${hunkTitle(hunk)}`, command: "contexten.preview.acceptHunk", arguments: [argument] }),
        new vscode.CodeLens(place, { title: "$(close) Reject", command: "contexten.preview.rejectHunk", arguments: [argument] }),
      ];
    });
  }
}
