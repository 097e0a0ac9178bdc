"""Quotes for sending a parcel."""
