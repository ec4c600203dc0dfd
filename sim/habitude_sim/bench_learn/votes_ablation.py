"""What each part of the learner brings: the same without it, constants fitted anew on others."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from habitude_sim.bench_learn.crossed import FULL, Variant, cross
from habitude_sim.bench_learn.part import Json, Options, Sheet
from habitude_sim.bench_learn.votes_data import Source
from habitude_sim.bench_learn.votes_scores import SLICES, Scores, slice_runs


def _without(name: str, *constants: str, without: tuple[str, ...] = ()) -> Variant:
    return Variant(name, tuple((constant, 0.0) for constant in constants), without)


_RULES = ("rule_ta", "rule_hour")
_UNLIKE = ("unlike_ta", "further_ta", "unlike_clo", "unlike_met", "unlike_hour", "unplaced")
VARIANTS = (
    FULL,
    _without("no context in the prior", "slope_ta", "slope_clo", "slope_met", "slope_t_out"),
    Variant("no last votes", (("weight_recent", 0.0), ("recent_doubt", 3.99))),
    _without("last votes whatever the moment", *_UNLIKE),
    _without("no rules", *_RULES),
    _without("rules of temperature only", "rule_hour"),
    _without("no hour", without=("hour",)),
    _without("no clothing, activity", without=("clo", "met")),
    _without("no outdoor temperature", without=("t_out",)),
    _without("no shift of the scale", "shift_rate"),
    _without("no learning of weights", "rate"),
    Variant(
        "last link only, no pool",
        (
            *(("weight_prior", 0.0), ("weight_rules", 0.0), ("weight_recent", 1.0)),
            *(("content", 0.0), ("rate", 0.0), ("after_break", 1.0)),
        ),
    ),
    Variant("breaks ignored", (("broken", 0.0), ("after_break", 1.0))),
)
SHOWN = ("after 20", "fresh", "first 10")


@dataclass(frozen=True)
class Row:
    """A variant's figures: source, then slice."""

    variant: str
    scores: dict[str, dict[str, Scores]]


def measure(sources: list[Source], options: Options) -> list[Row]:
    """Every variant; fitting one takes a minute or two the first time."""
    rows: list[Row] = []
    for variant in VARIANTS:
        crossed = cross(variant, sources, options)
        scores: dict[str, dict[str, Scores]] = {}
        for source in sources:
            runs = crossed.run(source)
            found = ((s.name, slice_runs(runs, s)) for s in SLICES if s.name in SHOWN)
            scores[source.name] = {name: sliced.mean() for name, sliced in found if sliced}
        rows.append(Row(variant.name, scores))
    return rows


def sheet(rows: list[Row]) -> Sheet:
    """accuracy, macro-F1 and log-loss after the 20th vote; accuracy of fresh votes; and accuracy
    and log-loss of the first ten.
    """
    names = list(rows[0].scores)
    each = ("acc>20", "mF1", "LL", "fresh acc", "first acc", "LL")
    columns = ["variant", *(f"{name[:4]} {column}" for name in names for column in each)]
    return Sheet("what each part brings", columns, [_row(row, names) for row in rows])


def _row(row: Row, names: list[str]) -> list[str]:
    cells = [row.variant]
    for name in names:
        after, fresh, first = (row.scores[name].get(chosen) for chosen in SHOWN)
        cells += _cells(after, "accuracy", "macro_f1", "log_loss")
        cells += _cells(fresh, "accuracy") + _cells(first, "accuracy", "log_loss")
    return cells


def _cells(scores: Scores | None, *figures: str) -> list[str]:
    return [f"{getattr(scores, figure):.3f}" if scores else "-" for figure in figures]


def as_json(rows: list[Row]) -> Json:
    return {
        row.variant: {
            source: {name: asdict(scores) for name, scores in slices.items()}
            for source, slices in row.scores.items()
        }
        for row in rows
    }
