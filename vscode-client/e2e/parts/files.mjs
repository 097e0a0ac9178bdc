// Proposals that reach beyond one file.
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import * as path from "node:path";
import { acceptable, atStub, command, instruct, proposed, scene, see } from "../hands.mjs";
import { picture, project, until } from "../stage.mjs";

scene("a new file is proposed before it is made", 120, async () => {
  const made = path.join(project, "tests", "test_shop.py");
  await atStub();
  await command("Contexten: Write a test");
  await instruct("a test of it", "Write a test");
  await acceptable();
  await proposed("def test_price");
  assert.ok(!existsSync(made));
  await picture("vscode-new-file");
  await command("Contexten: Accept the proposal");
  await until(() => existsSync(made), "the file is made");
  await see('.tab.active[aria-label^="test_shop.py"]');
  rmSync(made);
});
