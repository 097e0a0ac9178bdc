"""How far a parcel travels."""

from __future__ import annotations

from parcels.model import Address, Parcel

NEIGHBOURS = {"AT", "BE", "CH", "CZ", "DK", "FR", "LU", "NL", "PL"}


def zone_of(parcel: Parcel) -> int:
    """0: same town, 1: same country, 2: a neighbour, 3: the rest of the world."""
    sender, recipient = parcel.sender, parcel.recipient
    if sender.country != recipient.country:
        return 2 if recipient.country in NEIGHBOURS else 3
    return 0 if same_town(sender, recipient) else 1


def same_town(one: Address, other: Address) -> bool:
    """Whether both postcodes belong to one town."""
    return one.postcode[:3] == other.postcode[:3]
