"""Random sequences of faults, lived by the real firmware: a sample, and proof that the checker
finds what it is there for. `make torture-faults` has the large numbers.
"""

import random

import pytest

from habitude import guard, limits, sensing
from habitude.appliances import load
from habitude.fixed import ANY, MISSING
from habitude.learn.habit import Habit
from habitude.store import Store
from habitude_sim.torture import driver_faults, faults_document, faults_random, faults_table
from habitude_sim.torture.faults import KINDS, Sick
from habitude_sim.torture.faults_checker import BrokenError
from habitude_sim.torture.faults_life import Event, Life
from habitude_sim.torture.faults_spec import CLIMATE, HEAT, ROOM

SEQUENCES, SEED = 250, 1
GUARD = (limits.Cutoff, limits.Floor, limits.MinimumTimes, limits.Interlock, limits.Exceeded)
NO_RULE = 0  # a kind of row that does nothing


def test_every_promise_is_kept():
    seen: list[int] = []
    ticks = faults_random.run(SEQUENCES, SEED, lambda done, ticks: seen.append(done))
    assert seen[-1] == SEQUENCES
    assert ticks > 50 * SEQUENCES


def test_the_promises_are_those_that_the_appliance_declares():
    appliance = load(CLIMATE.appliance)
    for promised, reading in zip(CLIMATE.readings, appliance.readings, strict=True):
        names = ("name", "decimals", "lowest", "highest", "max_step", "stale_s", "stuck_s", "rest")
        names += ("optional",)
        assert [getattr(promised, n) for n in names] == [getattr(reading, n) for n in names]
    for promised, setting in zip(CLIMATE.settings, appliance.settings, strict=True):
        names = ("name", "lowest", "highest", "step")
        assert [getattr(promised, n) for n in names] == [getattr(setting, n) for n in names]
    assert CLIMATE.outputs == tuple(output.name for output in appliance.outputs)
    assert CLIMATE.safe == tuple(output.safe for output in appliance.outputs)
    of = {
        kind: [r.row(appliance) for r in appliance.guard if isinstance(r, kind)] for kind in GUARD
    }
    bounds = [row[:4] for row in of[limits.Cutoff] + of[limits.Floor]]
    cutoffs = [(b.output, b.reading, 0, b.at - MISSING) for b in CLIMATE.cutoffs]
    floors = [(b.output, b.reading, b.at - MISSING, ANY - MISSING - 1) for b in CLIMATE.floors]
    assert sorted(bounds) == sorted(cutoffs + floors)
    assert of[limits.MinimumTimes] == [(t.output, t.on_s, t.off_s) for t in CLIMATE.times]
    assert of[limits.Interlock] == [(a.one, a.other, a.pause_s) for a in CLIMATE.apart]
    assert of[limits.Exceeded] == [(o.output, o.reading, o.by, o.margin) for o in CLIMATE.order]


def trusting(sense, raw, elapsed_s):
    """A sense that takes whatever comes."""
    if raw != MISSING:
        sense.value, sense.quality, sense.cause = raw, sensing.GOOD, None


def only(wrong):
    """A judgement without one of its faults."""
    judge = sensing._judge
    return lambda course, raw, elapsed_s: (
        0 if (found := judge(course, raw, elapsed_s)) == wrong else found
    )


def forgetful(store, data):
    """A store that keeps something else."""
    data = bytearray(data)
    data[-1] ^= 1
    kept(store, bytes(data))


kept = Store.save


