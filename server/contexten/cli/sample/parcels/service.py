"""Asks all carriers."""

from __future__ import annotations

from parcels.carriers import ALL
from parcels.model import CannotCarry, Parcel, Quote


def all_quotes(parcel: Parcel) -> list[Quote]:
    """The quotes of all carriers that take the parcel, cheapest first."""
    quotes: list[Quote] = []
    for carrier in ALL:
        try:
            quotes.append(carrier.quote(parcel))
        except CannotCarry:
            continue
    return sorted(quotes, key=lambda quote: (quote.price, quote.days))


def fastest(parcel: Parcel) -> Quote | None:
    """The quote with the fewest days; the cheaper one of two that are as fast."""
    return min(all_quotes(parcel), key=lambda quote: (quote.days, quote.price), default=None)
