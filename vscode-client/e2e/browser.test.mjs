// The packaged extension in a real VS Code in a browser: what a person sees and does, from the first start on.
import { after, before, test } from "node:test";
import { find, see } from "./hands.mjs";
import { begin, end, picture } from "./stage.mjs";

before(begin, { timeout: 240_000 });
after(end);

test("the extension makes its environment and starts the server", { timeout: 300_000 }, async () => {
  await find('.explorer-folders-view .monaco-list-row:has-text("shop.py")').dblclick();
  await see(".monaco-editor .view-line", "price");
  await find(".statusbar-item", "scripted").waitFor({ timeout: 240_000 });
  await picture("vscode-start");
});

await import("./parts/proposals.mjs");
await import("./parts/views.mjs");
await import("./parts/offers.mjs");
await import("./parts/keyboard.mjs");
await import("./parts/agent.mjs");
await import("./parts/files.mjs");
await import("./parts/trust.mjs");
