/** Asks for an instruction, with what was said before in reach. */

import * as vscode from "vscode";
import { offered, remembered } from "./history";

const KEY = "contexten.instructions";

/** The instruction; undefined where the person changed their mind. An empty one is allowed. */
export async function askInstruction(memory: vscode.Memento, title: string, value = ""): Promise<string | undefined> {
  const history = memory.get<string[]>(KEY, []);
  const instruction = await picked(history, title, value);
  if (instruction !== undefined) await memory.update(KEY, remembered(history, instruction));
  return instruction;
}

function picked(history: readonly string[], title: string, value: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const box = vscode.window.createQuickPick();
    box.title = title;
    box.placeholder = "What do you want? Empty: what the code around asks for.";
    box.value = value;
    box.ignoreFocusOut = true;
    const fill = (): void => {
      box.items = offered(history, box.value).map((label) => ({ label, alwaysShow: true }));
      const typed = box.value.trim();
      box.activeItems = typed === "" ? [] : box.items.slice(0, 1);
    };
    let answer: string | undefined;
    fill();
    box.onDidChangeValue(fill);
    box.onDidAccept(() => {
      answer = box.activeItems[0]?.label ?? box.value.trim();
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}
