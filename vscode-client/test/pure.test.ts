import assert from "node:assert/strict";
import { test } from "node:test";
import { NONE, excluded, forgotten, keyOf, pinned } from "../src/choices";
import { budgetBar, costOf, modelName, spentToday } from "../src/figures";
import { fitted } from "../src/fitting";
import { offered, remembered, withReason } from "../src/history";
import { hunkAt, hunkTitle } from "../src/hunks";
import { logLines } from "../src/logLines";
import { keyVariables, originOf } from "../src/origin";
import { edited, filesOf } from "../src/proposal";
import { type Python, candidates, isUsable, missing, parsed } from "../src/python";
import { type RunNode, merged } from "../src/rows";
import { codeOf, laid } from "../src/stream";
import type { Hunk, Result, Status, Task } from "../src/wire";

const edit = (l1: number, c1: number, l2: number, c2: number, newText: string) => ({
  range: { start: { line: l1, character: c1 }, end: { line: l2, character: c2 } },
  newText,
});
const hunk = (from: number, to: number, label = ""): Hunk => ({
  id: `${from}`, uri: "file:///a", label, range: { start: { line: from, character: 4 }, end: { line: to, character: 9 } },
});
const python = (minor: number, venv = true): Python => ({ path: `/usr/bin/python3.${minor}`, version: [3, minor], venv, contexten: "" });
const task = (id: string, state: string): RunNode => {
  const plain: Task = { id, state, title: "price", uri: "file:///a", created: 0, reason: "", source: "", files: [], log: [], spent: null };
  return { kind: "task", task: plain };
};
const status = (part: Partial<Status>): Status => ({ version: "1", index: { files: 0, symbols: 0, pending: 0 }, models: [], memory: 0, ...part });

test("edits are made on the places of the old text, whatever their order", () => {
  assert.equal(edited("one\ntwo\nthree\n", [edit(2, 0, 2, 5, "3"), edit(0, 0, 0, 3, "1\n1")]), "1\n1\ntwo\n3\n");
});

test("what is inserted at one place stays in its order", () => {
  assert.equal(edited("x", [edit(0, 0, 0, 0, "a"), edit(0, 0, 0, 0, "b")]), "abx");
});

test("a place beyond the end of a line is its end, and lines end at CRLF too", () => {
  assert.equal(edited("ab\r\ncd", [edit(0, 99, 0, 99, "!")]), "ab!\r\ncd");
  assert.equal(edited("ab\r\ncd", [edit(9, 0, 9, 0, "!")]), "ab\r\ncd!");
});

test("characters count as in UTF-16", () => {
  assert.equal(edited("😀b", [edit(0, 2, 0, 3, "c")]), "😀c");
});

test("the edits of a file come together, and a new file is known as one", () => {
  const files = filesOf({
    documentChanges: [
      { kind: "create", uri: "file:///b" },
      { textDocument: { uri: "file:///b", version: null }, edits: [edit(0, 0, 0, 0, "b")] },
      { textDocument: { uri: "file:///a", version: 3 }, edits: [edit(0, 0, 0, 0, "a")] },
    ],
  });
  assert.deepEqual(files.map(({ uri, created, version, edits }) => [uri, created, version, edits.length]), [
    ["file:///b", true, undefined, 1],
    ["file:///a", false, 3, 1],
  ]);
});

test("a file that is renamed or goes is known as such", () => {
  const files = filesOf({
    documentChanges: [
      { kind: "rename", oldUri: "file:///a", newUri: "file:///b" },
      { textDocument: { uri: "file:///b", version: null }, edits: [edit(0, 0, 0, 0, "b")] },
      { kind: "delete", uri: "file:///c" },
    ],
  });
  assert.deepEqual(files.map(({ uri, from, created, deleted, edits }) => [uri, from, created, deleted, edits.length]), [
    ["file:///b", "file:///a", false, false, 1],
    ["file:///c", undefined, false, true, 0],
  ]);
});