# What is wrong with the firmware; where chance takes long to show it, how warm the room is first
# and the events that do.
MUTANTS = {
    "the interlock is gone": (limits.Interlock, "kind", NO_RULE),
    "swapped readings are believed": (limits.Exceeded, "kind", NO_RULE),
    "every reading is trusted": (sensing.Sense, "update", trusting),
    "out of range is believed": (sensing, "_judge", only(sensing._OUT_OF_RANGE)),
    "a jump is believed": (sensing, "_judge", only(sensing._JUMPED)),
    "a silent sensor is never stale": (sensing.Sense, "_miss", lambda sense, elapsed_s: None),
    "trusted again at once": (sensing, "_TRUSTED_AGAIN", 1),
    "another profile is kept": (Store, "save", forgetful),
    "what was on is not noted": (guard, "_note", lambda *noted: None),
}
SHOWN = {
    "cut-off and floor are gone": (
        (limits._Limit, "kind", NO_RULE),
        5.0,
        (
            Event("outdoor", 1, size=-15.0),
            *[Event("turn", 25, size=-32)] * 3,
        ),
    ),
    "minimum times are gone": (
        (limits.MinimumTimes, "kind", NO_RULE),
        20.0,
        (Event("room", 30, size=24.0), Event("turn", 4, size=10), Event("turn", 2, size=-18)),
    ),
    "distrusted for good": (
        (sensing, "_TRUSTED_AGAIN", 1000),
        20.0,
        (Event("quiet", 10), Event("break", 20, ROOM, "missing"), Event("mend", 200, ROOM)),
    ),
    "stuck is believed": (
        (sensing, "_judge", only(sensing._STUCK)),
        20.0,
        (Event("quiet", 10), Event("break", 130, ROOM, "stuck")),
    ),
    "unrest is believed": (
        (sensing, "_judge", only(sensing._RESTLESS)),
        20.0,
        (Event("quiet", 10), Event("break", 20, ROOM, "jumping", 3.0)),
    ),
    "it learns what it can't feel": (
        (Habit, "_blind", lambda habit, felt: False),
        20.0,
        (Event("break", 10, ROOM, "too high"), Event("turn", 12, size=4)),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_chance_finds_that(name, monkeypatch):
    monkeypatch.setattr(*MUTANTS[name])
    with pytest.raises(BrokenError):
        faults_random.run(300, SEED, lambda done, ticks: None, shrink=False)


def lived(room_c, events):
    with Life(CLIMATE, 60, seed=1, room_c=room_c) as life:
        life.live(events)
        return life


@pytest.mark.parametrize("name", SHOWN)
def test_the_checker_finds_that(name, monkeypatch):
    mutant, room_c, events = SHOWN[name]
    lived(room_c, events)
    monkeypatch.setattr(*mutant)
    with pytest.raises(BrokenError):
        lived(room_c, events)


def test_what_breaks_a_promise_is_told_as_the_shortest_sequence(monkeypatch):
    monkeypatch.setattr(sensing, "_judge", only(sensing._OUT_OF_RANGE))
    with pytest.raises(BrokenError) as found:
        faults_random.run(300, SEED, lambda done, ticks: None)
    told = next(note for note in found.value.__notes__ if "Event(" in note)
    assert told.count("Event(") == 1
    assert "'too " in told


def sick(kind, size=2.0, last=2000):
    return Sick(kind, size, ROOM, 2, since_s=0, last=last)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_tells_what_it_is(kind):
    fault, rng = sick(kind), random.Random(1)
    true = [2100, 450, 500, 1]
    told = [fault.tell(true, CLIMATE, 3600 * hour, rng) for hour in range(6)]
    expected = {
        "missing": [None] * 6,
        "stuck": [2000] * 6,
        "too low": [-2002, -2003, -2001] * 2,
        "too high": [6002, 6003, 6001] * 2,
        "offset": [2300] * 6,
        "jumping": [2300, 1900] * 3,
        "drifting": [2100 + 200 * hour for hour in range(6)],
        "swapped": [500] * 6,
    }
    if kind in expected:
        assert told == expected[kind]
    else:
        assert len(set(told)) > 1


def test_every_driver_notices_its_faults_or_passes_a_plausible_value_on():
    rows = driver_faults.measure()
    assert [row for row in rows if row.verdict == "BROKEN" or not row.recovers] == []
    noticed = {(row.driver, row.fault): row.told for row in rows if row.verdict == "noticed"}
    assert noticed["sht3x", "CRC wrong"] == "bad checksum"
    assert noticed["sht3x", "bus held low by a chip within a byte"] == "no answer"
    assert noticed["ntc", "ADC open"] == "open circuit"
    assert noticed["ntc", "ADC shorted"] == "short circuit"
    assert {row.driver for row in rows} >= {"sht3x", "bh1750", "ntc", "hx711", "pir", "ds3231"}


@pytest.mark.parametrize(
    ("of", "index", "kind", "size", "told"),
    [
        ("reading", ROOM, "missing", 0, "room_temp is stale (missing)"),
        ("reading", ROOM, "swapped", 0, "room_temp is faulty (jumped)"),
        ("output", HEAT, "dead", 0, "heat has been full on for 180 minutes without effect"),
    ],
)
def test_a_fault_in_a_house(of, index, kind, size, told):
    row = faults_table.measured(faults_table.Case(of, index, kind, size))
    assert row.verdict == "noticed"
    assert row.lived.told.startswith(told)
    assert row.lived.since_noticed == 0
    if of == "reading":
        assert row.lived.heat < 3


def test_the_document_has_every_row():
    rows = [faults_table.measured(faults_table.Case("reading", ROOM, "too high"))]
    drivers = driver_faults.measure()
    text = faults_document.document(rows, drivers, "", "none")
    assert text.count("\n| ") == len(rows) + len(drivers) + 2
    assert "| room_temp | too high | 0 | room_temp is faulty (out of range)" in text
