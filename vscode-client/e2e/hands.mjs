// What a person does, in a few words. Nothing here touches the mouse but `click` and `answer`.
// Whoever presses a key waits first for what a person would wait for: that the focus is there, and that what is shown is what was typed for.
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { box, described } from "./sight.mjs";
import { SHOP, STUB_LINE, folder, picture, project, saved, seen, until } from "./stage.mjs";

export const press = (...keys) => keys.reduce((done, key) => done.then(() => seen.page.keyboard.press(key)), Promise.resolve());
export const type = (text) => seen.page.keyboard.type(text);
export const find = (selector, hasText) => seen.page.locator(selector, hasText === undefined ? {} : { hasText }).first();
export const see = (selector, hasText) => find(selector, hasText).waitFor();
export const gone = (selector, hasText) => find(selector, hasText).waitFor({ state: "hidden" });
export const click = (selector, hasText) => find(selector, hasText).click();

/** What a person sees and does; where it does not happen, a text and a picture tell what was seen instead. */
export function scene(name, seconds, play) {
  test(name, { timeout: seconds * 1000 }, async (context) => {
    try {
      await play();
    } catch (error) {
      context.diagnostic(`${error.message}\n${await described().catch(String)}`);
      await picture(`failed ${name}`.replaceAll(/\W+/g, "-").slice(0, 60));
      await tidied().catch((why) => { context.diagnostic(`not tidied: ${why.message}`); });
      throw error;
    }
  });
}

/** As it was before, so that one scene's failure is not the next one's. */
async function tidied() {
  goOn();
  await press("Escape", "Escape");
  await putBack();
}

const gate = path.join(folder, "go on");
/** The answer to a wish with `slowly` stops after its first words. */
export const hold = () => { rmSync(gate, { force: true }); };
/** It is written to its end. */
export const goOn = () => { if (!existsSync(gate)) writeFileSync(gate, ""); };

/** The box is there, empty but for `start`, and takes what is typed. */
async function opened(start, title = "") {
  await until(async () => {
    const open = await box();
    return open?.isFocused === true && open.value === start && open.title.includes(title);
  }, `a box '${title}' with '${start}' has the focus`);
}

/** Type into the open box, after `start`. */
async function typed(text, start = "") {
  await type(text);
  await until(async () => (await box())?.value === start + text, `'${text}' is in the box`);
}

/** Press Enter in the open box, which is then another one or none. */
async function entered() {
  const before = await box();
  await press("Enter");
  await until(async () => {
    const after = await box();
    return after === undefined || after.title !== before?.title || after.value !== before.value;
  }, `the box with '${before?.value}' is done`);
}

/** Choose the row of the open list whose name begins so, by the arrow keys; the list is filtered while it is read. */
async function choose(name) {
  let before = "";
  await until(async () => {
    const open = await box();
    if (open === undefined) return false;
    const isCalm = JSON.stringify(open) === before;
    before = JSON.stringify(open);
    const exact = open.rows.findIndex((label) => label === name || label.startsWith(`${name},`));
    const wanted = exact >= 0 ? exact : open.rows.findIndex((label) => label.startsWith(name));
    if (wanted < 0 || !isCalm) return false;
    if (wanted === open.focused) return true;
    await press(wanted > open.focused ? "ArrowDown" : "ArrowUp");
    return false;
  }, () => `the list offers '${name}': ${before}`);
  await entered();
}

/** Run a command of the palette. */
export async function command(title) {
  await press("F1");
  await opened(">");
  await typed(title, ">");
  await choose(title);
}

/** The cursor is in the editor of a file, at the start of a line where one is named. */
export async function inFile(name, line) {
  await see(`.tab.active[aria-label^="${name}"]`);
  await gone(".monaco-diff-editor");
  await see(".editor-instance .monaco-editor.focused");
  if (line !== undefined) await see('[id="status.editor.selection"]', new RegExp(`Ln ${line}, Col 1\\b`));
}

/** Open a file and bring the cursor to a line. */
export async function openFile(name, line) {
  await press("Control+P");
  await opened("");
  await typed(`${name}:${line}`);
  await choose(name);
  await inFile(name, line);
}

/** From a proposal back to the file's own tab, which stands left of it, and to a line. */
export async function backToFile(line) {
  await press("Control+PageUp");
  await inFile("shop.py");
  await press("Control+G");
  await opened(":");
  await typed(String(line), ":");
  await entered();
  await inFile("shop.py", line);
}

export const atStub = () => openFile("shop.py", STUB_LINE);

/** Answer the question for an instruction, in place of what is suggested. */
export async function instruct(instruction, title = "Generate with context", suggested = "") {
  await opened(suggested, title);
  await typed(instruction);
  await entered();
}

export async function wish(instruction) {
  await atStub();
  await command("Contexten: Generate with context");
  await instruct(instruction);
  await inProposal();
}

/** The cursor is in the right side of a diff: what opens takes the focus, and with it the keys of whoever is quicker. */
export const inProposal = () => see(".monaco-diff-editor .editor.modified .monaco-editor.focused");

export const proposed = (text) => see(".monaco-diff-editor .modified .view-line", text);
export const acceptable = () => see('.editor-actions [aria-label^="Accept the proposal"]');

/** Click a button of a notice; a notice that is not seen any more is looked for where they are kept. */
export async function answer(text, button) {
  const notice = find(".notification-list-item", text);
  await command("Notifications: Show Notifications");
  await notice.locator(".monaco-button", { hasText: button }).click();
}

/** The file's own editor shows the text; then it is saved, and the disk has it too. */
export async function save(text, what) {
  await inFile("shop.py");
  await until(async () => (await textOf(".editor-instance .view-lines")) === text, `it is seen: ${what}`);
  await press("Control+S");
  await until(() => saved() === text, what);
}

/** Take back what was done last. */
export async function undo() {
  await inFile("shop.py");
  await press("Control+Z");
}

/** The file as it was: written to the disk, from where the editor takes it. */
export async function putBack() {
  writeFileSync(path.join(project, "shop.py"), SHOP);
  await openFile("shop.py", 1);
  await command("File: Revert File");
  await until(async () => (await textOf(".editor-instance .view-lines")) === SHOP, "the editor shows it");
}

/** The lines that are seen, from top to bottom. */
export async function textOf(selector) {
  const lines = await find(selector).locator(".view-line").evaluateAll((all) =>
    all.map((line) => [Number.parseFloat(line.style.top), line.textContent]).sort((a, b) => a[0] - b[0]).map(([, text]) => text));
  return lines.map((line) => line.replaceAll("\u00a0", " ").trimEnd()).join("\n");
}

const list = (view) => `.pane-body .monaco-list[aria-label="${view}"]`;

/** Bring the focus into a view. */
export async function inView(view) {
  await command(`Contexten: Focus on ${view} View`);
  await see(`${list(view)}:focus`);
}

/** Go down a view, in which the focus is, until the row with that name has it. */
export async function toRow(view, part) {
  await see(`${list(view)}:focus`);
  const row = seen.page.locator(`${list(view)}:focus .monaco-list-row.focused[aria-label*="${part}"]`);
  await until(async () => {
    assert.ok(await find(`${list(view)}:focus`).isVisible(), `the focus has left the view '${view}'`);
    if ((await row.count()) > 0) return true;
    await press("ArrowDown");
    return false;
  }, `'${part}' has the focus`);
}

/** Show what would be sent for the stub; the first row has the focus then. */
export async function showContext() {
  await atStub();
  await command("Contexten: Show what would be sent to a model");
  await see(`${list("Context")}:focus .monaco-list-row.focused[aria-label$="tokens of context"]`);
}
