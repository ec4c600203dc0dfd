"""The board starts anew, soon: an answer that is on its way still gets out. Borrowed."""

from habitude.compat import const

_SOON_MS = const(300)


def soon():
    import machine

    try:
        timer = machine.Timer(-1)  # a software timer: all that the RP2040 has
    except ValueError:
        timer = machine.Timer(0)  # all that older ESP32 ports have
    timer.init(mode=machine.Timer.ONE_SHOT, period=_SOON_MS, callback=lambda _: machine.reset())
