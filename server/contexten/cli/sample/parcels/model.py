"""What the rest of the program talks about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """Where a parcel comes from or goes to."""

    street: str
    postcode: str
    country: str = "DE"


@dataclass(frozen=True)
class Parcel:
    """One parcel; weight in grams, sides in centimetres."""

    weight: int
    length: int
    width: int
    height: int
    sender: Address
    recipient: Address

    @property
    def volume(self) -> int:
        """Cubic centimetres."""
        return self.length * self.width * self.height


@dataclass(frozen=True)
class Quote:
    """What a carrier asks for a parcel; price in cents."""

    carrier: str
    price: int
    days: int


class CannotCarry(Exception):
    """The carrier does not take this parcel."""
