/** What a person does about tasks and runs of agents. */

import * as vscode from "vscode";
import { askInstruction } from "./ask";
import { fitted, isProposal, laidNow } from "./fitting";
import type { Previews } from "./preview";
import { followAgent, showTaskLog } from "./runLog";
import type { RunNode } from "./rows";
import type { RunsView } from "./runsView";
import type { Server } from "./server";
import type { AgentRun, Result, Task, Where } from "./wire";

interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly server: Server;
  readonly previews: Previews;
  readonly runs: RunsView;
  readonly here: () => Where | undefined;
}

/** A command and what it does. */
export type Row = readonly [string, (argument?: unknown) => unknown];

export function runCommands(parts: Parts): Row[] {
  const { server, previews, runs } = parts;
  const acted = (onTask: string, onAgent?: object): ((node: unknown) => Promise<void>) => async (node) => {
    const found = node as RunNode | undefined;
    if (found?.kind === "task") await server.ask(onTask, { task: found.task.id });
    if (found?.kind === "agent" && onAgent !== undefined) await server.ask("contexten.agent.runs", { run: found.run.id, ...onAgent });
    runs.refresh();
  };
  return [
    ["contexten.runs.refresh", () => { runs.refresh(); }],
    ["contexten.runs.apply", acted("contexten.task.apply")],
    ["contexten.runs.discard", acted("contexten.task.discard")],
    ["contexten.runs.cancel", acted("contexten.cancel", { action: "cancel" })],
    ["contexten.runs.open", (node) => opened(parts, node as RunNode | undefined)],
    ["contexten.runs.pull", (node) => pulled(parts, node as RunNode | undefined)],
    ["contexten.runs.page", (node) => pageOf(node as RunNode | undefined)],
    ["contexten.runs.log", async (node) => {
      const found = node as RunNode | undefined;
      if (found?.kind === "task") await showTaskLog(server, previews.texts, found.task.id);
      if (found?.kind === "agent") await followAgent(server, previews.texts, found.run);
    }],
    ["contexten.launchAgent", () => launched(parts)],
  ];
}

/** Show the result as a proposal; one that does not fit any more as it was made. */
async function opened({ server, previews }: Parts, node: RunNode | undefined): Promise<void> {
  if (node?.kind !== "task") return;
  const task: Task = node.task;
  const known = previews.all().find((proposal) => proposal.result?.task === task.id);
  if (known !== undefined) return previews.open(known);
  const result = await reviewed({ server, previews }, { uri: task.uri }, task.title, await laidNow(server, task.id));
  if (isProposal(result)) return;
  void vscode.window.showWarningMessage(`Contexten: ${result.reason ?? result.outcome}`);
  await showTaskLog(server, previews.texts, task.id);
}

/** Show a kept result as a proposal; what came of that. */
function reviewed({ server, previews }: Pick<Parts, "server" | "previews">, where: Where, title: string, result: Result): Promise<Result> {
  return fitted(result, (made) => previews.review(where, title, made), () => laidNow(server, result.task));
}

/** Fetch what an agent changed, and show it as a proposal. */
async function pulled({ server, previews, runs }: Parts, node: RunNode | undefined): Promise<void> {
  if (node?.kind !== "agent") return;
  const result = await server.ask<Result>("contexten.agent.pull", { run: node.run.id, apply: false });
  runs.refresh();
  const [uri] = result.hunks?.map((hunk) => hunk.uri) ?? [];
  const shown = uri === undefined ? result : await reviewed({ server, previews }, { uri }, node.run.title, result);
  if (uri === undefined || !isProposal(shown)) void vscode.window.showWarningMessage(`Contexten: ${shown.reason ?? shown.outcome}`);
}

async function pageOf(node: RunNode | undefined): Promise<void> {
  if (node?.kind !== "agent") return;
  if (node.run.url.startsWith("https://")) await vscode.env.openExternal(vscode.Uri.parse(node.run.url));
  else void vscode.window.showInformationMessage("Contexten: this run has no page.");
}

/** Give a task to an agent. The server asks before anything is paid for. */
async function launched({ context, server, runs, here }: Parts): Promise<void> {
  const instruction = await askInstruction(context.workspaceState, "Give a task to an agent");
  if (instruction === undefined || instruction === "") return;
  const where = here();
  const place = where?.uri.startsWith("file:") === true ? { uri: where.uri, position: where.position ?? where.range?.start } : {};
  const result = await server.ask<{ readonly outcome: string; readonly reason?: string; readonly run?: string | null } & Partial<AgentRun>>(
    "contexten.agent.launch", { instruction, wait: false, ...place },
  );
  runs.refresh();
  if (result.outcome === "refused" || result.outcome === "failed") {
    void vscode.window.showWarningMessage(`Contexten: ${result.reason ?? result.outcome}`);
    return;
  }
  await runs.reveal(result.run);
}
