"""What was learned, out of the firmware, into a file, and into another appliance."""

import json
from array import array
from base64 import b64decode
from collections import deque
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from habitude.app import App
from habitude.appliances import load
from habitude.commands import Commands
from habitude.link import Link as DeviceLink
from habitude_host.errors import HabitudeError, RefusedError
from habitude_host.link import Link
from habitude_host.profiles import binary, cli, document
from habitude_host.profiles.adopt import adopt
from habitude_host.profiles.diff import compare
from habitude_host.profiles.layout import Layout
from habitude_host.profiles.model import Feature, Rule
from habitude_host.profiles.page import page
from habitude_host.profiles.transfer import fetch, give
from habitude_host.profiles.week import at
from habitude_host.serial_port import connect

TIME = "2026-11-22T07:00:00"


class Wire:
    """The firmware's link in this process."""

    def __init__(self, app):
        self._said = deque()
        self._link = DeviceLink(Commands(app), self._said.append)

    def write(self, line):
        self._link.feed(line, len(line))

    def readline(self):
        return self._said.popleft()

    def close(self):
        pass


def new():
    app = App(load("climate"))
    return app, Link(Wire(app))


def lived():
    """An appliance that has learned from two people, and from a vote."""
    app, link = new()
    app.came("anna")
    for minute in range(0, 3 * 1440, 5):
        turned = 3 if minute in (430, 1870) else -2 if minute == 2760 else 0
        stirs = minute % 60  # nothing stands still for hours, and the heater heats
        readings = [2070 + stirs, 400 + stirs, 500 + stirs, int(stirs > 0)]
        app.step(60 * minute, 86400 * 735 + 60 * minute, readings, [turned])
    app.vote(0, 1)
    return app, link


APP, LINK = lived()
LAYOUT, PROFILE = fetch(LINK)


@st.composite
def profiles(draw):
    """Bytes of a profile with any numbers that learning can come to."""
    app, _ = new()
    for name in draw(st.lists(st.sampled_from(("anna", "Ωmega", "b" * 16)), unique=True)):
        app.came(name)
    (habit,) = app.habits
    for taste in habit.tastes:
        rules = taste.wish.rules
        whole = st.lists(st.integers(-30000, 30000), min_size=rules, max_size=rules)
        taste.wish.consequents[:] = array("h", draw(whole))
        sizes = st.lists(st.integers(0, 36864), min_size=rules, max_size=rules)
        taste.wish.variances[:] = array("H", draw(sizes))
        taste.count(draw(st.integers(0, 65535)), draw(st.integers(-1, (1 << 30) - 1)))
        taste._votes[:] = draw(st.binary(min_size=118, max_size=118))
    habit.frozen = draw(st.booleans())
    habit.satisfaction.overrides[:] = array("B", draw(st.binary(min_size=28, max_size=28)))
    habit.satisfaction.days = draw(st.integers(0, 65535))
    return app.profile()


@settings(max_examples=30)
@given(profiles())
def test_a_profile_survives_a_file_to_the_bit(data):
    profile = binary.decode(data, LAYOUT, TIME)
    again = document.load(document.dump(profile).encode(), "file")
    assert again == profile
    assert binary.encode(again, LAYOUT) == data


def test_what_one_has_learned_another_takes_over():
    app, link = new()
    layout, own = fetch(link)
    adopted = adopt(PROFILE, own)
    give(link, adopted.profile, layout)
    assert (adopted.taken, adopted.left) == (["target_temp", "the routine"], [])
    assert app.profile() == APP.profile()


def test_the_week_is_what_the_firmware_gives():
    app, link = lived()
    app.left("anna")
    (setting,) = fetch(link)[1].settings
    monday = 86400 * 7 * 106
    for day in range(7):
        start = {"from": monday + day * 86400, "every": 900, "count": 96}
        points = link.ask("learned", setting="target_temp", **start)["points"]
        for place, (raw, _) in enumerate(points):
            given_now = at(setting, setting.tastes[0], day, place * 900)
            assert abs(given_now.difference - raw / 100) < 0.015


def test_the_schema_is_one():
    Draft202012Validator.check_schema(document.schema())


