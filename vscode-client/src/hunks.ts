/** Which hunk of a proposal a person means. */

import type { Hunk } from "./wire";

/** The hunk at the 0-based `line` of the proposed text, else the next one, else the last one. */
export function hunkAt(hunks: readonly Hunk[], line: number): Hunk | undefined {
  const sorted = [...hunks].sort((a, b) => a.range.start.line - b.range.start.line);
  return sorted.find((hunk) => line <= hunk.range.end.line) ?? sorted.at(-1);
}

/** What a hunk is called on its buttons: `generated body, line 5`. */
export function hunkTitle(hunk: Hunk): string {
  const first = hunk.range.start.line + 1;
  const last = hunk.range.end.line + 1;
  const lines = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  return `${hunk.label === "" ? "change" : hunk.label}, ${lines}`;
}
