/** Lines of an agent's log as a person reads them: one line of text for each, so that they can be counted. */

import type { LogLine } from "./wire";

const LONGEST = 500;

export function logLines(lines: readonly LogLine[]): string[] {
  return lines.map((line) => {
    const said = [line.thought, line.text].filter((part) => part !== "").join(" ").replace(/\s+/g, " ").trim();
    const what = [line.kind, line.tool].filter((part) => part !== "").join(" ");
    return `${line.at} ${what}: ${said}`.trim().slice(0, LONGEST);
  });
}
