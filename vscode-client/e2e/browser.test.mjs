// The packaged extension in a real VS Code in a browser: from the first start to an accepted proposal and its undo.
// CONTEXTEN_CODE_SERVER names a folder with code-server and playwright-core in node_modules, and Node 24 as `node`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";

const installed = process.env.CONTEXTEN_CODE_SERVER;
if (installed === undefined) throw new Error("CONTEXTEN_CODE_SERVER is not set: run .ci/install-client");
const { chromium } = createRequire(path.join(installed, "package.json"))("playwright-core");
const client = path.resolve(import.meta.dirname, "..");
const pictures = process.env.CONTEXTEN_PICTURES ?? mkdtempSync(path.join(tmpdir(), "contexten-pictures-"));
const SHOP = "from rates import vat\n\n\ndef price(net):\n    raise NotImplementedError\n\n\ndef total(prices):\n    return sum(prices)\n";
const WANTED = SHOP.replace("raise NotImplementedError", "return vat(net) + net");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const folder = mkdtempSync(path.join(tmpdir(), "contexten-vscode-"));
const project = path.join(folder, "shop");
const started = [];
let browser;
let page;

function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  started.push(child);
  return child;
}

/** The first line of a child's output that matches. */
function said(child, pattern) {
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

before(async () => {
  mkdirSync(project);
  writeFileSync(path.join(project, "shop.py"), SHOP);
  writeFileSync(path.join(project, "rates.py"), "def vat(net):\n    return net * 0.19\n");
  const python = process.env.CONTEXTEN_PYTHON ?? path.resolve(client, "../.venv/bin/python");
  const model = run(python, [path.join(import.meta.dirname, "model.py")]);
  const [, baseUrl] = await said(model, /serving (http\S+)/);
  const data = path.join(folder, "data");
  mkdirSync(path.join(data, "User"), { recursive: true });
  const settings = {
    "contexten.model.name": "scripted",
    "contexten.model.baseUrl": baseUrl,
    "chat.disableAIFeatures": true,
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
  };
  writeFileSync(path.join(data, "User", "settings.json"), JSON.stringify(settings));
  mkdirSync(path.join(data, "Machine"));
  writeFileSync(path.join(data, "Machine", "settings.json"), JSON.stringify(settings));
  const config = path.join(folder, "config.yaml");
  writeFileSync(config, "bind-addr: 127.0.0.1:0\nauth: none\ncert: false\n");
  const server = path.join(installed, "node_modules/.bin/code-server");
  const env = { ...process.env, PATH: `${path.join(installed, "bin")}:${process.env.PATH}`, CONTEXTEN_CACHE_DIR: path.join(folder, "cache") };
  const shared = ["--config", config, "--user-data-dir", data, "--extensions-dir", path.join(folder, "extensions")];
  await finished(run(server, [...shared, "--install-extension", path.join(client, "contexten.vsix")], { env }));
  const serving = run(server, [...shared, "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", project], { env });
  const [, address] = await said(serving, /listening on (http:\S+)/);
  browser = await chromium.launch({ executablePath: process.env.CONTEXTEN_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  page = await browser.newPage({ viewport: { width: 1200, height: 720 } });
  page.setDefaultTimeout(30_000);
  await page.goto(new URL(`/?folder=${project}`, address).href);
  await page.waitForSelector(".monaco-workbench");
}, { timeout: 240_000 });

after(async () => {
  if (page !== undefined) await picture("vscode-end").catch(() => undefined);
  await browser?.close();
  for (const child of started) {
    // Each was started in a process group of its own, so that what it started ends with it.
    try { process.kill(-child.pid, "SIGKILL"); } catch { /* it has ended */ }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function picture(name) {
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

async function command(title) {
  await page.keyboard.press("F1");
  await page.waitForSelector(".quick-input-widget input");
  await page.keyboard.type(title);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
  await page.keyboard.press("Enter");
}

const saved = () => readFileSync(path.join(project, "shop.py"), "utf8");

async function until(condition, what) {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `it does not happen: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
}

async function wish(instruction) {
  await command("Contexten: Generate with context");
  await page.locator(".quick-input-title", { hasText: "Generate with context" }).waitFor();
  await page.keyboard.type(instruction);
  await page.keyboard.press("Enter");
  await page.locator(".monaco-diff-editor .view-line", { hasText: "vat(net)" }).first().waitFor();
}

async function atStub() {
  await page.keyboard.press("Control+G");
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await page.locator(".monaco-editor.focused").first().waitFor();
}

test("the extension makes its environment and starts the server", { timeout: 300_000 }, async () => {
  await page.locator('.explorer-folders-view .monaco-list-row:has-text("shop.py")').dblclick();
  await page.locator(".monaco-editor .view-line", { hasText: "price" }).first().waitFor();
  await page.locator(".statusbar-item", { hasText: "scripted" }).waitFor({ timeout: 90_000 });
  await picture("vscode-start");
});

test("a proposal is seen beside the code, and rejected with a reason it is made again", { timeout: 180_000 }, async () => {
  await atStub();
  await wish("with VAT");
  await page.locator('.editor-actions [aria-label^="Accept the proposal"]').first().waitFor();
  assert.equal(saved(), SHOP);
  // The editor shows the new text first and works out the difference afterwards.
  await page.locator(".monaco-diff-editor .line-insert").first().waitFor();
  await picture("vscode-preview");
  await command("Contexten: Reject with reason");
  await page.locator(".quick-input-title", { hasText: "Why is it rejected?" }).waitFor();
  await page.keyboard.type("say vat first");
  await page.keyboard.press("Enter");
  await page.locator(".monaco-diff-editor .view-line", { hasText: "vat(net) + net" }).first().waitFor();
});

test("an accepted proposal is one edit, and one undo takes it back", { timeout: 120_000 }, async () => {
  await page.locator('.editor-actions [aria-label^="Accept the proposal"]').first().waitFor();
  await command("Contexten: Accept the proposal");
  await page.locator(".monaco-diff-editor").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+S");
  await until(() => saved() === WANTED, "the file holds the proposal");
  await page.keyboard.press("Control+Z");
  await page.keyboard.press("Control+S");
  await until(() => saved() === SHOP, "the file is as it was");
});

test("the context view tells what is sent and why", { timeout: 120_000 }, async () => {
  await atStub();
  await command("Contexten: Show what would be sent to a model");
  await page.locator(".pane-body .monaco-list-row", { hasText: "tokens" }).first().waitFor();
  await page.locator('.pane-body .monaco-list-row[aria-label*="rates.py:vat"]').first().waitFor();
  await picture("vscode-context");
});

test("the Doctor says what is ready", { timeout: 60_000 }, async () => {
  await command("Contexten: Doctor");
  await page.locator(".monaco-editor .view-line", { hasText: "server:" }).first().waitFor();
  await picture("vscode-doctor");
});
