# Times what a taste is asked and told in a person's life.
import gc
from array import array

from stopwatch import disable_irq, enable_irq, ticks

from habitude.learn.comfort import scale
from habitude.learn.taste import Taste


def times_of(life):
    """(microseconds of each call, a list for each kind of call in the order of `lived`, bytes that
    all calls allocate, what is kept in the end). life: for each moment what `lived` is told.
    """
    taste = Taste(scale())
    calls = lived(taste)
    taste.predict(life[0][0], life[0][1])  # the code for it is loaded when it is first needed
    times = [array("h", [0] * len(life)) for _ in calls]
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    at = 0
    while at < len(life):
        kind = 0
        while kind < len(calls):
            _call(calls[kind], life[at], times[kind], at)
            kind += 1
        at += 1
    taken = gc.mem_alloc() - before
    gc.enable()
    return [list(of) for of in times], taken, taste.save()


def lived(taste):
    """What happens in each moment: (raw values, local seconds, answer, value that is set)."""
    return (
        lambda moment, local_s, answer, value: taste.predict(moment, local_s),
        lambda moment, local_s, answer, value: taste.wanted(moment),
        lambda moment, local_s, answer, value: taste.vote(moment, local_s, answer),
        lambda moment, local_s, answer, value: taste.override(moment, local_s, value),
    )


def _call(call, told, times, at):
    """Keep how long a call takes, without interrupts, less what calling takes."""
    state = disable_irq()
    start = ticks()
    call(told[0], told[1], told[2], told[3])
    spent = ticks() - start
    start = ticks()
    _nothing(told[0], told[1], told[2], told[3])
    times[at] = spent - (ticks() - start)
    enable_irq(state)


def _nothing(moment, local_s, answer, value):
    pass
