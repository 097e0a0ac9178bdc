import pytest

from parcels.carriers.post import PostCarrier
from parcels.model import Address, CannotCarry, Parcel

HERE = Address("Marktplatz 1", "20095")


def parcel(weight: int, recipient: Address = HERE) -> Parcel:
    return Parcel(weight, 30, 20, 10, HERE, recipient)


def test_post_goes_abroad():
    quote = PostCarrier().quote(parcel(900, Address("Rue 1", "75001", "FR")))
    assert (quote.carrier, quote.days) == ("Post", 3)


def test_post_refuses_what_is_too_heavy():
    with pytest.raises(CannotCarry):
        PostCarrier().quote(parcel(31_000))
