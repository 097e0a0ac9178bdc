/** A result is shown only as it fits the text that is there. */

import type { Server } from "./server";
import type { Result } from "./wire";

/**
 * Show a result; where a person typed while it came, show what `anew` makes of it by now, until it fits.
 * What comes back is what was shown, or why nothing could be.
 */
export async function fitted(result: Result, show: (result: Result) => Promise<boolean>, anew: () => Promise<Result>): Promise<Result> {
  let found = result;
  while (isProposal(found) && !(await show(found))) found = { ...result, ...(await anew()) };
  return found;
}

export function isProposal(result: Result): boolean {
  return result.outcome === "proposed" && result.edit !== undefined;
}

/** A kept result, laid onto the texts that are there now. */
export function laidNow(server: Server, task: string | null | undefined): Promise<Result> {
  return server.ask<Result>("contexten.task.apply", { task, apply: false });
}
