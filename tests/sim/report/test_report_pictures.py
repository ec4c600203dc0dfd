"""The pictures of a run show what happened in it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from PIL import Image

from habitude_sim import report
from habitude_sim.people.presence import ACTIVE
from habitude_sim.pictures import style, week_map
from habitude_sim.pictures.changes import changes
from habitude_sim.pictures.days import apart, running_mean, satisfied
from habitude_sim.pictures.expectation import expectation
from habitude_sim.pictures.room import room
from habitude_sim.scenario import Learned


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


def test_picture_for_the_readme(run, tmp_path):
    path = tmp_path / "report.png"
    report.picture_for_readme(run, path)
    assert path.stat().st_size < 200_000
    with Image.open(path) as picture:
        assert picture.size == (1600, 900)
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


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
