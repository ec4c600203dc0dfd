"""Tools for an appliance on the desk: its link, its rules, the command `habitude`."""

from habitude import __version__

__all__ = ["__version__"]
