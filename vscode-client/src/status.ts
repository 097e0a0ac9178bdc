/** The status bar's item, and the Doctor's report. */

import * as vscode from "vscode";
import { grouped, modelName, spentToday } from "./figures";
import { keyOfEndpoint } from "./keys";
import type { Server } from "./server";
import type { Status } from "./wire";

const GLANCE = 30_000;
/** While settings and files are being read, so that what is shown is soon true. */
const STARTING = 2_000;
const START = 30_000;

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("contexten.status", vscode.StatusBarAlignment.Right, 90);
  private timer: NodeJS.Timeout | undefined;
  private isBusy = true;
  private since = Date.now();

  constructor(
    private readonly server: Server,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.item.name = "Contexten";
    this.item.command = "contexten.doctor";
    this.show("$(loading~spin) Contexten", "Contexten is starting");
    this.item.show();
    this.server.onDidChange(() => { this.since = Date.now(); });
    this.glance();
  }

  async refresh(): Promise<void> {
    if (!this.server.isRunning) {
      if (this.server.problem !== "") this.show("$(error) Contexten", this.server.problem);
      return;
    }
    try {
      const status = await this.server.ask<Status>("contexten.status");
      this.isBusy = status.index.pending > 0;
      const spent = spentToday(status);
      const icon = status.index.pending > 0 ? "$(sync~spin)" : "$(sparkle)";
      const state = status.index.pending > 0 ? "reading the workspace" : "ready";
      this.show(`${icon} ${modelName(status)}${spent === "" ? "" : ` · ${spent}`}`, `Contexten: ${state}, ${grouped(status.index.files)} files`);
    } catch (error) {
      this.log.warn(`status: ${String(error)}`);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.item.dispose();
  }

  private glance(): void {
    const isStarting = this.isBusy || Date.now() - this.since < START;
    this.timer = setTimeout(() => {
      if (vscode.window.state.focused) void this.refresh();
      this.glance();
    }, isStarting ? STARTING : GLANCE);
  }

  private show(text: string, tooltip: string): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `${tooltip}. ${text.replace(/\$\([^)]*\)/g, "").trim()}`, role: "button" };
  }
}

/** What is ready and what is missing, as Markdown. */
export async function doctor(server: Server, secrets: vscode.SecretStorage): Promise<string> {
  const head = ["# Contexten: Doctor", "", ...(await aboutClient(server, secrets))];
  if (!server.isRunning) return `${head.join("\n")}\n`;
  const status = await server.ask<Status>("contexten.status");
  const json = JSON.stringify(status, null, 2);
  return `${[...head, ...aboutServer(status)].join("\n")}\n\n\`\`\`json\n${json}\n\`\`\`\n`;
}

async function aboutClient(server: Server, secrets: vscode.SecretStorage): Promise<string[]> {
  const baseUrl = vscode.workspace.getConfiguration("contexten").get<string>("model.baseUrl", "");
  const key = (await keyOfEndpoint(secrets, baseUrl)) === undefined ? "none stored here" : "stored in VS Code";
  const trust = vscode.workspace.isTrusted ? "trusted" : "not trusted: what this folder says about where code goes is not used";
  return [
    `- VS Code ${vscode.version}, workspace ${trust}`,
    `- server: ${server.isRunning ? "running" : `not running. ${server.problem}`}`,
    `- command: \`${server.command}\``,
    `- key for \`${baseUrl}\`: ${key}`,
  ];
}

function aboutServer(status: Status): string[] {
  const { files, symbols, pending } = status.index;
  const [model] = status.models;
  return [
    `- version ${status.version}, ${grouped(Math.round(status.memory / 1_000_000))} MB`,
    `- index: ${grouped(files)} files, ${grouped(symbols)} symbols, ${grouped(pending)} pending`,
    `- model: ${model?.usable === true ? modelName(status) : (model?.reason ?? "none")}`,
    `- spent: ${spentToday(status) || "nothing today"}`,
  ];
}
