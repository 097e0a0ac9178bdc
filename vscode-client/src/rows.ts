/** The rows of the Runs view: each stays the same object while what it tells changes, so that VS Code can refresh it alone. */

import type { AgentRun, Task } from "./wire";

export type RunNode = { readonly kind: "task"; task: Task } | { readonly kind: "agent"; run: AgentRun };

export interface Merged {
  readonly rows: RunNode[];
  /** Rows that were there before and tell something else now. */
  readonly changed: RunNode[];
  /** A row came, went or has another place. */
  readonly isMoved: boolean;
}

export function idOf(row: RunNode): string {
  return row.kind === "task" ? `task ${row.task.id}` : `agent ${row.run.id}`;
}

/** `found` as rows: those that are known are the known objects, with what was found. */
export function merged(known: readonly RunNode[], found: readonly RunNode[]): Merged {
  const byId = new Map(known.map((row) => [idOf(row), row]));
  const changed: RunNode[] = [];
  const rows = found.map((row) => {
    const before = byId.get(idOf(row));
    if (before === undefined) return row;
    if (JSON.stringify(before) !== JSON.stringify(row)) changed.push(Object.assign(before, row));
    return before;
  });
  return { rows, changed, isMoved: rows.length !== known.length || rows.some((row, place) => row !== known[place]) };
}
