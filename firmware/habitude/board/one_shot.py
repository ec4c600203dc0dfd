"""A chip on I2C that measures when it is told to, and has its answer some milliseconds later."""

from habitude.board.errors import NO_ANSWER, NOT_READY, SensorError


class OneShot:
    """For drivers: `start` sends `command`, `_fetch` fills `_answer`, `takes_ms` later."""

    def __init__(self, i2c, clock, address, command, takes_ms, size):
        self._i2c = i2c
        self._clock = clock
        self._address = address
        self._command = command
        self._takes_ms = takes_ms
        self._answer = bytearray(size)
        self._status = NOT_READY
        self._started = 0

    def start(self):
        """Start a measurement. A sensor that doesn't answer is told by the read that follows."""
        self._started = self._clock.ticks()
        try:
            self._i2c.writeto(self._address, self._command)
            self._status = None
        except OSError:
            self._status = NO_ANSWER

    def _fetch(self):
        """Take the answer to the measurement that was started; SensorError if there is none."""
        if self._status is not None:
            status, self._status = self._status, NOT_READY
            raise SensorError(status)
        if self._clock.since(self._started) < self._takes_ms:
            raise SensorError(NOT_READY)
        self._status = NOT_READY
        try:
            self._i2c.readfrom_into(self._address, self._answer)
        except OSError:
            raise SensorError(NO_ANSWER)
