/** Wires the parts; each does its work in a file of its own. */

import * as vscode from "vscode";
import { ContextView, type Node, openItem } from "./contextView";
import { Decisions } from "./decide";
import { type Around, Generator, hereOf } from "./generate";
import { HunkLenses } from "./hunkLenses";
import { removeKey, storeKey } from "./keys";
import { Previews, SCHEME } from "./preview";
import { type Row, runCommands } from "./runs";
import { RunsView } from "./runsView";
import { Server } from "./server";
import { StatusBar, doctor } from "./status";
import type { ContextItem, Result, Where } from "./wire";

const UI = "contexten.ui.";
const BARE = new Set(["contexten.reindex", "contexten.cache.clear"]);

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
}

interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly generator: Generator;
  readonly decisions: Decisions;
  readonly previews: Previews;
  readonly view: ContextView;
  readonly runs: RunsView;
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Contexten", { log: true });
  const previews = new Previews();
  const view = new ContextView(context.workspaceState);
  const server: Server = new Server(context, log, (command, where) =>
    command === "contexten.explain" ? explained(parts, where) : generator.wish(command, where, titleOf(command)));
  const runs = new RunsView(server, log);
  const bar = new StatusBar(server, log);
  const refresh = (): void => {
    runs.refresh();
    void bar.refresh();
  };
  const around: Around = {
    memory: context.workspaceState,
    previews,
    log,
    server: () => server,
    choices: () => view.choices,
    onContext: (pack) => { view.show(pack); },
    onDone: refresh,
  };
  const generator = new Generator(around);
  const decisions = new Decisions(around, generator);
  const parts: Parts = { context, log, server, generator, decisions, previews, view, runs };
  context.subscriptions.push(
    log, previews, decisions, view, runs, bar, server,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, previews.texts),
    vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, new HunkLenses(previews)),
    server.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (RESTARTING.some((name) => event.affectsConfiguration(name))) void server.restart();
    }),
    ...commands(parts),
  );
  await server.start();
}

const RESTARTING = ["contexten.server", "contexten.model.baseUrl"];

function commands(parts: Parts): vscode.Disposable[] {
  const { contributes } = parts.context.extension.packageJSON as Manifest;
  const made = contributes.commands.filter((row) => row.command.startsWith(UI)).map((row) => {
    const name = `contexten.${row.command.slice(UI.length)}`;
    return [row.command, () => (BARE.has(name) ? bare(parts, name, row.title) : atPlace(parts, name, row.title))] as const;
  });
  const all: Row[] = [...made, ...deciding(parts), ...viewing(parts), ...runCommands({ ...parts, here: () => hereOf(vscode.window.activeTextEditor) }), ...serving(parts)];
  return all.map(([name, run]) => vscode.commands.registerCommand(name, (argument?: unknown) => told(run, argument)));
}

function deciding({ decisions, previews }: Parts): Row[] {
  return [
    ["contexten.preview.accept", () => decisions.accept()],
    ["contexten.preview.reject", () => decisions.reject()],
    ["contexten.preview.acceptHunk", (hunk) => decisions.acceptHunk(hunk)],
    ["contexten.preview.rejectHunk", (hunk) => decisions.rejectHunk(hunk)],
    ["contexten.preview.rejectWithReason", () => decisions.rejectWithReason()],
    ["contexten.preview.show", async () => {
      const proposal = previews.current();
      if (proposal !== undefined) await previews.open(proposal);
    }],
  ];
}

function viewing(parts: Parts): Row[] {
  const { view } = parts;
  return [
    ["contexten.context.refresh", () => showContext(parts)],
    ["contexten.context.open", (item) => openItem(item as ContextItem)],
    ["contexten.context.pin", (node) => view.pin(node as Node)],
    ["contexten.context.exclude", (node) => view.exclude(node as Node)],
    ["contexten.context.unpin", (node) => view.forget(node as Node)],
    ["contexten.context.include", (node) => view.forget(node as Node)],
  ];
}

function serving({ context, log, server, previews }: Parts): Row[] {
  return [
    ["contexten.doctor", async () => { await previews.texts.show("Doctor.md", await doctor(server, context.secrets), "markdown"); }],
    ["contexten.restart", () => server.restart()],
    ["contexten.showLog", () => { log.show(); }],
    ["contexten.setKey", async () => { if (await storeKey(context.secrets)) await server.restart(); }],
    ["contexten.removeKey", async () => { if (await removeKey(context.secrets)) await server.restart(); }],
  ];
}

async function atPlace(parts: Parts, name: string, title: string): Promise<void> {
  if (name === "contexten.context") return showContext(parts);
  const where = here();
  if (where !== undefined && name === "contexten.explain") return explained(parts, where);
  if (where !== undefined) await parts.generator.wish(name, where, title.replace(/…$/, ""));
}

async function explained({ server, previews, runs }: Parts, where: Where): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: "Contexten: Explain", cancellable: true };
  const result = await vscode.window.withProgress(options, (_progress, cancel) => server.ask<Result>("contexten.explain", { ...where, apply: false }, cancel));
  runs.refresh();
  if (result.text === undefined) void vscode.window.showWarningMessage(`Contexten: ${result.reason ?? result.outcome}`);
  else await previews.texts.show("Explained.md", result.text, "markdown");
}

async function bare({ server, runs }: Parts, name: string, title: string): Promise<void> {
  await server.ask(name);
  runs.refresh();
  void vscode.window.setStatusBarMessage(`Contexten: done: ${title.toLowerCase()}`, 5000);
}

/** Show what would be sent for the cursor's place, with what the person pinned and excluded. */
async function showContext({ server, view }: Parts): Promise<void> {
  const where = here();
  if (where === undefined) return;
  const result = await server.ask<Result>("contexten.context", { ...where, ...view.choices });
  if (result.context === undefined) {
    void vscode.window.showWarningMessage(`Contexten: ${result.reason ?? "there is no context here."}`);
    return;
  }
  view.show(result.context);
  await view.reveal();
}

function here(): Where | undefined {
  const where = hereOf(vscode.window.activeTextEditor);
  if (where === undefined) void vscode.window.showInformationMessage("Contexten: open a file and put the cursor where the code goes.");
  return where;
}

function titleOf(command: string): string {
  const verb = command.slice("contexten.".length);
  return verb === "generate" ? "Generate with context" : verb.charAt(0).toUpperCase() + verb.slice(1);
}

/** Run a command; what goes wrong is one sentence for the person. */
async function told(run: (argument?: unknown) => unknown, argument?: unknown): Promise<void> {
  try {
    await run(argument);
  } catch (error) {
    void vscode.window.showErrorMessage(`Contexten: ${error instanceof Error ? error.message : String(error)}`);
  }
}
