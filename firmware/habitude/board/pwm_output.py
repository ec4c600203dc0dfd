"""A PWM output: 0..1000 thousandths of the time on, for a MOSFET, an SSR with a fast input, a fan.

Before the firmware runs, the pin floats: a pull-down (pull-up if "active" is "low") at the switch
keeps the load off.
"""

from habitude.board.fields import OUTPUT, PIN, choice, whole

FIELDS = {
    "pin": PIN,
    "freq_hz": whole(1000, 8, 100000),  # the RP2040 at 125 MHz can't go below 7.5 Hz
    "active": choice("high", "low"),
    "drives": OUTPUT,
}


def build(options, pins, clock):
    inverted = options["active"] == "low"
    pwm = pins.pwm(options["pin"], options["freq_hz"], 65535 if inverted else 0)
    return PwmOutput(pwm, inverted)


class PwmOutput:
    def __init__(self, pwm, inverted=False):
        self._pwm = pwm
        self._inverted = inverted
        self.off()

    def write(self, level):
        """On for `level` thousandths of the time; below 0 is 0, above 1000 is 1000."""
        duty = min(max(level, 0), 1000) * 65535 // 1000
        self._pwm.duty_u16(65535 - duty if self._inverted else duty)

    def off(self):
        """The safe state."""
        self.write(0)
