"""`make soak`: the firmware's own main.py through a year, on hardware that is not there."""