test("a hunk is named by what it is and its lines, from 1", () => {
  assert.equal(hunkTitle(hunk(4, 4, "generated body")), "generated body, line 5");
  assert.equal(hunkTitle(hunk(4, 6)), "change, lines 5 to 7");
});

test("the hunk of a line is the one there, else the next, else the last", () => {
  const hunks = [hunk(8, 9), hunk(2, 3)];
  assert.deepEqual([0, 3, 4, 9, 20].map((line) => hunkAt(hunks, line)?.range.start.line), [2, 2, 8, 8, 8]);
  assert.equal(hunkAt([], 0), undefined);
});

test("what a task cost is money where a price is known, else tokens", () => {
  assert.equal(costOf({ calls: 1, promptTokens: 1000, completionTokens: 500, dollars: 0.0421, unpriced: 0 }), "$0.042");
  assert.equal(costOf({ calls: 1, promptTokens: 1000, completionTokens: 500, dollars: 0, unpriced: 1 }), "1,500 tokens");
  assert.equal(costOf({ cached: 1 }), "from the cache");
  assert.equal(costOf(null), "");
});

test("a line of a log is one line", () => {
  const line = { kind: "ACTION", at: "12:00", tool: "grep", thought: "look\nthere", text: "" };
  assert.deepEqual(logLines([line]), ["12:00 ACTION grep: look there"]);
});

test("of a partial answer only the code is shown", () => {
  assert.equal(codeOf("Here it is:\n```python\nreturn 1\n"), "return 1\n");
  assert.equal(codeOf("```python\nreturn 1\n```\nDone."), "return 1\n");
  assert.equal(codeOf("```py"), "");
  assert.equal(codeOf("return 1"), "return 1");
});

test("a partial answer stands below the line it was asked for", () => {
  assert.equal(laid("def f():\n    ...\n", 0, "```\nreturn 1\n"), "def f():\nreturn 1\n    ...\n");
  assert.equal(laid("x\n", 0, ""), "x\n");
  assert.equal(laid("def f():\n    ...\n", 1, "if x:\n\n    y"), "def f():\n    ...\n    if x:\n\n        y\n");
  assert.equal(laid("def f():\n    ...\n", 1, "    if x:"), "def f():\n    ...\n    if x:\n");
});

test("instructions are remembered once, newest first, and offered by what is typed", () => {
  const history = remembered(remembered(remembered([], "add tests"), "retry"), "add tests");
  assert.deepEqual(history, ["add tests", "retry"]);
  assert.deepEqual(remembered(history, "  "), history);
  assert.deepEqual(offered(history, "RET"), ["RET", "retry"]);
  assert.deepEqual(offered(history, ""), history);
});

test("a rejection tells the next answer why", () => {
  assert.match(withReason("retry", "too slow"), /^retry\n.*too slow$/);
  assert.match(withReason("", "too slow"), /^[^\n]*too slow$/);
});

test("a key goes with the address it was stored for", () => {
  assert.equal(originOf("https://a.example:8443/v1"), "https://a.example:8443");
  assert.equal(originOf("file:///etc"), undefined);
  assert.equal(originOf("nonsense"), undefined);
  assert.deepEqual(keyVariables("https://a.example/v1", "k"), { CONTEXTEN_API_KEY: "k", CONTEXTEN_BASE_URL: "https://a.example/v1" });
  assert.deepEqual(keyVariables("https://a.example/v1", undefined), {});
});

test("a Python is usable from 3.11 on", () => {
  assert.deepEqual([10, 11, 13].map((minor) => isUsable(python(minor))), [false, true, true]);
  assert.equal(isUsable({ ...python(0), version: [2, 7] }), false);
  assert.equal(parsed("Python 3.11"), undefined);
  assert.deepEqual(candidates("/opt/python", "linux"), ["/opt/python"]);
});

