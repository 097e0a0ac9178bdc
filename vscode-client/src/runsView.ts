/** What was asked for: tasks of this server and runs of agents, newest first. */

import * as vscode from "vscode";
import { costOf } from "./figures";
import type { Server } from "./server";
import type { AgentRun, Task } from "./wire";

export type RunNode = { readonly kind: "task"; readonly task: Task } | { readonly kind: "agent"; readonly run: AgentRun };

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
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node !== undefined || !this.server.isRunning) return [];
    const { tasks } = await this.server.ask<{ tasks: Task[] }>("contexten.tasks");
    const found: RunNode[] = tasks.map((task) => ({ kind: "task", task }));
    const all = [...found.reverse(), ...(await this.agents())];
    if (all.some((item) => OPEN.has(item.kind === "task" ? item.task.state : item.run.state))) this.lookAgain();
    return all;
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    return node.kind === "task" ? taskItem(node.task) : agentItem(node.run);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  /** VS Code asks for the rows only while the view is seen, so this ends by itself. */
  private lookAgain(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.refresh(); }, PAUSE);
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

function taskItem(task: Task): vscode.TreeItem {
  const item = new vscode.TreeItem(task.title);
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
