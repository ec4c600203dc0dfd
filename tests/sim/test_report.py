"""The page, the table and the picture at the end of a run say what happened in it."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from PIL import Image
from rich.console import Console

from habitude.learn.change import OUTCOMES
from habitude_sim import report, scenario, table
from habitude_sim.alternatives import ALTERNATIVES, manual
from habitude_sim.people.presence import ACTIVE
from habitude_sim.pictures import style, week_map
from habitude_sim.pictures.changes import changes
from habitude_sim.pictures.days import apart, running_mean, satisfied
from habitude_sim.pictures.expectation import expectation
from habitude_sim.pictures.room import room
from habitude_sim.scenario import Change, Expected, Learned, Outcome
from habitude_sim.world import World


def run_of(world, outcome, others):
    scores = {name: ALTERNATIVES[name](world).score for name in others}
    return report.RunReport(
        world=world,
        outcome=outcome,
        alternatives={name: score.weeks() for name, score in scores.items()},
        days={name: score.satisfied_by_day() for name, score in scores.items()},
        appliance="climate",
        engine="unix",
        micropython="1.28.0",
        wall_s=41.3,
        command="habitude sim run climate --seed 1",
    )


def learned(days):
    """Curves that grow with the days; surest at noon."""
    wave = np.sin(np.arange(48) / 48 * 2 * np.pi)
    sure = 90 * np.sin(np.arange(48) / 48 * np.pi)
    return [
        Learned(
            day,
            [round(float(v), 2) for v in wave * min(day / 7, 1)],
            [round(float(v)) for v in sure * min(day / 7, 1)],
        )
        for day in range(days + 1)
    ]


def expected(days):
    """Sure of the evenings of the last week, and prepared for them."""
    return [
        Expected(minute, 0.9 if minute % 1440 // 60 == 17 else 0.1, minute % 1440 // 60 >= 17)
        for minute in range(1440 * max(0, days - 7), 1440 * days, 15)
    ]


def lived(days, residents=2, season="winter", others=("manual",)):
    """A report on a house that was lived in: with a thermostat, which is quicker."""
    world = World(1, days, residents, season=season)
    with_thermostat = manual(world, record=True)
    outcome = Outcome(with_thermostat.score, with_thermostat.history, learned(days))
    outcome.week = [replace(curve, day=days + n) for n, curve in enumerate(learned(6))]
    outcome.moved_k = [1 / day for day in range(1, days + 1)]
    outcome.expected = expected(days)
    outcome.changes = [
        Change(1440, 1440 * 3 + 60, "lasts", 3, 0),
        Change(1440 * 4, 1440 * 4 + 90, "played", 4, 4),
    ]
    outcome.why = 'target_temp is 19.66 °C: advice is <21> & "more"'
    outcome.heap_peak_bytes = 143360
    return run_of(world, outcome, others)


@pytest.fixture(scope="module")
def run():
    """Two weeks and a day, beside all alternatives."""
    return lived(15, others=("manual", "schedule", "oracle"))


@pytest.fixture(scope="module")
def page(run):
    return report.page(run)


class Elements(HTMLParser):
    """All start tags with their attributes, and the text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def elements(page):
    return Elements(page)


def test_page_loads_nothing(page, elements):
    assert "http" not in page and "@import" not in page
    assert not {"script", "link", "img", "iframe", "base"} & {tag for tag, _ in elements.tags}
    for _, attributes in elements.tags:
        assert "src" not in attributes
        for name in ("href", "xlink:href"):
            assert attributes.get(name, "#").startswith("#")


