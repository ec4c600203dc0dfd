"""What a driver's entry in board.json may hold: the words its FIELDS table is written in.

FIELDS = {"pin": PIN, "hold_s": whole(300, 0, 86400), "presence": reading(0, 0)}

Each field is a tuple whose first item is its kind, the second its default (None: must be given).
"""

PIN = ("pin", None)  # a GPIO number, nobody else's
I2C = ("i2c", None)  # the id of a bus in board.json's "i2c"
SETTING = ("setting", None)  # the name of the appliance's setting that this control turns
NAMED_SETTING = ("named_setting", None)  # one that this part is about, but does not turn
OUTPUT = ("output", None)  # the name of the appliance's output that this actuator follows


def whole(default, lowest, highest):
    """An integer in lowest..highest."""
    return ("whole", default, lowest, highest)


def choice(default, *others):
    """One of a few words or numbers."""
    return ("choice", default, (default,) + others)


def reading(index, decimals):
    """The name of the appliance's reading served by `values[index]`, raw with `decimals`."""
    return ("reading", None, index, decimals)
