"""What every carrier can do."""

from __future__ import annotations

from abc import ABC, abstractmethod

from parcels.model import CannotCarry, Parcel, Quote


class Carrier(ABC):
    """A company that carries parcels; limits in grams."""

    name: str
    max_weight: int
    base_price: int
    price_per_kilo: int

    @abstractmethod
    def quote(self, parcel: Parcel) -> Quote:
        """The price and the days it takes; raises CannotCarry."""

    def check_weight(self, parcel: Parcel) -> None:
        """Raise CannotCarry for a parcel that is too heavy."""
        if parcel.weight > self.max_weight:
            raise CannotCarry(f"{self.name} takes at most {self.max_weight} g")
