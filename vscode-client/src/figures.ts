/** Numbers as a person reads them. */

import type { Pack, Spent, Status } from "./wire";

const CELLS = 10;

/** The figures of the budget, then a bar of it: `4,800 of 8,000 tokens ██████░░░░`. */
export function budgetBar(pack: Pack): string {
  const part = pack.budget > 0 ? Math.min(1, pack.tokens / pack.budget) : 0;
  const full = Math.round(part * CELLS);
  return `${grouped(pack.tokens)} of ${grouped(pack.budget)} tokens ${"█".repeat(full)}${"░".repeat(CELLS - full)}`;
}

export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** What was spent today: money where a price is known, else calls. */
export function spentToday(status: Status): string {
  const spent = Object.values(status.performance?.today ?? {});
  const dollars = spent.reduce((sum, item) => sum + (item.dollars ?? 0), 0);
  const calls = spent.reduce((sum, item) => sum + (item.calls ?? 0), 0);
  if (dollars > 0) return `${money(dollars)} today`;
  return calls === 0 ? "" : `${grouped(calls)} ${calls === 1 ? "call" : "calls"} today`;
}

/** What one task took: money where a price is known, else tokens; "" where no model was asked. */
export function costOf(spent: Spent | null): string {
  if (spent === null) return "";
  if ((spent.cached ?? 0) > 0) return "from the cache";
  const tokens = (spent.promptTokens ?? 0) + (spent.completionTokens ?? 0);
  return (spent.unpriced ?? 0) > 0 ? `${grouped(tokens)} tokens` : money(spent.dollars ?? 0);
}

function money(dollars: number): string {
  return `$${dollars.toFixed(dollars < 1 ? 3 : 2)}`;
}

/** The model as the status bar names it. */
export function modelName(status: Status): string {
  const [model] = status.models;
  return model?.usable === true ? (model.name ?? "model") : "drafts only";
}

/** How relevant an item is, in the words of the view. */
export function percent(relevance: number): string {
  return `${Math.round(relevance * 100)} %`;
}
