"""The simulator: appliances living with households, in virtual time."""
