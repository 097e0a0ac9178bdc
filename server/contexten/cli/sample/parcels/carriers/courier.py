"""The courier: fast, for a price."""

from __future__ import annotations

from parcels.carriers.base import Carrier
from parcels.model import CannotCarry, Parcel, Quote
from parcels.pricing import price_by_weight, with_fuel
from parcels.zones import zone_of


class CourierCarrier(Carrier):
    """Within the country and to its neighbours, on the next day."""

    name = "Courier"
    max_weight = 20_000
    base_price = 1_200
    price_per_kilo = 150
    max_zone = 2

    def quote(self, parcel: Parcel) -> Quote:
        """The price and the days it takes."""
        self.check_weight(parcel)
        zone = zone_of(parcel)
        if zone > self.max_zone:
            raise CannotCarry(f"{self.name} does not go to {parcel.recipient.country}")
        price = price_by_weight(parcel, base=self.base_price, per_kilo=self.price_per_kilo)
        return Quote(self.name, with_fuel(price), 1)

    def same_day(self, parcel: Parcel) -> bool:
        """Whether it can arrive today."""
        return zone_of(parcel) == 0
