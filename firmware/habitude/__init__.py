"""Habitude: appliances that learn how the people of one house like them."""

__version__ = "0.1.0"
