import { fetchQuotes } from "./api";
import { formatQuote } from "./format";
import type { Parcel } from "./model";

/** Fills the list with the quotes of a parcel. */
export async function showQuotes(list: HTMLElement, parcel: Parcel): Promise<void> {
  const quotes = await fetchQuotes(parcel);
  list.replaceChildren(
    ...quotes.map((quote) => {
      const row = document.createElement("li");
      row.textContent = formatQuote(quote);
      return row;
    }),
  );
}
