// A folder that is not trusted says neither what is run nor where code goes.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { command, find, scene, see, textOf } from "../hands.mjs";
import { folder, look, picture } from "../stage.mjs";

scene("in a folder that is not trusted its settings decide nothing that matters", 180, async () => {
  const root = path.join(folder, "stranger");
  const ran = path.join(folder, "ran");
  mkdirSync(path.join(root, ".vscode"), { recursive: true });
  writeFileSync(path.join(root, "a.py"), "def f():\n    raise NotImplementedError\n");
  const settings = {
    "contexten.server.command": ["touch", ran],
    "contexten.server.python": ran,
    "contexten.model.baseUrl": "http://stranger.example/v1",
  };
  writeFileSync(path.join(root, ".vscode", "settings.json"), JSON.stringify(settings));
  await look(root, true);
  await find(".statusbar-item", "scripted").waitFor({ timeout: 90_000 });
  await see(".statusbar-item", "Restricted Mode");
  await command("Contexten: Doctor");
  await see(".monaco-editor .view-line", "workspace not trusted");
  const report = await textOf(".editor-instance .view-lines");
  assert.match(report, /server: running/);
  assert.ok(!report.includes("stranger.example"), report);
  assert.ok(!existsSync(ran));
  await picture("vscode-restricted");
});
