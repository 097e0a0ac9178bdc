/** An answer that is still arriving, laid into the text it is for: a picture of what comes, not the edit. */

/** The code of a partial answer: what stands after an opening fence and before its closing one. */
export function codeOf(partial: string): string {
  const opening = /^[^\n]*?(```+|~~~+)[^\n]*\n/m.exec(partial);
  if (opening === null) return partial.startsWith("```") || partial.startsWith("~~~") ? "" : partial;
  const rest = partial.slice(opening.index + opening[0].length);
  const closing = rest.indexOf(`\n${opening[1] ?? ""}`);
  return closing < 0 ? rest : rest.slice(0, closing + 1);
}

/** `text` with the partial answer after line `line`, indented as that line is. */
export function laid(text: string, line: number, partial: string): string {
  const code = codeOf(partial);
  if (code === "") return text;
  const lines = text.split("\n");
  const at = Math.min(line + 1, lines.length);
  const indent = /^[ \t]*/.exec(lines[at - 1] ?? "")?.[0] ?? "";
  const missing = code.startsWith(indent) ? "" : indent;
  const laidIn = code.replace(/\n$/, "").split("\n").map((item) => (item === "" ? item : missing + item));
  return [...lines.slice(0, at), ...laidIn, ...lines.slice(at)].join("\n");
}
