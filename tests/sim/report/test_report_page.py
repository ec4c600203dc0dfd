"""The page and the table at the end of a run say what happened in it."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from rich.console import Console

from habitude.learn.change import OUTCOMES
from habitude_sim import report, scenario, table
from habitude_sim.pictures import style
from habitude_sim.scenario import Outcome
from habitude_sim.world import World


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


@pytest.fixture(scope="session")
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


def test_week_is_shown_from_monday_with_its_extremes_in_words(run, page):
    assert [curve.day % 7 for curve in run.outcome.week] == [1, 2, 3, 4, 5, 6, 0]
    label = re.search(r'aria-label="(Map of the learned[^"]*)"', page)[1]
    # the last one, a Monday's, has grown most
    assert "from -0.9 K on Mon at 18 h to +0.9 K on Mon at 6 h" in label
    rows = re.findall(r">(Mon|Tue|Wed|Thu|Fri|Sat|Sun)</text>", page[page.index(label) :])
    assert rows[:7] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_an_appliance_without_a_routine_shows_none(run, page):
    assert "When it expected them" in page
    without = replace(run, outcome=replace(run.outcome, expected=[]))
    assert "When it expected them" not in report.page(without)


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


def test_a_day_of_the_real_appliance_in_summer_with_four_people(new_report):
    world = World(3, 1, 4, season="summer", room="good")
    run = new_report(world, scenario.live(world, "native", record=True), ("manual",))
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
