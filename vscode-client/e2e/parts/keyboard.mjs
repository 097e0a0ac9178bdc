// One whole pass with the keyboard alone: nothing here clicks or points.
import assert from "node:assert/strict";
import { acceptable, atStub, command, gone, goOn, hold, inProposal, inView, instruct, openFile, press, proposed, save, scene, see, showContext, toRow, undo } from "../hands.mjs";
import { SHOP, STUB, picture, saved } from "../stage.mjs";

scene("with the keyboard alone: asked, decided hunk by hunk, undone", 120, async () => {
  await atStub();
  await press("Control+Alt+G");
  await instruct("rounded, with keys");
  await acceptable();
  await inProposal();
  await see(".codelens-decoration", "Accept: new import");
  await press("Alt+Enter");
  await gone(".codelens-decoration", "Accept: new import");
  await press("Alt+Backspace");
  await gone(".monaco-diff-editor");
  await save(`import math\n${SHOP}`, "the import alone is in the file");
  await undo();
  await save(SHOP, "one undo takes it back");
});

scene("with the keyboard alone: stopped while it is written, asked again, accepted, undone", 120, async () => {
  hold();
  await atStub();
  await press("Control+Alt+G");
  await instruct("slowly, with keys");
  await inProposal();
  await proposed("return net");
  await press("Control+Backspace");
  await gone(".monaco-diff-editor");
  assert.equal(saved(), SHOP);
  goOn();
  await atStub();
  await press("Control+Alt+G");
  await instruct("with keys");
  await acceptable();
  await inProposal();
  await see(".codelens-decoration", "Accept: generated body");
  await press("Control+Enter");
  await gone(".monaco-diff-editor");
  await save(SHOP.replace(STUB, "return net + vat(net)"), "the proposal is in the file");
  await undo();
  await save(SHOP, "one undo takes it back");
});

scene("with the keyboard alone: the views, their rows and what can be done about them", 120, async () => {
  await showContext();
  await toRow("Context", "rates.py:vat");
  await press("Shift+F10");
  await see(".monaco-menu .action-item", "Never send this");
  await picture("vscode-keyboard");
  await press("Escape");
  await gone(".monaco-menu");
  await toRow("Context", "rates.py:vat");
  await press("Enter");
  await see('.tab.active[aria-label^="rates.py"]');
  await openFile("shop.py", 1);
  await inView("Runs");
  await toRow("Runs", "applied");
  await press("Enter");
  await see(".monaco-editor .view-line", "state: applied");
  await command("View: Close Editor");
});
