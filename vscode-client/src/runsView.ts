/** What was asked for: tasks of this server and runs of agents, newest first. */

import * as vscode from "vscode";
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

export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

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
    return [...found.reverse(), ...(await this.agents())];
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    return node.kind === "task" ? taskItem(node.task) : agentItem(node.run);
  }

  dispose(): void {
    this.changed.dispose();
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
  item.description = [task.state, task.source].filter((part) => part !== "").join(" · ");
  item.tooltip = [task.title, task.reason, new Date(task.created * 1000).toLocaleString()].filter((part) => part !== "").join("\n");
  item.iconPath = new vscode.ThemeIcon(ICONS[task.state] ?? "question");
  item.contextValue = contextOf(task);
  item.accessibilityInformation = { label: `${task.title}, ${task.state}` };
  if (task.files.length > 0) item.command = { command: "contexten.runs.diff", title: "Open", arguments: [{ kind: "task", task }] };
  return item;
}

function contextOf(task: Task): string {
  if (task.state === "queued" || task.state === "working") return "running";
  return task.files.length > 0 && task.state !== "applied" ? "result" : "ended";
}

function agentItem(run: AgentRun): vscode.TreeItem {
  const item = new vscode.TreeItem(run.title);
  item.description = `agent · ${run.state}`;
  item.tooltip = run.reason === "" ? run.title : `${run.title}\n${run.reason}`;
  item.iconPath = new vscode.ThemeIcon("hubot");
  if (run.url.startsWith("https://")) item.command = { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(run.url)] };
  return item;
}
