// The views, the hover, the light bulb, the status bar and the Doctor.
import assert from "node:assert/strict";
import { acceptable, atStub, click, command, find, gone, hold, inProposal, inView, instruct, openFile, press, save, scene, see, showContext, textOf, undo, wish } from "../hands.mjs";
import { SHOP, STUB, look, picture, project, saved, seen, until } from "../stage.mjs";

const ROW = ".pane-body .monaco-list-row";
const HINT = "'time.sleep' blocks the event loop in the async function 'pause'; use asyncio.sleep, or run it in a thread.";
const row = (part) => `${ROW}[aria-label*="${part}"]`;

/** The rows of the views, by their accessible labels. */
const labels = () => seen.page.locator(ROW).evaluateAll((all) => all.map((item) => item.getAttribute("aria-label")));

scene("the context view tells what is sent and why, and a click opens the code", 120, async () => {
  await showContext();
  await see(row("of 8,000 tokens of context"));
  await see(row("rates.py:vat"));
  await picture("vscode-context");
  await click(row("rates.py:vat"));
  await see('.tab.active[aria-label^="rates.py"]');
});

scene("what is pinned and what is excluded is remembered when VS Code is opened again", 180, async () => {
  await find(row("rates.py:vat")).hover();
  await click(`${row("rates.py:vat")} [aria-label="Never send this"]`);
  await see(row("Never sent (1)"));
  await showContext();
  await gone(row("rates.py:vat, "));
  await look(project);
  await find(".statusbar-item", "scripted").waitFor({ timeout: 60_000 });
  await find('.explorer-folders-view .monaco-list-row:has-text("shop.py")').dblclick();
  await see('.tab.active[aria-label^="shop.py"]');
  await showContext();
  await see(row("Never sent (1)"));
  assert.ok(!(await labels()).some((label) => label.startsWith("rates.py:vat, ")), "an excluded piece is not sent");
  await click(row("Never sent (1)"));
  await see(row("rates.py:vat"));
  await find(row("rates.py:vat")).hover();
  await click(`${row("rates.py:vat")} [aria-label="Allow this again"]`);
  await gone(row("Never sent"));
  await showContext();
  await find(row("rates.py:vat, ")).hover();
  await click(`${row("rates.py:vat, ")} [aria-label="Always send this"]`);
  await see(row("Always sent (1)"));
});

scene("a hover says what the tree knows, and its link asks for the refactoring", 120, async () => {
  await openFile("shop.py", 15);
  await press("End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
  await command("Show or Focus Hover");
  await see(".monaco-hover", "time.sleep");
  await picture("vscode-hover");
  await click('.monaco-hover a:has-text("Do it")');
  await instruct("without waiting", "Refactor", HINT);
  await acceptable();
  await see(".monaco-diff-editor .modified .view-line", "await asyncio.sleep(1)");
  await picture("vscode-refactor");
  await command("Contexten: Reject the proposal");
  await gone(".monaco-diff-editor");
  assert.equal(saved(), SHOP);
});

scene("the light bulb offers to write the stub, and what was said before is offered again", 120, async () => {
  await atStub();
  // VS Code looks a moment after each move of the cursor, and forgets for it what was asked before.
  await press("End");
  await see('.lightBulbWidget, [class*="gutter-lightbulb"]');
  await press("Control+.");
  await see(".action-widget .monaco-list-row", "price");
  await picture("vscode-light-bulb");
  await click('.action-widget .monaco-list-row:has-text("mplement")');
  await see(".quick-input-title");
  await see(".quick-input-list .monaco-list-row", "without waiting");
  await press("Escape");
  await gone(".quick-input-title");
});

scene("the Runs view shows state and cost, opens a result and its log, applies and discards", 120, async () => {
  await wish("for the runs");
  await acceptable();
  await command("View: Close Editor");
  await gone(".monaco-diff-editor");
  await inView("Runs");
  const ready = `${row("price")}[aria-label*="ready"]`;
  await see(`${ready}[aria-label*="$"]`);
  await picture("vscode-runs");
  await click(ready);
  await see(".monaco-diff-editor .codelens-decoration", "Accept: generated body");
  await command("View: Close Editor");
  await find(ready).hover();
  await click(`${ready} [aria-label="Open the log"]`);
  await see(".monaco-editor .view-line", "state: ready");
  await picture("vscode-log");
  await command("View: Close Editor");
  await find(ready).hover();
  await click(`${ready} [aria-label="Apply the result"]`);
  await see(`${row("price")}[aria-label*="applied"]`);
  await openFile("shop.py", 1);
  await save(SHOP.replace(STUB, "return net + vat(net)"), "the result is in the file");
  await undo();
  await save(SHOP, "one undo takes it back");
  const before = (await labels()).length;
  await find(`${row("price")}[aria-label*="applied"]`).hover();
  await click(`${row("price")}[aria-label*="applied"] [aria-label="Discard the run"]`);
  await until(async () => (await labels()).length < before, "the run is gone");
});

scene("a run that is being written is cancelled from the Runs view", 120, async () => {
  hold();
  await wish("slowly, for the runs");
  await inView("Runs");
  await find(row("working")).hover();
  await click(`${row("working")} [aria-label="Cancel the run"]`);
  await gone(row("working"));
  await see(`${ROW}[aria-label*="cancelled"]`);
  await gone(".monaco-diff-editor");
  assert.equal(saved(), SHOP);
});

scene("the status bar tells the model and today's cost, and opens the Doctor", 60, async () => {
  await see(".statusbar-item", "scripted");
  await see(".statusbar-item", /scripted.* · \$\d+\.\d+ today/);
  await click('.statusbar-item:has-text("scripted") a');
  await see(".monaco-editor .view-line", "server: running");
  assert.match(await textOf(".editor-instance .view-lines"), /index: 2 files/);
  await picture("vscode-doctor");
  await command("View: Close Editor");
});

scene("every row, button and status item has a name for who cannot see it", 60, async () => {
  await wish("names");
  await acceptable();
  await inView("Context");
  await see(row("rates.py:vat"));
  const unnamed = await seen.page.evaluate(() => {
    const places = [
      '.pane-body .monaco-list-row', '.pane .actions-container .action-label', '.statusbar-item[id^="contexten"] a',
      '.editor-actions .action-label', '.activitybar .action-label',
    ];
    return places.flatMap((place) => {
      const found = [...document.querySelectorAll(place)];
      const bare = found.filter((item) => !(item.getAttribute("aria-label") ?? item.textContent ?? "").trim());
      return [...(found.length === 0 ? [`nothing at ${place}`] : []), ...bare.map((item) => `${place}: ${item.outerHTML.slice(0, 200)}`)];
    });
  });
  assert.deepEqual(unnamed, []);
  for (const label of await labels()) assert.match(label, /[\p{L}\d]/u);
  assert.match(await find('.statusbar-item[id^="contexten"] a').getAttribute("aria-label"), /^Contexten: ready, 2 files\. scripted/);
  await command("Contexten: Reject the proposal");
  await gone(".monaco-diff-editor");
});
