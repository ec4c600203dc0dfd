# Time and bytes that a call takes: on MicroPython boards, on its unix port and on CPython.
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


def microseconds(function, x, y, count):
    """Of one call function(x, y): the mean of `count`, without interrupts, less the loop's own."""
    gc.collect()
    state = disable_irq()
    try:
        start = ticks()
        for _ in range(count):
            function(x, y)
        called = ticks()
        for _ in range(count):
            pass
        end = ticks()
    finally:
        enable_irq(state)
    return (called - start - (end - called)) / count / _PER_US


def allocated(function, x, y):
    """Bytes that one call takes from the heap; None where that can't be told."""
    if not hasattr(gc, "mem_alloc"):
        return None
    function(x, y)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    function(x, y)
    taken = gc.mem_alloc() - before
    gc.enable()
    return taken