def test_ids_are_unique_and_every_reference_finds_its_own(page, elements):
    ids = [attributes["id"] for _, attributes in elements.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(|href=")#([\w-]+)', page)) == set(ids)


def test_every_picture_is_well_formed_and_has_words_for_who_cannot_see_it(page):
    pictures = re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL)
    # satisfied, weeks, learned, map of the week, growth, expected, changed
    assert len(pictures) == 1 + 2 + 2 + 1 + 5 + 1 + 1
    for picture in pictures:
        spaced = picture.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
        assert len(ElementTree.fromstring(spaced).attrib["aria-label"]) > 20
        assert "<text" in picture and "font-family" not in picture


def test_every_colour_has_a_light_and_a_dark_meaning(page):
    assert set(style.LIGHT) == set(style.DARK) == set(style.PAGE)
    used = set(re.findall(r"var\(--([\w-]+)\)", page))
    assert used <= set(style.LIGHT)
    assert {"ink", "accent", "power", "person0", "person1"} <= used
    body = page[page.index("</style>") :]
    assert not re.search(r"(?:fill|stroke|color): ?#", body), "a colour that can't turn dark"


@pytest.mark.parametrize("palette", [style.LIGHT, style.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("role", "least"),
    [("ink", 7), ("muted", 4.5), ("accent", 4.5), *((f"person{n}", 3) for n in range(4))],
)
def test_contrast_is_enough_to_read(palette, role, least):
    """WCAG 2.2, 1.4.3 and 1.4.11."""

    def luminance(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((luminance(palette[role]), luminance(palette["paper"])))
    assert (bright + 0.05) / (dark + 0.05) >= least


def test_page_is_small_and_the_same_every_time(page, run):
    assert len(page.encode()) < 600_000
    assert page == report.page(run)


def test_page_has_the_figures_of_every_week(run, page):
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    columns = [run.outcome.weeks, *run.alternatives.values()]
    assert len(columns) == 4
    assert cells == [
        text
        for form, key in (("{:.0f}", "satisfied"), ("{:.1f}", "overrides_per_day"))
        for week in range(3)
        for text in [
            form.format((100 if key == "satisfied" else 1) * weeks[week][key]) for weeks in columns
        ]
    ] + [f"{weeks[week]['energy_kwh']:.1f}" for week in range(3) for weeks in columns]
    assert re.findall(r'<th scope="row">([^<]*)</th>', page) == ["1", "2", "3 (1 day)"] * 3


def test_page_quotes_the_appliance_and_says_how_it_was_made(run, page, elements):
    assert "advice is &lt;21&gt;" in page
    text = " ".join(" ".join(elements.text).split())
    assert run.outcome.why in text
    for fact in ("seed 1", "average insulation", "winter, 15 days", "unix", "MicroPython 1.28.0"):
        assert fact in text
    assert "at most 140 KiB" in text and run.command in text
    assert "Simulated: the people, the room" in text


def test_page_tells_who_turned_it_how_often(run, page):
    words = ["never", "once", "twice", "three times", "four times", "five times"]
    for days in (range(7), range(7, 14)):
        pressed = [p for minute, p, _ in run.outcome.history.presses if minute // 1440 in days]
        a, b = (words[pressed.count(person)] for person in range(2))
        assert f"turned by A {a}, B {b}." in page


def test_each_press_is_marked_where_it_turned_to(run):
    days = range(15)
    figure = room(run.life, days, run.life.span_c(days), style.LIGHT)
    marked = [
        (line.get_xdata()[0], line.get_ydata()[0], line.get_marker())
        for axes in figure.axes
        for line in axes.get_lines()
        if line.get_marker() in style.PERSON_MARKERS
    ]
    history = run.outcome.history
    minutes = [minute for minute, _, _ in history.presses]
    assert len(set(minutes)) == len(minutes) > 5, "two at once would need their sum below"
    assert sorted(marked) == sorted(
        (
            minute % 1440 / 60,
            history.setpoint_c[minute] + steps * 0.5,
            style.PERSON_MARKERS[person],
        )
        for minute, person, steps in history.presses
    )


def test_tolerated_band_is_the_hidden_truth_of_those_awake(run):
    low, high = run.life.liked_c
    awake = run.world.states == ACTIVE
    assert (np.isnan(low) == ~awake).all() and (np.isnan(high) == ~awake).all()
    width = np.broadcast_to(2 * run.world.residents.tolerance_k, awake.shape)
    assert np.allclose((high - low)[awake], width[awake])


def test_days_add_up_to_their_weeks(run):
    days = run.outcome.score.satisfied_by_day()
    awake = (run.world.states == ACTIVE).sum(axis=1).reshape(-1, 1440).sum(axis=1)
    assert len(days) == 15
    for number, week in enumerate(run.outcome.weeks):
        of = slice(7 * number, 7 * number + 7)
        assert np.average(days[of], weights=awake[of]) == pytest.approx(week["satisfied"])


def test_running_means_leave_out_days_without_anybody():
    nobody = float("nan")
    assert list(running_mean([0.5, nobody, 1.0])) == [0.5, 0.5, 0.75]
    assert np.isnan(running_mean([nobody])).all()
    assert running_mean([0.0, *[1.0] * 7])[-1] == 1.0


def test_curves_of_satisfaction_are_of_those_who_are_named(run):
    ours = run.outcome.score.satisfied_by_day()
    figure = satisfied(ours, run.days, style.LIGHT)
    [axes] = figure.axes
    *others, dots, line = axes.get_lines()
    assert list(dots.get_ydata()) == [100 * day for day in ours]
    assert line.get_color() == style.LIGHT["accent"] != others[0].get_color()
    drawn = dict(zip([*run.days, "Habitude"], [*others, line], strict=True))
    for name, days in {**run.days, "Habitude": ours}.items():
        values = drawn[name].get_ydata()
        assert list(values) == [100 * mean for mean in running_mean(days)]
        assert f"{name} {values[-1]:.0f} %" in [text.get_text() for text in axes.texts]
        assert values.min() >= axes.get_ylim()[0]
    assert run.days["oracle"] != run.days["manual"] == ours


def fields(figure):
    """Rectangles by (day, hour) of their middle: colour, opacity, size."""
    found = {}
    for patch in figure.axes[0].patches:
        x, y, width, height = patch.get_bbox().bounds
        found[int(y + height / 2), int(x + width / 2)] = (
            patch.get_facecolor()[:3],
            patch.get_alpha(),
            width,
        )
    return found


def test_map_of_the_week_is_stronger_the_further_and_larger_the_surer():
    curve = [0.0] * 36 + [2.0, 2.0, 1.0, 1.0, -1.0, -1.0] + [0.0] * 6
    sure = [10] * 36 + [100, 80, 50, 50, 50, 50] + [10] * 6
    hours = week_map.by_hour([Learned(28, curve, sure), Learned(29, [0.0] * 48, [0] * 48)])
    found = fields(week_map.preference(["Mon", "Tue"], hours, 2.0, style.LIGHT))
    assert set(found) == {(day, hour) for day in range(2) for hour in range(24)}
    rgb = {role: to_rgb(style.LIGHT[role]) for role in ("warmer", "cooler")}
    assert [found[0, hour][0] for hour in (18, 19, 20)] == [
        rgb[role] for role in ("warmer", "warmer", "cooler")
    ]
    assert found[0, 18][1] == 1.0 > found[0, 19][1] == found[0, 20][1] > found[0, 0][1] > 0
    assert 0.92 > found[0, 18][2] > found[0, 19][2] > found[0, 0][2] > found[1, 0][2] > 0
    surest = week_map.by_hour([Learned(28, curve, [100] * 48)])
    assert fields(week_map.preference(["Mon"], surest, 2.0, style.LIGHT))[0, 3][
        2
    ] == pytest.approx(0.92)


def test_week_is_shown_from_monday_with_its_extremes_in_words(run, page):
    assert [curve.day % 7 for curve in run.outcome.week] == [1, 2, 3, 4, 5, 6, 0]
    label = re.search(r'aria-label="(Map of the learned[^"]*)"', page)[1]
    # the last one, a Monday's, has grown most
    assert "from -0.9 K on Mon at 18 h to +0.9 K on Mon at 6 h" in label
    rows = re.findall(r">(Mon|Tue|Wed|Thu|Fri|Sat|Sun)</text>", page[page.index(label) :])
    assert rows[:7] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_expectation_is_held_against_who_really_came(run):
    found = expectation(run.world, run.outcome.expected)
    assert found.names == ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"]
    assert found.probability.shape == (7, 24)
    chance = found.probability
    assert np.allclose(chance[:, 17], 0.9) and np.allclose(np.delete(chance, 17, axis=1), 0.1)
    assert found.prepared == [[(17.0, 24.0)]] * 7
    there = (run.world.states == ACTIVE).any(axis=1)
    minutes = sum(60 * (end - begin) for day in found.used for begin, end in day)
    assert round(minutes) == there[8 * 1440 :].sum() > 0
    comings = [
        minute
        for minute in range(8 * 1440, 15 * 1440)
        if there[minute] and not there[minute - 60 : minute].any()
    ]
    assert found.comings == len(comings) > 7
    assert found.met == sum(minute % 1440 >= 17 * 60 for minute in comings) > 0


def test_routine_s_fields_are_as_strong_as_it_is_sure(run):
    found = expectation(run.world, run.outcome.expected)
    figure = week_map.routine(
        *(found.names, found.probability, found.prepared, found.used, style.LIGHT)
    )
    patches = figure.axes[0].patches
    fields_of = [p for p in patches if p.get_facecolor()[:3] == to_rgb(style.LIGHT["accent"])]
    strong = [p for p in fields_of if p.get_alpha() > 0.9]
    assert len(fields_of) == 7 * 24 and {int(p.get_x()) for p in strong} == {17}
    spells = [p for p in patches if p.get_facecolor()[:3] == to_rgb(style.LIGHT["warmer"])]
    assert [(p.get_x(), p.get_width()) for p in spells] == [(17.0, 7.0)] * 7


def test_an_appliance_without_a_routine_shows_none(run, page):
    assert "When it expected them" in page
    without = replace(run, outcome=replace(run.outcome, expected=[]))
    assert "When it expected them" not in report.page(without)


def test_each_turn_and_each_step_of_learning_has_its_day(run):
    history = run.outcome.history
    figure = changes(run.life, run.outcome.moved_k, run.outcome.changes, style.LIGHT)
    turned, moved = figure.axes
    marked = [
        (line.get_xdata()[0], line.get_ydata()[0], line.get_marker())
        for line in turned.get_lines()
        if line.get_marker() in style.PERSON_MARKERS
    ]
    assert sorted(marked) == sorted(
        (minute / 1440, steps * 0.5, style.PERSON_MARKERS[person])
        for minute, person, steps in history.presses
    )
    assert [bar.get_height() for bar in moved.patches] == run.outcome.moved_k
    assert [int(bar.get_x() + bar.get_width() / 2) for bar in moved.patches] == list(range(15))
    spans = [(span.get_x(), span.get_width(), span.get_facecolor()[:3]) for span in turned.patches]
    assert spans == [
        (1.0, pytest.approx(2 + 1 / 24), to_rgb(style.LIGHT["accent"])),
        (4.0, pytest.approx(1 / 16), to_rgb(style.LIGHT["muted"])),
    ]
    low, high = turned.get_ylim()
    assert low < min(y for _, y, _ in marked) and max(y for _, y, _ in marked) < high


def test_page_says_what_became_of_each_change(run, page):
    text = " ".join(page.split())
    assert "Days 2 to 4: turned up three times and down never; what they want has" in text
    assert "Day 5: turned up four times and down four times; somebody played" in text
    assert "None that it has decided on" not in text
    quiet = replace(run, outcome=replace(run.outcome, changes=[]))
    assert "None that it has decided on" in report.page(quiet)


def test_every_outcome_of_a_change_has_its_words():
    assert set(report._BECAME) == set(OUTCOMES) - {"none"}


@pytest.mark.parametrize(
    ("days", "begins", "spells"),
    [
        (1, "In its first day it", [("The first day", 0, 0)]),
        (2, "In its first two days it", [("The first two days", 0, 1)]),
        (7, "After one week it", [("Week 1", 0, 6)]),
        (13, "After one week it", [("Week 1", 0, 6)]),
        (28, "After four weeks it", [("Week 1", 0, 6), ("Week 4", 21, 27)]),
        (80, "After 11 weeks it", [("Week 1", 0, 6), ("Week 11", 70, 76)]),
    ],
)
def test_headline_and_pictures_are_of_the_last_full_week(run, days, begins, spells):
    def weeks(satisfied, overrides):
        return [
            {"satisfied": satisfied if week == max(days // 7, 1) else 0.1,
             "overrides_per_day": overrides}
            for week in range(1, (days + 6) // 7 + 1)
        ]  # fmt: skip

    this = replace(
        run,
        world=World(1, days),
        outcome=SimpleNamespace(weeks=weeks(0.934, 0.62)),
        alternatives={"manual": weeks(0.8, 1.84)},
    )
    assert report.headline(this) == (
        f"{begins} was right 93 % of the time people were awake at home; "
        "they turned it 0.6 times a day instead of 1.8."
    )
    assert [(s.name, s.days[0], s.days[-1]) for s in report.spells(days)] == spells


def test_a_day_of_the_real_appliance_in_summer_with_four_people():
    world = World(3, 1, 4, season="summer", room="good")
    run = run_of(world, scenario.live(world, "native", record=True), ("manual",))
    text = Elements(report.page(run)).text
    assert run.outcome.why in text
    assert [curve.day for curve in run.outcome.week] == list(range(1, 8))
    assert len(run.outcome.moved_k) == 1
    assert (run.outcome.moved_k[0] > 0) == bool(run.outcome.history.presses)
    assert all(0 <= at.probability <= 1 for at in run.outcome.expected)
    assert "cooling power" in " ".join(text)
    assert "What it learned" in text and "D turned it" in " ".join(text)


def test_a_run_without_history_is_refused(run):
    blind = Outcome(run.outcome.score, None, run.outcome.learned)
    with pytest.raises(ValueError, match="history"):
        report.page(replace(run, outcome=blind))


def test_picture_for_the_readme(run, tmp_path):
    path = tmp_path / "report.png"
    report.picture_for_readme(run, path)
    assert path.stat().st_size < 200_000
    with Image.open(path) as picture:
        assert picture.size == (1600, 900)
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_written_page_is_the_page(run, page, tmp_path):
    report.write_report(tmp_path / "report.html", run)
    assert (tmp_path / "report.html").read_bytes() == page.encode()


def test_table_fits_a_terminal_and_has_every_figure(run):
    out = io.StringIO()
    console = Console(file=out, width=80, color_system=None)
    table.print_table(console, run.world.days, run.outcome.weeks, run.alternatives)
    lines = out.getvalue().splitlines()
    assert max(len(line) for line in lines) <= 80
    assert "…" not in out.getvalue()
    assert lines[1].split() == ["week", "Habitude", "manual", "schedule", "oracle"]
    week = run.outcome.weeks[1]
    oracle = run.alternatives["oracle"][1]
    second = [line.split() for line in lines if line.split()[:1] == ["2"]]
    assert [(row[1], row[-1]) for row in second] == [
        (f"{100 * week['satisfied']:.0f}", f"{100 * oracle['satisfied']:.0f}"),
        (f"{week['overrides_per_day']:.1f}", f"{oracle['overrides_per_day']:.1f}"),
        (f"{week['energy_kwh']:.1f}", f"{oracle['energy_kwh']:.1f}"),
    ]
    assert any("3 (1 day)" in line for line in lines)
    assert any(line.startswith("oracle: ") for line in lines)


@given(
    st.dictionaries(st.text(max_size=3), st.floats(0, 100), min_size=1, max_size=5),
    st.floats(0.1, 10),
)
def test_labels_keep_apart_in_their_order(values, gap):
    placed = apart(values, gap)
    highest_first = sorted(values, key=lambda name: -values[name])
    assert placed[highest_first[0]] == values[highest_first[0]]
    assert all(placed[name] <= values[name] for name in values)
    for upper, lower in pairwise(highest_first):
        assert placed[upper] - placed[lower] >= gap * 0.999
