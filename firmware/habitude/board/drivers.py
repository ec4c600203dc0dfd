"""The register of drivers: the name in board.json and the module behind it.

A driver module has FIELDS (see fields.py) and build(options, pins, clock), which returns

- a sensor: `values`, a list of raw readings, and `read()`, which fills it or raises SensorError;
- a control: `take()`, the steps turned since the last call;
- an actuator: `write(level)`, 0..1000 thousandths, and `off()`;
- a voter: `answer()`, what somebody said since the last call: -1, 0, 1 or None;
- a card reader: `tapped()`, the token of who came or left since the last call, or None;
- a display: `show(app, turned, refused)`, called every few ms;
- a clock chip: `local_s()` and `set_local(local_s)`.

Each may have `start()` (called some 200 ms before it is read), `poll()` (called every few ms), and
`held_ms()`: for how long the two buttons have been held that together ask for the factory state.
"""

DRIVERS = {
    "sht3x": "sht3x",
    "bh1750": "bh1750",
    "ntc": "ntc",
    "hx711": "hx711",
    "pir": "pir",
    "buttons": "buttons",
    "encoder": "encoder",
    "pwm": "pwm_output",
    "relay": "relay_output",
    "vote_buttons": "vote_buttons",
    "pn532": "pn532",
    "ssd1306": "ssd1306",
    "ds3231": "ds3231",
}


def module(name):
    """The module of a registered driver, imported when first asked for: others cost nothing."""
    return __import__("habitude.board." + DRIVERS[name], None, None, ("build",))
