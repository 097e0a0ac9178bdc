import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { NoServer } from "../src/noServer";
import { usablePython } from "../src/pythons";

/** A PATH with these programs alone; each prints what a Python would say of itself. */
async function onPath<T>(programs: Readonly<Record<string, object | string>>, work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "contexten-path-"));
  try {
    for (const [name, said] of Object.entries(programs)) {
      const text = typeof said === "string" ? said : JSON.stringify({ path: path.join(folder, name), contexten: "", ...said });
      const program = path.join(folder, name);
      writeFileSync(program, `#!/bin/sh\necho '${text}'\n`);
      chmodSync(program, 0o755);
    }
    return await work({ PATH: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const OLD = { version: [3, 9], venv: true };
const BARE = { version: [3, 12], venv: false };
const GOOD = { version: [3, 11], venv: true };

const refusal = (pattern: RegExp) => (error: unknown): boolean => error instanceof NoServer && pattern.test(error.message);

test("the first Python on PATH that can make an environment is taken", async () => {
  const found = await onPath({ "python3": OLD, "python3.12": BARE, "python3.11": GOOD }, (env) => usablePython("", env));
  assert.deepEqual(found.version, [3, 11]);
});

test("without any Python the message says which one is needed and where to name it", async () => {
  await onPath({}, (env) => assert.rejects(usablePython("", env), refusal(/3\.11 or later; none was found on PATH\. Install one, or set 'contexten\.server\.python'/)));
});

test("an old one is named with its version", async () => {
  await onPath({ python3: OLD }, (env) => assert.rejects(usablePython("", env), refusal(/on PATH only .*python3 is 3\.9/)));
});

test("on Debian the package that is missing is named", async () => {
  await onPath({ python3: BARE }, (env) => assert.rejects(usablePython("", env, true), refusal(/'python3\.12-venv' \(apt install python3\.12-venv\)/)));
});

test("a program that is no Python is passed over", async () => {
  await onPath({ python3: "hello", python: OLD }, (env) => assert.rejects(usablePython("", env), refusal(/python is 3\.9/)));
});

test("only the configured one is asked", async () => {
  await onPath({ "python3.11": GOOD }, (env) => assert.rejects(usablePython("/nowhere/python", env), refusal(/'contexten\.server\.python' \(\/nowhere\/python\)/)));
});
