// What is offered at a place without being asked for each time: the lens over a stub, an explanation, grey text at the cursor.
import { acceptable, atStub, click, command, gone, inFile, inProposal, instruct, openFile, press, proposed, putBack, save, scene, see, textOf, type } from "../hands.mjs";
import { SHOP, STUB_LINE, picture, set, until } from "../stage.mjs";

const GREY = '.monaco-editor .view-line [class*="ghost-text"]';
const line = (text) => see(".monaco-editor .view-line:has([class*='ghost-text'])", text);
const LAST_LINE = SHOP.split("\n").length;

scene("a model tells in words what the code does, and changes nothing", 120, async () => {
  await atStub();
  await command("Contexten: Tell in words what code does");
  await see('.tab.active[aria-label^="Explained.md"]');
  await see(".monaco-editor .view-line", "what a buyer pays");
  await picture("vscode-explain");
  await command("View: Close Editor");
  await atStub();
  await save(SHOP, "the file is as it was");
});

scene("where the lenses are turned on, the one over a stub has its body written", 120, async () => {
  set({ "contexten.codeLens.enabled": true });
  await openFile("shop.py", STUB_LINE);
  await see(".codelens-decoration", "Generate the body");
  await picture("vscode-lens");
  await click('.codelens-decoration a:has-text("Generate the body")');
  await instruct("by the lens");
  await inProposal();
  await acceptable();
  await proposed("return net + vat(net)");
  await command("Contexten: Reject the proposal");
  await gone(".monaco-diff-editor");
  set();
  await inFile("shop.py");
  await gone(".codelens-decoration", "Generate the body");
  await save(SHOP, "the file is as it was");
});

scene("where a person turned it on, grey text stands at the cursor: Tab takes it, Escape sends it away", 120, async () => {
  // What a suggestion may take is a matter of the machine here.
  set({ "contexten.inlineCompletion.enabled": true, "contexten.inlineCompletion.timeout": 30_000 });
  await openFile("shop.py", LAST_LINE);
  await type("tax = ");
  await line("tax = vat(100)");
  await picture("vscode-grey-text");
  await press("Tab");
  await gone(GREY);
  await until(async () => (await textOf(".editor-instance .view-lines")) === `${SHOP}tax = vat(100)`, "Tab has taken it");
  await press("Enter");
  await type("fee = ");
  await line("fee = vat(100)");
  await press("Escape");
  await gone(GREY);
  await until(async () => (await textOf(".editor-instance .view-lines")) === `${SHOP}tax = vat(100)\nfee =`, "Escape has left what was typed");
  set();
  await putBack();
});
