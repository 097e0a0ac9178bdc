/** From a WorkspaceEdit to whole texts, which a diff editor can show. Positions are UTF-16, as VS Code counts. */

import type { Position, TextEdit, WorkspaceEdit } from "./wire";

export interface FileEdit {
  readonly uri: string;
  readonly created: boolean;
  readonly deleted: boolean;
  /** Where it was before it was renamed. */
  readonly from: string | undefined;
  readonly version: number | undefined;
  readonly edits: readonly TextEdit[];
}

/** The edits of each file, in the order in which the files come first. */
export function filesOf(edit: WorkspaceEdit): FileEdit[] {
  const files = new Map<string, FileEdit>();
  const add = (uri: string, part: Partial<FileEdit>): void => {
    const known = files.get(uri) ?? { uri, created: false, deleted: false, from: undefined, version: undefined, edits: [] };
    files.set(uri, { ...known, ...part, edits: [...known.edits, ...(part.edits ?? [])] });
  };
  for (const change of edit.documentChanges ?? []) {
    if (!("kind" in change)) add(change.textDocument.uri, { version: change.textDocument.version ?? undefined, edits: change.edits });
    else if (change.kind === "rename") add(change.newUri, { from: change.oldUri });
    else add(change.uri, change.kind === "create" ? { created: true } : { deleted: true });
  }
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) add(uri, { edits });
  return [...files.values()];
}

/** `text` with the edits made; they do not overlap, and all name places of `text`. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const starts = lineStarts(text);
  const placed = edits.map((item) => ({
    from: offsetOf(text, starts, item.range.start),
    to: offsetOf(text, starts, item.range.end),
    newText: item.newText,
  }));
  // Array.sort is stable: what is inserted at one place stays in its order.
  placed.sort((a, b) => a.from - b.from);
  let result = "";
  let done = 0;
  for (const { from, to, newText } of placed) {
    result += text.slice(done, from) + newText;
    done = to;
  }
  return result + text.slice(done);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

function offsetOf(text: string, starts: readonly number[], place: Position): number {
  const start = starts[place.line];
  if (start === undefined) return text.length;
  const next = starts[place.line + 1];
  const end = next === undefined ? text.length : start + text.slice(start, next).replace(/(\r\n|\n|\r)$/, "").length;
  return Math.min(start + place.character, end);
}
