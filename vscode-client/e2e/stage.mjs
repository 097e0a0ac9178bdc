// A project, a scripted model and a real VS Code in a browser, with the packaged extension in it.
// CONTEXTEN_CODE_SERVER names a folder with code-server and playwright-core in node_modules, and Node 24 as `node`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";

const installed = process.env.CONTEXTEN_CODE_SERVER;
if (installed === undefined) throw new Error("CONTEXTEN_CODE_SERVER is not set: run .ci/install-client browser");
const { chromium } = createRequire(path.join(installed, "package.json"))("playwright-core");
const client = path.resolve(import.meta.dirname, "..");
const pictures = process.env.CONTEXTEN_PICTURES || mkdtempSync(path.join(tmpdir(), "contexten-pictures-"));
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const python = process.env.CONTEXTEN_PYTHON ?? path.resolve(client, "../.venv/bin/python");
export const folder = mkdtempSync(path.join(tmpdir(), "contexten-vscode-"));
export const project = path.join(folder, "shop");
export const SHOP = `import time

from rates import vat


def price(net):
    """What a buyer pays."""
    raise NotImplementedError


def total(prices):
    return sum(prices)


async def pause():
    time.sleep(1)
`;
export const STUB = "raise NotImplementedError";
export const STUB_LINE = SHOP.split("\n").findIndex((line) => line.includes(STUB)) + 1;

const started = [];
const shared = ["--config", path.join(folder, "config.yaml"), "--user-data-dir", path.join(folder, "data"), "--extensions-dir", path.join(folder, "extensions")];
let browser;
let modelUrl;
/** What the browser keeps, as that of one person. */
let profile;
let address;

/** The page on which VS Code is seen; one after the other. */
export const seen = { page: undefined };

export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  started.push(child);
  return child;
}

/** The first text of a child's output that matches. */
export function said(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    const heard = (data) => {
      text += data;
      const found = pattern.exec(text);
      if (found) resolve(found);
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.on("close", (code) => { reject(new Error(`it ended with ${code}: ${text}`)); });
  });
}

async function finished(child) {
  let text = "";
  child.stdout.on("data", (data) => { text += data; });
  child.stderr.on("data", (data) => { text += data; });
  const code = await new Promise((resolve) => { child.on("close", resolve); });
  assert.equal(code, 0, text);
}

/** Write the person's settings, with `more` beside those that every scene has. */
export function set(more = {}) {
  const settings = {
    "contexten.model.name": "scripted",
    "contexten.model.baseUrl": modelUrl,
    "contexten.model.prices": ["scripted=10/20"],
    "contexten.agent.protocols": ["file"],
    "chat.disableAIFeatures": true,
    // In a browser VS Code saves by itself, a second after the last key.
    "files.autoSave": "off",
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "editor.minimap.enabled": false,
    ...more,
    ...(process.env.CONTEXTEN_SERVER_PYTHON ? { "contexten.server.python": process.env.CONTEXTEN_SERVER_PYTHON } : {}),
  };
  for (const name of ["User", "Machine"]) {
    mkdirSync(path.join(folder, "data", name), { recursive: true });
    writeFileSync(path.join(folder, "data", name, "settings.json"), JSON.stringify(settings));
  }
}

/** A code-server over the same data; where it listens. */
async function serve(...more) {
  const env = { ...process.env, PATH: `${path.join(installed, "bin")}:${process.env.PATH}`, CONTEXTEN_CACHE_DIR: path.join(folder, "cache") };
  const server = path.join(installed, "node_modules/.bin/code-server");
  if (address === undefined) await finished(run(server, [...shared, "--install-extension", path.join(client, "contexten.vsix")], { env }));
  const serving = run(server, [...shared, "--disable-telemetry", "--disable-update-check", ...more], { env });
  return (await said(serving, /listening on (http:\S+)/))[1];
}

export async function begin() {
  mkdirSync(project);
  writeFileSync(path.join(project, "shop.py"), SHOP);
  writeFileSync(path.join(project, "rates.py"), "def vat(net):\n    return net * 0.19\n");
  const model = run(python, [path.join(import.meta.dirname, "model.py"), folder]);
  modelUrl = (await said(model, /serving (http\S+)/))[1];
  set();
  const agent = run(python, [path.join(import.meta.dirname, "agent.py"), project, folder]);
  const [, CODEGEN_BASE_URL, CODEGEN_API_TOKEN] = await said(agent, /serving (\S+) (\S+)\n/);
  Object.assign(process.env, { CODEGEN_BASE_URL, CODEGEN_API_TOKEN, CODEGEN_ORG_ID: "11", CODEGEN_REPO_ID: "1" });
  writeFileSync(path.join(folder, "config.yaml"), "bind-addr: 127.0.0.1:0\nauth: none\ncert: false\n");
  address = await serve("--disable-workspace-trust");
  browser = await chromium.launch({ executablePath: process.env.CONTEXTEN_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  profile = await browser.newContext({ viewport: { width: 1200, height: 720 } });
  await look(project);
}

/** Open a folder in a new page; in a VS Code that asks whether a workspace is trusted, with `isTrustAsked`. */
export async function look(root, isTrustAsked = false) {
  const where = isTrustAsked ? await serve() : address;
  await seen.page?.close();
  seen.page = await profile.newPage();
  seen.page.setDefaultTimeout(20_000);
  await seen.page.goto(new URL(`/?folder=${root}`, where).href);
  await seen.page.waitForSelector(".monaco-workbench");
}

export async function end() {
  if (seen.page !== undefined) await picture("vscode-end").catch(() => undefined);
  await browser?.close();
  for (const child of started) {
    // Each was started in a process group of its own, so that what it started ends with it.
    try { process.kill(-child.pid, "SIGKILL"); } catch { /* it has ended */ }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

export async function picture(name) {
  await seen.page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

export const saved = (name = "shop.py") => readFileSync(path.join(project, name), "utf8");

export async function until(condition, what) {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `it does not happen: ${typeof what === "function" ? what() : what}`);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}
