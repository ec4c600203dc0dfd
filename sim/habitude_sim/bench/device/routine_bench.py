# Times the slots of a routine that lives through the uses in the file uses.bin: for each slot a
# byte, bit 0 whether it was on in the one before, the others how many slots ago a use began.
import gc
from array import array

from stopwatch import disable_irq, enable_irq, ticks

from habitude.learn.preparing import Preparing
from habitude.learn.routine import Routine

_FIRST = 70000  # slot


def slots_of(rest, known):
    """(microseconds of each slot, bytes that all of them allocate, after each twice the log-odds
    and 1 more while prepared). A slot is to learn, to expect, and whether to prepare.
    """
    with open("uses.bin", "rb") as file:
        uses = file.read()
    routine = Routine(rest, known)
    preparing = Preparing(routine.delay)
    times = array("H", [0] * len(uses))
    expected = array("i", [0] * len(uses))
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    index = 0
    while index < len(uses):
        on = uses[index] & 1
        began = uses[index] >> 1
        state = disable_irq()
        start = ticks()
        routine.slot(_FIRST + index, on, began)
        prepared = preparing.slot(routine.log_odds, on, routine.label)
        times[index] = ticks() - start
        enable_irq(state)
        expected[index] = 2 * routine.log_odds + prepared
        index += 1
    taken = gc.mem_alloc() - before
    gc.enable()
    return list(times), taken, list(expected)
