// What a person does, in a few words. Nothing here touches the mouse but `click`.
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { SHOP, STUB_LINE, picture, project, saved, seen, until } from "./stage.mjs";

export const press = (...keys) => keys.reduce((done, key) => done.then(() => seen.page.keyboard.press(key)), Promise.resolve());
export const type = (text) => seen.page.keyboard.type(text);
export const find = (selector, hasText) => seen.page.locator(selector, hasText === undefined ? {} : { hasText }).first();
export const see = (selector, hasText) => find(selector, hasText).waitFor();
export const gone = (selector, hasText) => find(selector, hasText).waitFor({ state: "hidden" });
export const click = (selector, hasText) => find(selector, hasText).click();

/** What a person sees and does; where it does not happen, a picture tells what was seen instead. */
export function scene(name, seconds, play) {
  test(name, { timeout: seconds * 1000 }, async () => {
    try {
      await play();
    } catch (error) {
      await picture(`failed ${name}`.replaceAll(/\W+/g, "-").slice(0, 60));
      await press("Escape", "Escape");
      throw error;
    }
  });
}

/** Choose the row of the open list whose name begins so, by the arrow keys. */
async function choose(name) {
  const rows = seen.page.locator(".quick-input-list .monaco-list-row");
  let far;
  await until(async () => {
    const all = await rows.evaluateAll((items) => items.map((row) => [row.getAttribute("aria-label") ?? "", row.classList.contains("focused")]));
    const exact = all.findIndex(([label]) => label === name || label.startsWith(`${name},`));
    const wanted = exact >= 0 ? exact : all.findIndex(([label]) => label.startsWith(name));
    const focused = all.findIndex(([, isFocused]) => isFocused);
    far = wanted < 0 ? undefined : wanted - Math.max(focused, 0);
    return far !== undefined;
  }, `the list offers '${name}'`);
  for (let step = 0; step < Math.abs(far); step += 1) await press(far > 0 ? "ArrowDown" : "ArrowUp");
  await press("Enter");
}

/** Run a command of the palette. */
export async function command(title) {
  await press("F1");
  await see(".quick-input-widget input:focus");
  await type(title);
  await choose(title);
}

/** Open a file and bring the cursor to a line. */
export async function openFile(name, line) {
  await press("Control+P");
  await see(".quick-input-widget input:focus");
  await type(`${name}:${line}`);
  await choose(name);
  await see(".tab.active", name);
  await see(".monaco-editor.focused");
}

/** From a proposal back to the file's own tab, which stands left of it, and to a line. */
export async function backToFile(line) {
  await press("Control+PageUp");
  await see('.tab.active[aria-label^="shop.py"]');
  await press("Control+G");
  await type(String(line));
  await press("Enter");
  await see(".monaco-editor.focused");
}

export const atStub = () => openFile("shop.py", STUB_LINE);

/** Answer the question for an instruction. */
export async function instruct(instruction, title = "Generate with context") {
  await see(".quick-input-title", title);
  await type(instruction);
  await press("Enter");
}

export async function wish(instruction) {
  await atStub();
  await command("Contexten: Generate with context");
  await instruct(instruction);
  // What opens takes the focus, and with it the palette of whoever is quicker.
  await see(".monaco-diff-editor");
}

export const proposed = (text) => see(".monaco-diff-editor .modified .view-line", text);
export const acceptable = () => see('.editor-actions [aria-label^="Accept the proposal"]');

export async function save(text, what) {
  await press("Control+S");
  await until(() => saved() === text, what);
}

/** The file as it was: written to the disk, from where the editor, in which all is saved, takes it over. */
export async function putBack() {
  writeFileSync(path.join(project, "shop.py"), SHOP);
  await until(async () => (await textOf(".editor-instance .view-lines")) === SHOP, "the editor shows it");
}

/** The lines that are seen, from top to bottom. */
export async function textOf(selector) {
  const lines = await find(selector).locator(".view-line").evaluateAll((all) =>
    all.map((line) => [Number.parseFloat(line.style.top), line.textContent]).sort((a, b) => a[0] - b[0]).map(([, text]) => text));
  return lines.map((line) => line.replaceAll("\u00a0", " ").trimEnd()).join("\n");
}
