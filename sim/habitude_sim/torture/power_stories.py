"""All that is written to a flash while its power may be cut.

To add a scenario, write its steps, and add it to a story or, for a board that begins with other
files, to a story of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from habitude_sim.torture import power_appliance, power_firmware, power_lock
from habitude_sim.torture.power_story import Story

STORIES: Sequence[Story] = (
    *power_appliance.STORIES,
    *power_lock.STORIES,
    *power_firmware.STORIES,
)
