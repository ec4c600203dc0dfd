"""The quantities that rules look at, tick by tick; signals.py declares them.

Each has `update(app, elapsed_s)`, called once a tick, which gives its value: an integer in
thousandths of the rules' unit, or MISSING.
"""

from habitude import fixed
from habitude.compat import const, micropython
from habitude.fixed import MISSING, clamp

_MILLI = const(3)  # decimals of every signal
_FINE = const(10)  # bits after the point in slow integrators and filters
_HOUR_S = const(3600)
_DAY_S = const(86400)
_TREND_S = const(1200)  # over which a reading is seen to move
_MOVES = const(30 << 10)  # thousandths in that time, _FINE bits after the point


class Difference:
    def __init__(self, declared, appliance):
        self._setting = appliance.setting(declared.setting, "")
        self._reading = appliance.reading(declared.reading, "")
        self._scale = _to_milli(appliance, declared.reading)
        self._reset_s = declared.reset_s
        self._band = fixed.raw(declared.band, _MILLI)
        self._reset = 0  # thousandths, _FINE bits after the point
        self._lagged = MISSING  # the reading, likewise

    @micropython.native
    def update(self, app, elapsed_s):
        raw = app.senses[self._reading].value
        if raw == MISSING:
            return MISSING
        error = (app.desired[self._setting] - raw) * self._scale
        value = error + (self._reset >> _FINE)
        if not self._reset_s:
            return value
        at_stop = value >= self._band if error > 0 else value <= -self._band
        moves = self._trend((raw * self._scale) << _FINE, elapsed_s)
        if error > 0:  # there within the integral time
            on_its_way = moves // _TREND_S * self._reset_s >= error << _FINE
        else:  # what is let go takes its own time
            on_its_way = moves < -_MOVES
        if not at_stop and not on_its_way:
            limit = self._band << _FINE
            step = (error << _FINE) // self._reset_s * elapsed_s
            self._reset = clamp(self._reset + step, -limit, limit)
            value = error + (self._reset >> _FINE)
        return value

    @micropython.native
    def _trend(self, now, elapsed_s):
        """How far a reading has left its first-order lag behind."""
        if self._lagged == MISSING:
            self._lagged = now
        moves = now - self._lagged
        self._lagged += moves // (_TREND_S + elapsed_s) * elapsed_s
        return moves


class Rate:
    def __init__(self, declared, appliance):
        self._index = appliance.reading(declared.reading, "")
        self._scale = _to_milli(appliance, declared.reading)
        self._lag_s = declared.lag_s
        self._lagged = MISSING  # thousandths, _FINE bits after the point

    @micropython.native
    def update(self, app, elapsed_s):
        raw = app.senses[self._index].value
        if raw == MISSING:
            self._lagged = MISSING
            return MISSING
        now = (raw * self._scale) << _FINE
        if self._lagged == MISSING:
            self._lagged = now
        gap = now - self._lagged
        step = gap // (self._lag_s + elapsed_s) * elapsed_s
        self._lagged += step
        return ((gap - step) >> _FINE) * _HOUR_S // self._lag_s


class Absence:
    def __init__(self, longest):
        self._longest_s = longest * 60

    @micropython.native
    def update(self, app, elapsed_s):
        quiet_s = app.presence.quiet_s
        longest_s = self._longest_s
        return (quiet_s if quiet_s < longest_s else longest_s) * 1000 // 60


class Expected:
    @micropython.native
    def update(self, app, elapsed_s):
        return app.expecting.nearness * 1000 >> 12


class Average:
    def __init__(self, declared, appliance):
        self._index = appliance.reading(declared.reading, "")
        self._scale = _to_milli(appliance, declared.reading)
        self._over_s = declared.hours * _HOUR_S
        # Thousandths, _FINE bits after the point.
        self._mean = fixed.raw(declared.unknown, _MILLI) << _FINE
        self._known = False

    @micropython.native
    def update(self, app, elapsed_s):
        raw = app.senses[self._index].value
        if raw == MISSING:
            return self._mean >> _FINE
        now = (raw * self._scale) << _FINE
        if not self._known:
            self._known = True
            self._mean = now
        # The share that has passed, of the whole and of the rest: the product is no small integer.
        gap, over_s = now - self._mean, self._over_s
        self._mean += gap // over_s * elapsed_s + gap % over_s * elapsed_s // over_s
        return self._mean >> _FINE


class Hour:
    @micropython.native
    def update(self, app, elapsed_s):
        local_s = app.local_s
        return MISSING if local_s < 0 else local_s % _DAY_S * 1000 // _HOUR_S


def _to_milli(appliance, reading):
    return 10 ** (_MILLI - appliance.readings[appliance.reading(reading, "")].decimals)
