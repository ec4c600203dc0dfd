"""What rules look at: quantities made from readings, settings and time, in thousandths.

Each signal is a declaration that knows which names it needs (`check`) and makes the object that
computes it (`bind`, see quantities.py).
"""

from habitude import quantities
from habitude.appliance import DeclarationError


class Difference:
    """Setting minus reading, plus a slow integral of itself that removes the steady error.

    reset_s: integral time of the automatic reset (0: none). band: the value, in the natural unit,
    at which the drive is at its stop: beyond it the integral does not grow (anti-windup by
    conditional integration, Åström & Hägglund, 1995). Nor does it while the reading is on its way:
    a room that is let go, or heated up again, loses the same heat when it is back.
    """

    def __init__(self, name, setting, reading, reset_s=0, band=1):
        self.name = name
        self.setting = setting
        self.reading = reading
        self.reset_s = reset_s
        self.band = band

    def check(self, appliance):
        what = "signal '%s' needs" % self.name
        setting = appliance.settings[appliance.setting(self.setting, what)]
        reading = appliance.readings[appliance.reading(self.reading, what)]
        _same_unit(self.name, setting, reading)

    def bind(self, appliance):
        return quantities.Difference(self, appliance)


class Rate:
    """Change of a reading per hour: the difference to its own first-order lag of `lag_s`."""

    def __init__(self, name, reading, lag_s=600):
        self.name = name
        self.reading = reading
        self.lag_s = lag_s

    def check(self, appliance):
        appliance.reading(self.reading, "signal '%s' needs" % self.name)

    def bind(self, appliance):
        return quantities.Rate(self, appliance)


class Absence:
    """Minutes since somebody was surely there, at most `longest`; 0 when unknown."""

    def __init__(self, name, longest):
        self.name = name
        self.longest = longest

    def check(self, appliance):
        if appliance.presence is None:
            raise DeclarationError("signal '%s' needs a presence reading" % self.name)

    def bind(self, appliance):
        return quantities.Absence(self.longest)


class Expected:
    """How near a use is expected: log-odds of one within the hour, above those to prepare from.

    0 while prepared, and while nothing is expected because nothing is known; else below.
    """

    def __init__(self, name):
        self.name = name

    def check(self, appliance):
        if appliance.routine is None:
            raise DeclarationError("signal '%s' needs a routine" % self.name)

    def bind(self, appliance):
        return quantities.Expected()


class Average:
    """Exponentially weighted mean of a reading over `hours`; `unknown` until there is one."""

    def __init__(self, name, reading, hours, unknown):
        self.name = name
        self.reading = reading
        self.hours = hours
        self.unknown = unknown

    def check(self, appliance):
        appliance.reading(self.reading, "signal '%s' needs" % self.name)

    def bind(self, appliance):
        return quantities.Average(self, appliance)


class Hour:
    """Hour of the day, 0..24; MISSING while the clock is not trusted."""

    def __init__(self, name="hour"):
        self.name = name

    def check(self, appliance):
        pass

    def bind(self, appliance):
        return quantities.Hour()


def _same_unit(name, setting, reading):
    if setting.unit != reading.unit or setting.decimals != reading.decimals:
        raise DeclarationError(
            "signal '%s' subtracts '%s' (%s, %d decimals) from '%s' (%s, %d decimals)"
            % (
                name,
                reading.name,
                reading.unit,
                reading.decimals,
                setting.name,
                setting.unit,
                setting.decimals,
            )
        )
