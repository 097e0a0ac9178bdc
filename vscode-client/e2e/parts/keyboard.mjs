// One whole pass with the keyboard alone: nothing here clicks or points.
import assert from "node:assert/strict";
import { acceptable, atStub, command, gone, instruct, openFile, press, proposed, save, scene, see } from "../hands.mjs";
import { SHOP, STUB, picture, saved } from "../stage.mjs";

const focused = (part) => see(`.pane-body .monaco-list.element-focused .monaco-list-row.focused[aria-label*="${part}"], .pane-body .monaco-list:focus .monaco-list-row.focused[aria-label*="${part}"]`);

scene("with the keyboard alone: asked, decided hunk by hunk, undone", 120, async () => {
  await atStub();
  await press("Control+Alt+G");
  await instruct("rounded, with keys");
  await acceptable();
  await see(".codelens-decoration", "Accept: new import");
  await press("Alt+Enter");
  await gone(".codelens-decoration", "Accept: new import");
  await press("Alt+Backspace");
  await gone(".monaco-diff-editor");
  await save(`import math\n${SHOP}`, "the import alone is in the file");
  await press("Control+Z");
  await save(SHOP, "one undo takes it back");
});

scene("with the keyboard alone: stopped while it is written, asked again, accepted, undone", 120, async () => {
  await atStub();
  await press("Control+Alt+G");
  await instruct("slowly, with keys");
  await proposed("return net");
  await press("Control+Backspace");
  await gone(".monaco-diff-editor");
  assert.equal(saved(), SHOP);
  await atStub();
  await press("Control+Alt+G");
  await instruct("with keys");
  await acceptable();
  await see(".codelens-decoration", "Accept: generated body");
  await press("Control+Enter");
  await gone(".monaco-diff-editor");
  await save(SHOP.replace(STUB, "return net + vat(net)"), "the proposal is in the file");
  await press("Control+Z");
  await save(SHOP, "one undo takes it back");
});

scene("with the keyboard alone: the views, their rows and what can be done about them", 120, async () => {
  await atStub();
  await command("Contexten: Show what would be sent to a model");
  await see('.pane-body .monaco-list-row[aria-label*="rates.py:vat"]');
  await command("Contexten: Focus on Context View");
  await press("Home", "ArrowDown");
  await focused("rates.py:vat");
  await press("Shift+F10");
  await see(".monaco-menu .action-item", "Never send this");
  await picture("vscode-keyboard");
  await press("Escape", "Enter");
  await see('.tab.active[aria-label^="rates.py"]');
  await openFile("shop.py", 1);
  await command("Contexten: Focus on Runs View");
  await press("Home");
  await focused("price");
  await press("Enter");
  await see(".monaco-editor .view-line", "state: applied");
  await command("View: Close Editor");
});
