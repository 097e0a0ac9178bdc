import type { Parcel, Quote } from "./model";

/** Asks the service; throws when it does not answer well. */
export async function fetchQuotes(parcel: Parcel): Promise<Quote[]> {
  const response = await fetch("/quotes", { method: "POST", body: JSON.stringify(parcel) });
  if (!response.ok) {
    throw new Error(`quotes: ${response.status}`);
  }
  return (await response.json()) as Quote[];
}
