// Proposals: seen while they are written, accepted and rejected as a whole and in hunks, and taken back.
import assert from "node:assert/strict";
import { acceptable, backToFile, click, command, find, gone, goOn, hold, press, proposed, putBack, save, scene, see, type, undo, wish } from "../hands.mjs";
import { SHOP, STUB, STUB_LINE, picture, saved, until } from "../stage.mjs";

const DONE = SHOP.replace(STUB, "return vat(net) + net");

scene("a proposal is seen while it is written, and the file stays as it is", 120, async () => {
  hold();
  await wish("slowly with VAT");
  await see(".monaco-diff-editor .modified .view-line", "return net");
  const shown = await find(".monaco-diff-editor .modified .view-lines").innerText();
  assert.ok(!shown.replaceAll("\u00a0", " ").includes("return net + vat(net)"), `the whole answer is there at once: ${shown}`);
  await picture("vscode-writing");
  goOn();
  await acceptable();
  await proposed("return net + vat(net)");
  assert.equal(saved(), SHOP);
  // The editor shows the new text first and works out the difference afterwards.
  await see(".monaco-diff-editor .line-insert");
  await see(".codelens-decoration", "Accept: generated body");
  await gone(".notifications-toasts .notification-list-item", "Generate with context");
  await picture("vscode-preview");
});

scene("rejected with a reason it is made again, and the reason is told", 120, async () => {
  await command("Contexten: Reject with reason");
  await see(".quick-input-title", "Why is it rejected?");
  await type("say vat first");
  await press("Enter");
  await proposed("vat(net) + net");
  await acceptable();
});

scene("an accepted proposal is one edit, and one undo takes it back", 120, async () => {
  await click('.editor-actions [aria-label^="Accept the proposal"]');
  await gone(".monaco-diff-editor");
  await save(DONE, "the file holds the proposal");
  await undo();
  await save(SHOP, "the file is as it was");
});

scene("one hunk is accepted, another rejected, and one undo takes back what was accepted", 120, async () => {
  await wish("rounded");
  await acceptable();
  await see(".codelens-decoration", "Accept: new import");
  await see(".codelens-decoration", "Accept: generated body");
  await picture("vscode-hunks");
  await click('.codelens-decoration a:has-text("Accept: generated body")');
  await gone(".codelens-decoration", "Accept: generated body");
  await picture("vscode-hunk-left");
  await click('.codelens-decoration a:has-text("Reject")');
  await gone(".monaco-diff-editor");
  await save(SHOP.replace(STUB, "return math.ceil(net + vat(net))"), "only the accepted hunk is in the file");
  await undo();
  await save(SHOP, "one undo takes it back");
});

scene("cancelled in the middle nothing is left of it", 120, async () => {
  hold();
  await wish("slowly, to be cancelled");
  await see(".monaco-diff-editor .modified .view-line", "return net");
  await click(".notification-list-item .monaco-button:has-text('Cancel')");
  await gone(".monaco-diff-editor");
  assert.equal(saved(), SHOP);
  await command("Contexten: Focus on Runs View");
  await see('.pane-body .monaco-list-row[aria-label*="cancelled"]');
});

scene("what is typed in the same function while it is written is in the file beside the answer", 120, async () => {
  hold();
  await wish("slowly while I type");
  await see(".monaco-diff-editor .modified .view-line", "return net");
  await backToFile(7);
  await press("End", "ArrowLeft", "ArrowLeft", "ArrowLeft");
  await type(" With tax.");
  goOn();
  await see(".notification-list-item", "is ready");
  await click(".notification-list-item .monaco-button:has-text('Show the proposal')");
  await see(".monaco-diff-editor .codelens-decoration", "Accept: generated body");
  // It is laid onto what is typed even now.
  await backToFile(7);
  await press("End", "ArrowLeft", "ArrowLeft", "ArrowLeft");
  await type(" All of it.");
  await command("Contexten: Show the proposal");
  await proposed("With tax. All of it.");
  await picture("vscode-typed");
  await command("Contexten: Accept the proposal");
  await gone(".monaco-diff-editor");
  const typed = SHOP.replace("pays.", "pays. With tax. All of it.");
  await save(typed.replace(STUB, "return net + vat(net)"), "both are in the file");
  await undo();
  await save(typed, "one undo takes back the answer and leaves what was typed");
  await putBack();
});

scene("typing in the very lines that are written keeps what was typed and the answer", 120, async () => {
  hold();
  await wish("slowly in the same line");
  await see(".monaco-diff-editor .modified .view-line", "return net");
  await backToFile(STUB_LINE);
  await press("End");
  await type("('mine')");
  goOn();
  await see(".notification-list-item", "cannot take the edit");
  await save(SHOP.replace(STUB, `${STUB}('mine')`), "the typed text is in the file");
  await command("Contexten: Focus on Runs View");
  await see('.pane-body .monaco-list-row[aria-label*="stale"]');
  await putBack();
});
