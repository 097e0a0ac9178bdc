/** The key of the model's endpoint: in VS Code's secret storage, bound to its origin. */

import * as vscode from "vscode";
import { originOf, secretName } from "./origin";

export async function keyOfEndpoint(secrets: vscode.SecretStorage, baseUrl: string): Promise<string | undefined> {
  const origin = originOf(baseUrl);
  return origin === undefined ? undefined : secrets.get(secretName(origin));
}

/** Ask for the key and keep it; whether it was kept. */
export async function storeKey(secrets: vscode.SecretStorage): Promise<boolean> {
  const origin = currentOrigin();
  if (origin === undefined) return false;
  const key = await vscode.window.showInputBox({
    title: `Key for ${origin}`,
    prompt: "Kept in VS Code's secret storage and sent to this address only.",
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined || key.trim() === "") return false;
  await secrets.store(secretName(origin), key.trim());
  return true;
}

export async function removeKey(secrets: vscode.SecretStorage): Promise<boolean> {
  const origin = currentOrigin();
  if (origin === undefined) return false;
  await secrets.delete(secretName(origin));
  return true;
}

function currentOrigin(): string | undefined {
  const baseUrl = vscode.workspace.getConfiguration("contexten").get<string>("model.baseUrl", "");
  const origin = originOf(baseUrl);
  if (origin === undefined) void vscode.window.showErrorMessage(`Contexten: 'contexten.model.baseUrl' is no address: '${baseUrl}'.`);
  return origin;
}
