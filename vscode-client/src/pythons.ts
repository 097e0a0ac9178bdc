/** The Pythons of this machine, each asked what it is. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { NoServer } from "./noServer";
import { type Python, PROBE, candidates, isUsable, missing, parsed } from "./python";

const PATIENCE = 20_000;

/** The first that an environment can be made with. Throws NoServer, which says what to install. */
export async function usablePython(configured: string, env = process.env, isDebian = existsSync("/etc/debian_version")): Promise<Python> {
  const found: Python[] = [];
  for (const name of candidates(configured, process.platform)) {
    const python = await probed(name, env);
    if (python === undefined) continue;
    if (isUsable(python) && python.venv) return python;
    found.push(python);
  }
  throw new NoServer(missing(found, configured, isDebian));
}

/** What the Python says about itself; it is run apart from the workspace and the person's own packages. */
export function probed(name: string, env = process.env): Promise<Python | undefined> {
  return new Promise((resolve) => {
    execFile(name, ["-I", "-c", PROBE], { timeout: PATIENCE, env }, (error, output) => {
      resolve(error === null ? parsed(output) : undefined);
    });
  });
}
