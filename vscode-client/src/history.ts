/** The instructions a person gave before, newest first, each once. */

const KEPT = 30;

export function remembered(history: readonly string[], instruction: string): string[] {
  const given = instruction.trim();
  if (given === "") return [...history];
  return [given, ...history.filter((item) => item !== given)].slice(0, KEPT);
}

/** What the box offers while `typed` stands in it: that text first, then what was said before and contains it. */
export function offered(history: readonly string[], typed: string): string[] {
  const given = typed.trim();
  const wanted = given.toLowerCase();
  const before = history.filter((item) => item !== given && item.toLowerCase().includes(wanted));
  return given === "" ? before : [given, ...before];
}

/** The instruction of the next try, which tells why the answer before was not wanted. */
export function withReason(instruction: string, reason: string): string {
  const told = `An earlier answer was rejected: ${reason.trim()}`;
  return instruction === "" ? told : `${instruction}\n${told}`;
}
