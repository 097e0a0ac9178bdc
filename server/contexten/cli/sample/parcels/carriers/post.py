"""The post: everywhere, slowly."""

from __future__ import annotations

from parcels.carriers.base import Carrier
from parcels.model import Parcel, Quote
from parcels.pricing import bulky, price_by_weight, with_fuel
from parcels.zones import zone_of


class PostCarrier(Carrier):
    """Takes everything up to 30 kg."""

    name = "Post"
    max_weight = 30_000
    base_price = 450
    price_per_kilo = 60
    bulky_price = 2_300

    def quote(self, parcel: Parcel) -> Quote:
        """The price and the days it takes."""
        self.check_weight(parcel)
        price = price_by_weight(parcel, base=self.base_price, per_kilo=self.price_per_kilo)
        if bulky(parcel):
            price += self.bulky_price
        zone = zone_of(parcel)
        return Quote(self.name, with_fuel(price * (1 + zone)), 1 + zone)
