// A run of an agent: agreed to, watched, its branch pulled, and its edit of several files confirmed.
import assert from "node:assert/strict";
import { acceptable, answer, atStub, click, command, find, inFile, instruct, openFile, press, scene, see, textOf, type } from "../hands.mjs";
import { SHOP, picture, saved, until } from "../stage.mjs";

const RATES = "def vat(net):\n    return net * 0.19\n";
const CODE = ".editor-instance .view-lines";
const looksLike = (text, what) => until(async () => (await textOf(CODE)) === text, what);
const run = (state) => `.pane-body .monaco-list-row[aria-label*="agent, ${state}"]`;

scene("a run is started only after the question that names its cost, and is seen among the runs", 120, async () => {
  await atStub();
  await command("Contexten: Give a task to an agent");
  await instruct("use the price everywhere", "Give a task to an agent");
  await see(".notification-list-item", "Start a paid agent run at Codegen?");
  const question = await find(".notification-list-item", "Start a paid agent run").innerText();
  for (const named of ["use the price everywhere", "Model: ", "organisation 11", "At most 50 runs"]) assert.ok(question.includes(named), question);
  await picture("vscode-agent-question");
  await answer("Start a paid agent run", "Start the run");
  await see(`.pane-body .monaco-list[aria-label="Runs"]:focus .monaco-list-row.focused[aria-label*="agent, "]`);
  await find(run("")).hover();
  await click(`${run("")} [aria-label="Open the log"]`);
  await see(".monaco-editor .view-line", "step 2");
  await see(".monaco-editor .view-line", "The run is ready.");
  await picture("vscode-agent-log");
  await command("View: Close Editor");
});

scene("its branch comes as one edit of several files, which is confirmed and undone", 120, async () => {
  await answer("see its changes?", "See the changes");
  await acceptable();
  await see(".codelens-decoration", "Accept: agent: rates.py");
  await see(".codelens-decoration", "Accept: agent: shop.py");
  await see(".view-line", "return net * 0.25");
  await see(".view-line", "return sum(map(price, prices))");
  assert.deepEqual([saved(), saved("rates.py")], [SHOP, RATES]);
  await picture("vscode-agent-changes");
  await command("Contexten: Accept the proposal");
  await inFile("rates.py");
  await command("File: Save All");
  await until(() => saved().includes("map(price, prices)") && saved("rates.py").includes("0.25"), "both files are changed");
  await openFile("shop.py", 12);
  await press("Control+Z");
  await looksLike(SHOP, "undo takes back what is looked at");
  await command("File: Save All");
  await until(() => saved() === SHOP && saved("rates.py") === RATES, "one undo takes back both files");
});

scene("undo takes back one file alone where another one was changed since, and VS Code says so", 120, async () => {
  await press("Control+Shift+Z");
  await until(async () => (await textOf(CODE)).includes("map(price, prices)"), "it is there again");
  await openFile("rates.py", 1);
  await type("# Mine.");
  await press("Enter");
  await openFile("shop.py", 12);
  await press("Control+Z");
  await see(".notification-list-item", /Could not undo .* across all files because changes were made to .*rates\.py/);
  await looksLike(SHOP, "undo takes back what is looked at");
  await openFile("rates.py", 1);
  await looksLike(`# Mine.\n${RATES.replace("0.19", "0.25")}`, "the other file is as it was left");
  await until(async () => {
    if ((await textOf(CODE)) === RATES) return true;
    await press("Control+Z");
    return false;
  }, "it is taken back by itself, step by step");
  await command("File: Save All");
  await until(() => saved() === SHOP && saved("rates.py") === RATES, "all is as it was");
});
