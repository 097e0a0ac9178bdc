"""The bike messenger: in town, today."""

from __future__ import annotations

from parcels.carriers.base import Carrier
from parcels.model import CannotCarry, Parcel, Quote
from parcels.pricing import price_by_weight, with_fuel
from parcels.zones import zone_of


class BikeCarrier(Carrier):
    """Small parcels within one town."""

    name = "Bike"
    max_weight = 5_000
    base_price = 900
    price_per_kilo = 100
    max_zone = 0

    def quote(self, parcel: Parcel) -> Quote:
        """The price and the days it takes."""
        raise NotImplementedError
