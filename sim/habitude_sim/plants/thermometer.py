"""The thermometer of a wall device in a room."""

from math import exp

_AIR_WEIGHT = 0.7  # it sees mostly air, partly surfaces
_LAG_MIN = 10.0


class Thermometer:
    """Sees air and surfaces with an offset, follows with a first-order lag."""

    def __init__(self, initial_c: float, offset_k: float) -> None:
        self._offset_k = offset_k
        self._follows = 1 - exp(-1 / _LAG_MIN)
        self.value_c = initial_c + offset_k

    def step(self, air_c: float, mass_c: float) -> None:
        """Advances a minute; `value_c` is then the reading before noise and quantisation."""
        seen_c = _AIR_WEIGHT * air_c + (1 - _AIR_WEIGHT) * mass_c + self._offset_k
        self.value_c += self._follows * (seen_c - self.value_c)
