/** What a run did, as a text that follows it. */

import * as vscode from "vscode";
import { costOf } from "./figures";
import { logLines } from "./logLines";
import type { Server } from "./server";
import type { Texts } from "./texts";
import type { AgentRun, LogPage, Task } from "./wire";

const PAUSE = 2_000;
const PAGE = 100;
const ENDED = new Set(["ready", "failed", "cancelled"]);

/** Show what was tried for a task, and its result. */
export async function showTaskLog(server: Server, texts: Texts, id: string): Promise<void> {
  const { tasks } = await server.ask<{ tasks: Task[] }>("contexten.tasks", { task: id });
  const [task] = tasks;
  if (task === undefined) return;
  const cost = costOf(task.spent);
  const lines = [
    `# ${task.title}`, "",
    `- state: ${task.state}${task.reason === "" ? "" : `: ${task.reason}`}`,
    `- asked for: ${new Date(task.created * 1000).toLocaleString()}`,
    ...(cost === "" ? [] : [`- cost: ${cost}`]),
    ...task.log.map((line) => `- ${line}`),
    ...(task.diff ? ["", "```diff", task.diff.trimEnd(), "```"] : []),
  ];
  await texts.show(`Run ${id}.md`, `${lines.join("\n")}\n`, "markdown");
}

/** Show the log of an agent's run; it is read on until the run has ended or nobody looks. */
export async function followAgent(server: Server, texts: Texts, run: AgentRun): Promise<void> {
  const lines: string[] = [];
  const uri = await texts.show(`Agent ${run.id}.log`, "Reading the log.\n", "log");
  for (;;) {
    const state = await readOn(server, run.id, lines);
    const end = ENDED.has(state) ? `The run is ${state}.` : `The run is ${state}; this page is read anew every ${PAUSE / 1000} seconds.`;
    texts.put(uri, `${run.title}\n\n${lines.map((line) => `${line}\n`).join("")}\n${end}\n`);
    if (ENDED.has(state)) return;
    await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    if (!vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) return;
  }
}

async function readOn(server: Server, run: string, lines: string[]): Promise<string> {
  const { runs } = await server.ask<{ runs: AgentRun[] }>("contexten.agent.runs", { run });
  for (;;) {
    const page = await server.ask<LogPage>("contexten.agent.logs", { run, skip: lines.length, limit: PAGE });
    lines.push(...logLines(page.lines));
    if (page.lines.length === 0 || lines.length >= page.total) return runs[0]?.state ?? "unknown";
  }
}
