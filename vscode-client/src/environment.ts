/** The server's command line: a Python that has it, or an environment of its own that is made once for each wheel. */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { NoServer } from "./noServer";
import { isUsable } from "./python";
import { probed, usablePython } from "./pythons";

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const SERVE = ["-P", "-m", "contexten.cli.main", "serve", "--stdio"];

/** Find or make it. Throws NoServer where neither can be done. */
export async function serverCommand(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<ServerCommand> {
  const settings = vscode.workspace.getConfiguration("contexten.server");
  const [command, ...args] = settings.get<string[]>("command", []);
  if (command !== undefined) return { command, args };
  const configured = settings.get<string>("python", "");
  const version = (context.extension.packageJSON as { version: string }).version;
  if (configured !== "") {
    const own = await probed(configured);
    if (own?.contexten === version && isUsable(own)) return { command: own.path, args: SERVE };
  }
  return { command: await made(context, configured, log), args: SERVE };
}

async function made(context: vscode.ExtensionContext, configured: string, log: vscode.LogOutputChannel): Promise<string> {
  const wheel = await wheelOf(context);
  const storage = context.globalStorageUri.fsPath;
  const digest = createHash("sha256").update(await readFile(wheel)).update(configured).digest("hex").slice(0, 16);
  const folder = path.join(storage, `server-${digest}`);
  const python = path.join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const ready = path.join(folder, "ready");
  if (existsSync(ready) && existsSync(python)) return python;
  const base = await usablePython(configured);
  await mkdir(storage, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  const options = { location: vscode.ProgressLocation.Notification, title: "Contexten: setting up its Python environment", cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const told = { log, token, tell: (message: string) => { progress.report({ message }); } };
    try {
      progress.report({ message: "making the environment" });
      await run(base.path, ["-m", "venv", folder], told);
      const constraints = path.join(path.dirname(wheel), "constraints.txt");
      const install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--constraint", constraints, wheel];
      await run(python, install, told);
      await writeFile(ready, "");
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
  await forgetOthers(storage, path.basename(folder));
  return python;
}

async function wheelOf(context: vscode.ExtensionContext): Promise<string> {
  const folder = context.asAbsolutePath("server");
  const names = existsSync(folder) ? await readdir(folder) : [];
  const wheel = names.find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new NoServer("This build of the extension has no server in it; set 'contexten.server.python'.");
  return path.join(folder, wheel);
}

interface Told {
  readonly log: vscode.LogOutputChannel;
  readonly token: vscode.CancellationToken;
  readonly tell: (message: string) => void;
}

/** Run a step of the setting up. Throws NoServer with its last lines where it fails. */
function run(command: string, args: readonly string[], { log, token, tell }: Told): Promise<void> {
  return new Promise((resolve, reject) => {
    log.info(`${command} ${args.join(" ")}`);
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const cancelled = token.onCancellationRequested(() => { child.kill(); });
    let last = "";
    const heard = (data: Buffer): void => {
      const text = data.toString().trim();
      if (text === "") return;
      log.info(text);
      last = `${last}\n${text}`.slice(-1000);
      tell(text.split("\n").at(-1)?.slice(0, 80) ?? "");
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.on("error", (error) => { last += `\n${error.message}`; });
    child.on("close", (code) => {
      cancelled.dispose();
      if (code === 0) resolve();
      else if (token.isCancellationRequested) reject(new NoServer("Setting up was cancelled. 'Contexten: Restart the server' begins again."));
      else reject(new NoServer(`Setting up failed: ${last.trim().split("\n").slice(-3).join(" ")}`));
    });
  });
}

async function forgetOthers(storage: string, kept: string): Promise<void> {
  for (const name of await readdir(storage)) {
    if (name.startsWith("server-") && name !== kept) await rm(path.join(storage, name), { recursive: true, force: true });
  }
}