def broken(change):
    told = json.loads(document.dump(PROFILE))
    change(told)
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.pop("people"), "'people' is a required property"),
        (lambda d: d.update(habitude_profile=2), "habitude_profile"),
        (lambda d: d.update(more=1), "more"),
        (lambda d: d.update(people=["two words"]), "people"),
        (lambda d: d.update(people=["ä" * 16]), "has more than 16 bytes"),
        (lambda d: d.update(people=["ben"]), "tastes have to be those of"),
        (lambda d: d.update(routine="no base64"), "routine"),
        (lambda d: d["settings"][0].update(days=-1), r"settings\[0\].days"),
        (lambda d: d["settings"][0].update(ask_every_days=0), "ask_every_days"),
        (lambda d: d["settings"][0]["overrides_by_day"].pop(), "overrides_by_day"),
        (lambda d: d["settings"][0]["tastes"][0]["whole"].update(unsure=-1), "unsure"),
        (lambda d: d["settings"][0]["tastes"][0].update(last="2026-02-30T00:00:00"), "no time"),
        (lambda d: d["settings"][0]["tastes"][0].update(last="2023-01-01T00:00:00"), "no time"),
        (lambda d: d["settings"][0]["tastes"][0]["context"]["hour"].pop(), "not one for each set"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(change, place):
    with pytest.raises(HabitudeError, match=place) as refused:
        document.load(broken(change), "home.json")
    assert str(refused.value).startswith("home.json: ")


@given(
    st.binary(max_size=100)
    | st.recursive(st.none() | st.integers(), st.lists).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_no_other_file_is_taken_for_a_profile(data):
    with pytest.raises(HabitudeError):
        document.load(data, "file")


def test_numbers_that_are_none():
    with pytest.raises(HabitudeError, match="NaN is no number"):
        document.load(
            document.dump(PROFILE).replace('"unsure": ', '"unsure": NaN, "x": ', 1).encode(), ""
        )
    with pytest.raises(HabitudeError, match="no JSON"):
        document.load(b"[" * 100_000, "")


def other_kind(*, step=0.1, hour_sets=8, unit="°C"):
    """A boiler that has learned nothing, whose setting is turned in other steps."""
    (setting,) = fetch(new()[1])[1].settings
    hour = Feature("hour", "cyclic", 0, 86400, hour_sets)
    context = {"hour": [Rule(0.0, 1.0)] * hour_sets}
    taste = replace(setting.tastes[0], context=context)
    own = replace(setting, step=step, unit=unit, context=[hour], tastes=[taste])
    return replace(PROFILE, appliance="boiler", people=[], settings=[own], routine=None)


def test_another_kind_takes_over_what_means_the_same():
    adopted = adopt(PROFILE, other_kind())
    (old,), (new_) = PROFILE.settings, adopted.profile.settings[0]
    for taste, source in zip(new_.tastes, old.tastes, strict=True):
        assert taste.whole == source.whole
        assert taste.context == {"hour": source.context["hour"]}
        assert taste.votes is None
    assert new_.step == 0.1
    assert new_.days == 0
    assert adopted.left == ["the routine is that of another kind of appliance"]
    assert adopted.profile.people == ["anna"]


def test_what_is_divided_in_another_way_stays():
    adopted = adopt(PROFILE, other_kind(hour_sets=6))
    assert adopted.profile.settings[0].tastes[0].context["hour"] == [Rule(0.0, 1.0)] * 6
    assert "target_temp by hour stays as it is" in adopted.left[0]


def test_nothing_in_common():
    with pytest.raises(HabitudeError, match="nothing carries over"):
        adopt(PROFILE, other_kind(unit="%"))


def test_a_profile_that_changes_while_it_is_read():
    app, link = lived()
    original, asked = link.ask, []

    def ask(command, **arguments):
        told = original(command, **arguments)
        asked.append(command)
        if asked.count("profile") == 2 and command == "profile":
            app.vote(0, 0)
        return told

    link.ask = ask
    layout, profile = fetch(link)
    assert asked.count("describe") == 2
    assert binary.encode(profile, layout) == app.profile()


def test_bytes_of_another_appliance_are_refused():
    data = APP.profile()
    for wrong in (b"", data[:100], b"HBTX" + data[4:], data[:4] + b"\x02" + data[5:]):
        with pytest.raises(HabitudeError, match="no profile of a climate"):
            binary.decode(wrong, LAYOUT, TIME)
    _, link = new()
    layout = Layout.of(link)
    shorter = replace(PROFILE, routine=None)
    with pytest.raises(RefusedError, match="not a routine"):
        give(link, shorter, layout)


def test_profiles_compared():
    (setting,) = PROFILE.settings
    assert not any(each.weeks_differ for each in compare(PROFILE, PROFILE))
    household = replace(setting.tastes[0], whole=Rule(3.0, 1.0), overrides=9)
    changed = replace(setting, tastes=[household, *setting.tastes[1:]])
    first, second = compare(PROFILE, replace(PROFILE, settings=[changed]))
    assert first.lines()[0] == "3 changes, then 9 (+6)"
    assert "°C apart in the mean, most on Monday at " in first.lines()[1]
    assert second.lines()[1] == "the same at all times"
    assert compare(PROFILE, other_kind())[1].lines() == ["only in the first"]


def test_a_page_needs_nothing_else():
    text = page(PROFILE)
    assert text.count("<td") == 2 * 7 * 24
    assert "target_temp of anna" in text
    assert "http" not in text
    assert "<script" not in page(replace(PROFILE, appliance="<script>"))


def run(command, *words):
    done = CliRunner().invoke(command, [str(word) for word in words])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_exported_imported_shown_compared(climate_port, tmp_path):
    port = ("--port", climate_port)
    file = tmp_path / "home.json"
    file.write_text(document.dump(PROFILE))
    assert "taken over: target_temp" in run(cli.import_, file, *port)
    with pytest.raises(HabitudeError, match="import with --replace"):
        run(cli.import_, file, *port)
    run(cli.import_, file, "--replace", *port)
    again = tmp_path / "again.json"
    assert "again.json" in run(cli.export, again, *port)
    taken = document.read(again, str)
    assert replace(taken, exported=PROFILE.exported) == PROFILE
    assert json.loads(run(cli.export, *port))["people"] == ["anna"]
    drawn = run(cli.profile, "show", *port)
    assert "target_temp of anna" in drawn
    assert "23:00" in drawn
    assert "anna" not in run(cli.profile, "show", file, "--who", "the household").split("\n", 1)[1]
    html = tmp_path / "home.html"
    run(cli.profile, "show", file, "--html", html)
    assert html.read_text().startswith("<!DOCTYPE html>")
    assert "the same at all times" in run(cli.profile, "diff", file, *port)
    assert len(json.loads(run(cli.profile, "diff", file, file, "--json"))[0]["week"]) == 7
    with pytest.raises(HabitudeError, match="'zoe' is not known; known: the household, anna"):
        run(cli.profile, "show", file, "--who", "zoe")


def test_it_is_there_after_a_restart(climate_port, tmp_path):
    link = connect(climate_port)
    give(link, adopt(PROFILE, fetch(link)[1]).profile, LAYOUT)
    link.close()
    (copy,) = tmp_path.glob("profile.*")
    assert b64decode(PROFILE.routine)[:4] in copy.read_bytes()
