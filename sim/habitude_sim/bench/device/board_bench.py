# Times what a board does beside its ticks: an inference, and a profile made and stored.
from array import array

from stopwatch import calls_of_two, microseconds, ticks

from habitude.appliances import load
from habitude.fuzzy.engine import Engine


def inference_us(name):
    """An inference of the appliance's drive rules, all inputs in the middle of their range."""
    engine = Engine(load(name).drive.rules.TABLE)
    x = array("h", [1 << 14] * engine.inputs)
    y = array("h", [-1] * engine.outputs)
    return microseconds(20, 5, calls_of_two, engine.run, x, y)


def saves_us(name, count):
    """(microseconds to make a profile, of each time to store it, its bytes)."""
    from habitude.app import App
    from habitude.store import Store

    app = App(load(name))
    store = Store("")
    start = ticks()
    data = app.profile()
    made = ticks() - start
    stored = []
    for _ in range(count):
        start = ticks()
        store.save(data)
        stored.append(ticks() - start)
    return made, stored, len(data)
