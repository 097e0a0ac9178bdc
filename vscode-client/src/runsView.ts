/** What was asked for: tasks of this server and runs of agents, newest first. */

import * as vscode from "vscode";
import { costOf } from "./figures";
import type { Server } from "./server";
import { type RunNode, idOf, merged } from "./rows";
import type { AgentRun, Task } from "./wire";

const ICONS: Readonly<Record<string, string>> = {
  queued: "clock",
  working: "sync",
  ready: "bell-dot",
  applied: "check",
  stale: "warning",
  refused: "circle-slash",
  failed: "error",
  cancelled: "debug-stop",
};
const AGENT_ICONS: Readonly<Record<string, string>> = { ...ICONS, sending: "sync", unknown: "question", ready: "hubot" };
const OPEN = new Set(["queued", "sending", "working"]);
const PAUSE = 3_000;

export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<RunNode>;
  private timer: NodeJS.Timeout | undefined;
  private rows: RunNode[] = [];
  private reading: Promise<void> | undefined;
  private isStale = true;
  private waiting = 0;

  constructor(
    private readonly server: Server,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.view = vscode.window.createTreeView("contexten.runs", { treeDataProvider: this });
    this.view.onDidChangeVisibility(({ visible }) => { if (visible && this.isStale) this.refresh(); });
  }

  /** Have the rows tell how things stand, as soon as somebody sees them. */
  refresh(): void {
    this.isStale = true;
    if (this.view.visible) void this.read();
  }

  /** The rows as they were read last: an action on a row that comes while they are read anew still finds it. */
  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node !== undefined) return [];
    if (this.isStale && this.rows.length === 0) {
      // An empty list would send the focus, which comes with opening the view, elsewhere.
      this.waiting += 1;
      await this.read().finally(() => { this.waiting -= 1; });
    }
    return this.rows;
  }

  /** Nothing is inside of anything here. */
  getParent(): undefined {
    return undefined;
  }

  /** Open the view and bring the focus to the row of an agent's run, once that is there; else to the first. */
  async reveal(run?: string | null): Promise<void> {
    this.isStale = true;
    await this.read();
    const row = this.rows.find((item) => item.kind === "agent" && item.run.id === run) ?? this.rows[0];
    if (row !== undefined) await this.view.reveal(row, { focus: true, select: false });
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    return node.kind === "task" ? taskItem(node.task) : agentItem(node.run);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.view.dispose();
    this.changed.dispose();
  }

  private read(): Promise<void> {
    this.reading ??= this.readAll().finally(() => { this.reading = undefined; });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      try {
        this.show(await this.found());
      } catch (error) {
        this.log.debug(`runs: ${String(error)}`);
      }
    }
    clearTimeout(this.timer);
    if (this.rows.some((row) => OPEN.has(stateOf(row)))) this.timer = setTimeout(() => { this.refresh(); }, PAUSE);
  }

  private async found(): Promise<RunNode[]> {
    if (!this.server.isRunning) return [];
    const { tasks } = await this.server.ask<{ tasks: Task[] }>("contexten.tasks");
    const found: RunNode[] = tasks.map((task) => ({ kind: "task", task }));
    return [...found.reverse(), ...(await this.agents())];
  }

  /** Tell VS Code what is different: the whole list where rows came, went or moved, else the rows that changed, else nothing. */
  private show(found: readonly RunNode[]): void {
    const { rows, changed, isMoved } = merged(this.rows, found);
    this.rows = rows;
    if (this.waiting > 0) return;
    if (isMoved) this.changed.fire(undefined);
    else if (changed.length > 0) this.changed.fire(changed);
  }

  private async agents(): Promise<RunNode[]> {
    try {
      const { runs } = await this.server.ask<{ runs: AgentRun[] }>("contexten.agent.runs");
      return runs.map((run) => ({ kind: "agent", run }));
    } catch (error) {
      this.log.debug(`agent runs: ${String(error)}`);
      return [];
    }
  }
}

function stateOf(row: RunNode): string {
  return row.kind === "task" ? row.task.state : row.run.state;
}

function taskItem(task: Task): vscode.TreeItem {
  const item = new vscode.TreeItem(task.title);
  item.id = idOf({ kind: "task", task });
  const told = [task.state, task.source, costOf(task.spent)].filter((part) => part !== "");
  item.description = told.join(" · ");
  item.tooltip = [task.title, ...told, task.reason, new Date(task.created * 1000).toLocaleString()].filter((part) => part !== "").join("\n");
  item.iconPath = new vscode.ThemeIcon(ICONS[task.state] ?? "question");
  item.contextValue = contextOf(task);
  item.accessibilityInformation = { label: [task.title, ...told].join(", ") };
  const name = item.contextValue === "result" ? "contexten.runs.open" : "contexten.runs.log";
  item.command = { command: name, title: "Open", arguments: [{ kind: "task", task }] };
  return item;
}

function contextOf(task: Task): string {
  if (OPEN.has(task.state)) return "running";
  return task.files.length > 0 && task.state !== "applied" ? "result" : "ended";
}

function agentItem(run: AgentRun): vscode.TreeItem {
  const item = new vscode.TreeItem(run.title);
  item.id = idOf({ kind: "agent", run });
  item.description = ["agent", run.state].join(" · ");
  item.tooltip = [run.title, run.state, run.reason, new Date(run.made * 1000).toLocaleString()].filter((part) => part !== "").join("\n");
  item.iconPath = new vscode.ThemeIcon(AGENT_ICONS[run.state] ?? "hubot");
  item.contextValue = agentContextOf(run);
  item.accessibilityInformation = { label: `${run.title}, agent, ${run.state}` };
  item.command = { command: "contexten.runs.log", title: "Open", arguments: [{ kind: "agent", run }] };
  return item;
}

function agentContextOf(run: AgentRun): string {
  if (OPEN.has(run.state)) return "agentRunning";
  return run.state === "ready" ? "agentReady" : "agentEnded";
}
