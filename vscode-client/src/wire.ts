/** What the server's commands take and answer, as far as the client reads it. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface DocumentEdit {
  readonly textDocument: { readonly uri: string; readonly version?: number | null };
  readonly edits: readonly TextEdit[];
}

export interface CreateFile {
  readonly kind: "create";
  readonly uri: string;
}

export interface RenameFile {
  readonly kind: "rename";
  readonly oldUri: string;
  readonly newUri: string;
}

export interface DeleteFile {
  readonly kind: "delete";
  readonly uri: string;
}

export interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly (DocumentEdit | CreateFile | RenameFile | DeleteFile)[];
}

/** The argument of `contexten.generate` and its kin. */
export interface Where {
  readonly uri: string;
  readonly range?: Range;
  readonly position?: Position;
  readonly version?: number;
  readonly intent?: string;
  readonly instruction?: string;
  readonly diagnostics?: readonly unknown[];
  readonly id?: string;
  readonly pinned?: readonly string[];
  readonly excluded?: readonly string[];
  readonly apply?: boolean;
  readonly dryRun?: boolean;
}

export interface ContextItem {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly relevance: number;
  readonly tokens: number;
  readonly text: string;
}

export interface LeftOut {
  readonly path: string;
  readonly name: string;
  readonly why: string;
}

export interface Pack {
  readonly items: readonly ContextItem[];
  readonly hereTokens: number;
  readonly tokens: number;
  readonly budget: number;
  readonly leftOut: readonly LeftOut[];
}

/** One change of a proposal; its range is in the file's text as the proposal would have it. */
export interface Hunk {
  readonly id: string;
  readonly uri: string;
  readonly label: string;
  readonly range: Range;
}

export interface Result {
  readonly task: string | null;
  readonly outcome: string;
  readonly reason?: string;
  readonly source?: string;
  readonly text?: string;
  readonly edit?: WorkspaceEdit;
  readonly hunks?: readonly Hunk[];
  /** How many hunks still wait, after some were applied or dropped. */
  readonly left?: number;
  readonly context?: Pack;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly uri: string;
  readonly state: string;
  readonly created: number;
  readonly reason: string;
  readonly source: string;
  readonly files: readonly string[];
  readonly log: readonly string[];
  readonly spent: Spent | null;
  readonly diff?: string;
}

export interface AgentRun {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly status: string;
  readonly reason: string;
  readonly url: string;
  readonly made: number;
}

export interface LogLine {
  readonly kind: string;
  readonly at: string;
  readonly tool: string;
  readonly thought: string;
  readonly text: string;
}

export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly total: number;
}

export interface Spent {
  readonly calls?: number;
  readonly cached?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly dollars?: number;
  readonly unpriced?: number;
}

export interface Status {
  readonly version: string;
  readonly index: { readonly files: number; readonly symbols: number; readonly pending: number };
  readonly models: readonly { readonly usable: boolean; readonly name?: string; readonly reason?: string }[];
  readonly performance?: { readonly today?: Readonly<Record<string, Spent>> };
  readonly memory: number;
}
