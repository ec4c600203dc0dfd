# Time and bytes that calls take: on MicroPython boards, on its unix port and on CPython.
import gc
import time

try:
    from machine import disable_irq, enable_irq
except ImportError:

    def disable_irq():
        return 0

    def enable_irq(state):
        pass


try:
    ticks = time.ticks_us
    _PER_US = 1
except AttributeError:
    ticks = time.perf_counter_ns
    _PER_US = 1000


def calls(count, function, *arguments):
    for _ in range(count):
        function(*arguments)


def calls_of_two(count, function, x, y):
    for _ in range(count):
        function(x, y)


def _nothing(count):
    for _ in range(count):
        pass


def microseconds(count, repeats, loop, *arguments):
    """A turn of loop(count, *arguments), without interrupts, less what an empty turn takes: the
    best of `repeats` means.
    """
    taken = [_once(count, loop, arguments) for _ in range(repeats)]
    empty = [_once(count, _nothing, ()) for _ in range(repeats)]
    return (min(taken) - min(empty)) / count / _PER_US


def _once(count, loop, arguments):
    state = disable_irq()
    try:
        start = ticks()
        loop(count, *arguments)
        return ticks() - start
    finally:
        enable_irq(state)


def allocated(loop, *arguments):
    """Bytes that one turn takes from the heap; None where that can't be told."""
    if not hasattr(gc, "mem_alloc"):
        return None
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    loop(1, *arguments)
    taken = gc.mem_alloc() - before
    gc.enable()
    return taken
