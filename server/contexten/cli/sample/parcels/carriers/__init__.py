"""The carriers we ask, cheapest on average first."""

from parcels.carriers.bike import BikeCarrier
from parcels.carriers.courier import CourierCarrier
from parcels.carriers.post import PostCarrier

ALL = (PostCarrier(), BikeCarrier(), CourierCarrier())

__all__ = ["ALL", "BikeCarrier", "CourierCarrier", "PostCarrier"]
