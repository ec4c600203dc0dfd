"""The register of drivers: the name in board.json and the module behind it.

A driver module has FIELDS (see fields.py) and build(options, pins, clock), which returns

- a sensor: `values`, a list of raw readings, and `read()`, which fills it or raises SensorError;
- a control: `take()`, the steps turned since the last call;
- an actuator: `write(level)`, 0..1000 thousandths, and `off()`.

Each may have `start()` (called some 20 ms before it is read) and `poll()` (called every few ms).
"""

DRIVERS = {
    "sht3x": "sht3x",
    "ntc": "ntc",
    "pir": "pir",
    "buttons": "buttons",
    "encoder": "encoder",
    "pwm": "pwm_output",
    "relay": "relay_output",
}


def module(name):
    """The module of a registered driver, imported when first asked for: others cost nothing."""
    return __import__("habitude.board." + DRIVERS[name], None, None, ("build",))
