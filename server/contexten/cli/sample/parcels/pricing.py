"""Prices in cents, from weights and zones."""

from __future__ import annotations

from parcels.model import Parcel

FUEL_SURCHARGE = 0.08


def price_by_weight(parcel: Parcel, *, base: int, per_kilo: int) -> int:
    """A base price and so much for each kilogram that is begun."""
    kilos = -(-parcel.weight // 1000)
    return base + kilos * per_kilo


def with_fuel(price: int) -> int:
    """The price with the fuel surcharge, rounded up to ten cents."""
    return -(-round(price * (1 + FUEL_SURCHARGE)) // 10) * 10


def bulky(parcel: Parcel) -> bool:
    """Whether it does not fit into an ordinary van's shelf."""
    return parcel.volume > 120_000 or max(parcel.length, parcel.width, parcel.height) > 120
