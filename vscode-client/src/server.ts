/** The running server, and how it is asked. */

import * as vscode from "vscode";
import {
  type ClientCapabilities,
  type Disposable,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
  WorkDoneProgress,
} from "vscode-languageclient/node";
import { serverCommand } from "./environment";
import { keyOfEndpoint } from "./keys";
import { NoServer } from "./noServer";
import { keyVariables } from "./origin";
import type { Where } from "./wire";

/** Takes over what the server's own commands would do at a place: the light bulb's. */
export type AtPlace = (command: string, where: Where) => Promise<unknown>;

export interface Heard {
  /** The answer as far as it has come. */
  readonly onText: (text: string) => void;
  readonly onProgress: (message: string) => void;
}

interface Streamed {
  readonly token?: string;
  readonly text: string;
}

let asked = 0;

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly streams = new Map<string, (text: string) => void>();
  private readonly changed = new vscode.EventEmitter<void>();
  /** The server started, stopped or failed. */
  readonly onDidChange = this.changed.event;
  problem = "";
  command = "";

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly atPlace: AtPlace,
  ) {}

  get isRunning(): boolean {
    return this.client?.state === State.Running;
  }

  async start(): Promise<void> {
    this.problem = "";
    try {
      const { command, args } = await serverCommand(this.context, this.log);
      this.command = [command, ...args].join(" ");
      const env = { ...process.env, ...(await this.keys()) };
      const options = { env };
      this.client = new LanguageClient("contexten", "Contexten", { command, args: [...args], options }, this.options());
      this.client.registerFeature(new Wishes());
      this.client.onDidChangeState(() => { this.changed.fire(); });
      this.client.onNotification("contexten/stream", (news: Streamed) => {
        if (news.token !== undefined) this.streams.get(news.token)?.(news.text);
      });
      this.client.onNotification("contexten/changes", ({ run, title }: { run: string; title: string }) => {
        void vscode.commands.executeCommand("contexten.runs.pull", { kind: "agent", run: { id: run, title } });
      });
      await this.client.start();
    } catch (error) {
      await this.failed(error);
    }
    this.changed.fire();
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client !== undefined && client.state !== State.Stopped) await client.stop().catch((error: unknown) => { this.log.warn(String(error)); });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Run a command of the server. Throws where the server is not there or refuses the request. */
  async ask<T>(command: string, argument: object = {}, cancel?: vscode.CancellationToken, heard?: Heard): Promise<T> {
    const client = this.client;
    if (client?.state !== State.Running) throw new NoServer(this.problem || "The server is not running: 'Contexten: Doctor' says why.");
    const token = `contexten-client-${++asked}`;
    const listening = heard === undefined ? undefined : this.listen(client, token, heard);
    try {
      const params = { command, arguments: [argument], ...(heard === undefined ? {} : { workDoneToken: token }) };
      // An undefined token would be taken for a second parameter.
      const more = cancel === undefined ? [] : [cancel];
      return await client.sendRequest<T>("workspace/executeCommand", params, ...more);
    } finally {
      listening?.dispose();
      this.streams.delete(token);
    }
  }

  dispose(): void {
    this.changed.dispose();
    void this.stop();
  }

  private listen(client: LanguageClient, token: string, heard: Heard): Disposable {
    let text = "";
    this.streams.set(token, (more) => { heard.onText((text += more)); });
    return client.onProgress(WorkDoneProgress.type, token, (value) => {
      if (value.kind !== "end" && value.message !== undefined) heard.onProgress(value.message);
    });
  }

  private async keys(): Promise<Record<string, string>> {
    const baseUrl = vscode.workspace.getConfiguration("contexten").get<string>("model.baseUrl", "");
    return keyVariables(baseUrl, await keyOfEndpoint(this.context.secrets, baseUrl));
  }

  private async failed(error: unknown): Promise<void> {
    this.problem = error instanceof Error ? error.message : String(error);
    this.log.error(this.problem);
    this.changed.fire();
    const show = "Show the log";
    void vscode.window.showErrorMessage(`Contexten: ${this.problem}`, show).then((chosen) => {
      if (chosen === show) this.log.show();
    });
    await this.stop();
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [{ scheme: "file" }, { scheme: "untitled" }],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // The server's hovers hold this one link, and no text of a model.
      markdown: { isTrusted: { enabledCommands: ["contexten.refactor"] } },
      middleware: {
        executeCommand: (command, args, next) => {
          const where = args[0] as Where | undefined;
          const isPlace = typeof where?.uri === "string" && where.apply === undefined && where.dryRun === undefined;
          return isPlace ? this.atPlace(command, where) : (next(command, args) as unknown);
        },
        workspace: {
          // The client's own settings are none of the server's, which would call them unknown.
          configuration: async (params, token, next) => {
            const found: unknown = await next(params, token);
            return Array.isArray(found) ? (found as unknown[]).map(withoutOwn) : [];
          },
        },
      },
    };
  }
}

function withoutOwn(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null) return settings;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "server"));
}

/** Tells the server that partial text is wanted, that an agent's changes are shown here, and that links in hovers run commands. */
class Wishes implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const known = (capabilities.experimental ?? {}) as object;
    capabilities.experimental = { ...known, contexten: { stream: true, changes: true, commandLinks: true } };
  }
  initialize(): void { /* nothing to set up */ }
  getState(): { kind: "static" } {
    return { kind: "static" };
  }
  clear(): void { /* nothing is kept */ }
}
