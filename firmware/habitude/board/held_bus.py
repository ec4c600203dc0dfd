"""Makes the chips on an I2C bus let go of the data line.

UM10204, I2C-bus specification and user manual, revision 7, section 3.1.16: nine clock pulses end
whatever byte a chip believes to be in, and a stop condition ends the transfer.
"""

_PULSES = 9


def free(machine, wiring):
    """Clock the bus of this wiring free. Its pins are plain pins afterwards."""
    pin = machine.Pin
    sda = pin(wiring["sda"], pin.OPEN_DRAIN, value=1)
    scl = pin(wiring["scl"], pin.OPEN_DRAIN, value=1)
    for _ in range(_PULSES):
        scl.value(0)
        scl.value(1)
    sda.value(0)
    sda.value(1)
