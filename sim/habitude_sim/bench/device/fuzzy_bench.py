# Measures fuzzy inference where it runs. What it measures is in the module fuzzy_cases, which
# bench/fuzzy.py writes: for each system by name a dictionary with its table, its inputs' ranges,
# what hobbyist.Mamdani or Sugeno needs, points, and how many places the grid has along each
# input.
import gc
from array import array

import hobbyist
import stopwatch
from fuzzy_cases import CASES

from habitude.fuzzy.engine import Engine

ONE = 32767


def run_by_name(count, engine, x, y):
    for _ in range(count):
        engine.run(x, y)


def prepared(case):
    engine = Engine(case["table"])
    return engine, array("h", [0] * engine.inputs), array("h", [-1] * engine.outputs)


def place(x, positions):
    for index, position in enumerate(positions):
        x[index] = position


def engine_times(name, count, repeats):
    """Microseconds of a call run(x, y) at each point."""
    engine, x, y = prepared(CASES[name])
    run = engine.run
    times = []
    for point in CASES[name]["points"]:
        place(x, point)
        run(x, y)
        times.append(stopwatch.microseconds(count, repeats, stopwatch.calls_of_two, run, x, y))
    return times


def engine_time_by_name(name, count):
    """Microseconds of a call engine.run(x, y), at the first point."""
    engine, x, y = prepared(CASES[name])
    place(x, CASES[name]["points"][0])
    return stopwatch.microseconds(count, 1, run_by_name, engine, x, y)


def engine_bytes(name):
    """What a call allocates; None where that can't be told."""
    engine, x, y = prepared(CASES[name])
    place(x, CASES[name]["points"][0])
    return stopwatch.allocated(stopwatch.calls_of_two, engine.run, x, y)


def engine_heap(name):
    """What an engine keeps of the heap."""
    table = CASES[name]["table"]
    engines = [Engine(table)]  # the first one loads the modules that it needs
    gc.collect()
    before = gc.mem_alloc()
    engines.append(Engine(table))
    gc.collect()
    return gc.mem_alloc() - before


def grid(case, inputs):
    """All places, a list of positions each, `grid` of them along each input; the last fastest."""
    places = case["places"]
    point = [0] * inputs
    for number in range(places**inputs):
        for index in range(inputs - 1, -1, -1):
            number, along = divmod(number, places)
            point[index] = ONE * along // (places - 1)
        yield point


def engine_grid(name):
    """The outputs over the grid, as positions."""
    engine, x, y = prepared(CASES[name])
    outputs = []
    for point in grid(CASES[name], engine.inputs):
        place(x, point)
        engine.run(x, y)
        outputs.append(y[0])
    return outputs


def hobbyists(name):
    """The hobbyist's system, and what turns positions into its inputs."""
    case = CASES[name]
    kind = hobbyist.Sugeno if case["is_sugeno"] else hobbyist.Mamdani
    system = kind(*case["hobbyist"])
    ranges = case["ranges"]

    def values(point):
        pairs = zip(ranges, point)
        return {name: low + at * (high - low) / ONE for (name, low, high), at in pairs}

    return system, values


def hobbyist_times(name, points):
    """Microseconds of a call infer(values) at the first `points` points, collecting its garbage as
    it comes.
    """
    system, values = hobbyists(name)
    gc.collect()
    return [
        stopwatch.microseconds(1, 1, stopwatch.calls, system.infer, values(point))
        for point in CASES[name]["points"][:points]
    ]


def hobbyist_bytes(name):
    system, values = hobbyists(name)
    point = CASES[name]["points"][0]
    return stopwatch.allocated(stopwatch.calls, system.infer, values(point))


def hobbyist_grid(name):
    """The outputs over the grid, in natural units."""
    system, values = hobbyists(name)
    inputs = len(CASES[name]["ranges"])
    return [system.infer(values(point)) for point in grid(CASES[name], inputs)]