test("what is missing is named, with what to do", () => {
  assert.match(missing([python(11, false)], "", true), /'python3\.11-venv'/);
  assert.match(missing([python(11, false)], "", false), /no venv or ensurepip/);
  assert.match(missing([python(9)], "", true), /3\.11 or later; on PATH only .* is 3\.9/);
  assert.match(missing([], "", true), /none was found on PATH/);
  assert.match(missing([], "/opt/python", true), /'contexten\.server\.python' \(\/opt\/python\)/);
});

test("the budget is a bar with its figures", () => {
  const pack = { items: [], hereTokens: 0, leftOut: [], tokens: 2000, budget: 8000 };
  assert.equal(budgetBar(pack), "2,000 of 8,000 tokens ███░░░░░░░");
  assert.match(budgetBar({ ...pack, budget: 0 }), / ░{10}$/);
});

test("what was spent is money where a price is known, else calls", () => {
  const today = (spent: object) => status({ performance: { today: { m: spent } } });
  assert.equal(spentToday(today({ calls: 2, dollars: 0.0314 })), "$0.031 today");
  assert.equal(spentToday(today({ calls: 1, dollars: 0 })), "1 call today");
  assert.equal(spentToday(status({})), "");
});

test("without a usable model the status says drafts only", () => {
  assert.equal(modelName(status({ models: [{ usable: false, reason: "none" }] })), "drafts only");
  assert.equal(modelName(status({ models: [{ usable: true, name: "gpt" }] })), "gpt");
});

test("what is pinned is not excluded, and the other way round", () => {
  const key = keyOf({ path: "a.py", name: "f" });
  assert.equal(key, "a.py:f");
  assert.equal(keyOf({ path: "a.py", name: "" }), "a.py");
  const choices = pinned(NONE, key);
  assert.deepEqual(excluded(choices, key), { pinned: [], excluded: [key] });
  assert.deepEqual(pinned(choices, key), choices);
  assert.deepEqual(forgotten(choices, key), NONE);
});

test("a row of the runs that tells something else stays the same object, and is the only one that is new", () => {
  const known = [task("b", "working"), task("a", "applied")];
  const { rows, changed, isMoved } = merged(known, [task("b", "ready"), task("a", "applied")]);
  assert.deepEqual([rows[0] === known[0], rows[1] === known[1], isMoved], [true, true, false]);
  assert.deepEqual(changed, [task("b", "ready")]);
  assert.equal(changed[0], known[0]);
});

test("where nothing is different no row is refreshed", () => {
  assert.deepEqual(merged([task("a", "applied")], [task("a", "applied")]), { rows: [task("a", "applied")], changed: [], isMoved: false });
});

test("a run that came, went or moved is told as such, and the others stay who they are", () => {
  const known = [task("b", "ready"), task("a", "applied")];
  const more = merged(known, [task("c", "queued"), ...[task("b", "ready"), task("a", "applied")]]);
  assert.deepEqual([more.isMoved, more.rows[1] === known[0], more.rows[2] === known[1]], [true, true, true]);
  assert.ok(merged(known, [task("b", "ready")]).isMoved);
  assert.ok(merged(known, [task("a", "applied"), task("b", "ready")]).isMoved);
});

test("a result whose text has moved on is laid anew until it fits", async () => {
  const made: Result = { task: "t", outcome: "proposed", edit: { changes: {} }, source: "model" };
  let asked = 0;
  const shown: (string | undefined)[] = [];
  const show = (result: Result): Promise<boolean> => {
    shown.push(result.text);
    return Promise.resolve(result.text === "2");
  };
  const found = await fitted(made, show, () => Promise.resolve({ task: "t", outcome: "proposed", edit: {}, text: String(++asked) }));
  assert.deepEqual(shown, [undefined, "1", "2"]);
  assert.equal(found.source, "model");
});

test("a result that fits no more is not shown, and tells why", async () => {
  const made: Result = { task: "t", outcome: "proposed", edit: { changes: {} } };
  const found = await fitted(made, () => Promise.resolve(false), () => Promise.resolve({ task: "t", outcome: "stale", reason: "typed there" }));
  assert.deepEqual([found.outcome, found.reason], ["stale", "typed there"]);
});
