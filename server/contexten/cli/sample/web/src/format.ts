import type { Quote } from "./model";

/** 1250 → "12.50 €". */
export function formatPrice(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}

/** 1 → "1 day". */
export function formatDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

/** One line of the list. */
export function formatQuote(quote: Quote): string {
  return `${quote.carrier}: ${formatPrice(quote.price)}, ${formatDays(quote.days)}`;
}
