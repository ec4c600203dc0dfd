"""What `make bench-home` prints: every figure, the targets, and whom one temperature can serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from habitude_sim.bench_home import Spread

_ROOMS = ("poor", "average", "good")
_STRESSED = ("narrow", "noisy", "lazy", "conflict")

# Figure, statistic, kinds of home, at least or at most.
TARGETS = (
    ("satisfied_week_1", "mean", ("average",), ">=", 0.88),
    ("satisfied_weeks_3_4", "median", ("poor", "average"), ">=", 0.93),
    ("of_oracle", "mean", _ROOMS, ">=", 0.95),
    ("of_oracle", "mean", _STRESSED, ">=", 0.92),
    ("gap_closed", "mean", _ROOMS, ">=", 0.70),
    ("overrides_of_manual", "mean", ("poor", "average"), "<=", 0.48),
    ("energy_of_oracle", "mean", _ROOMS, "<=", 1.03),
)

# Where not even the oracle reaches this share, its people want what no one temperature gives.
SERVABLE = 0.90

_Figures = Mapping[str, Mapping[str, Mapping[str, "Spread"]]]  # kind of home, policy, figure
_Servability = Mapping[str, Mapping[str, Mapping[str, float]]]  # kind of home, servable or not


def figures(found: _Figures) -> Iterator[Table]:
    """A table a kind of home, with a row for each policy and figure."""
    for home, policies in found.items():
        table = Table(title=f"{home} home", title_justify="left")
        table.add_column("")
        for name in ("mean", "median", "worst", "spread"):
            table.add_column(name, justify="right")
        for policy, of_policy in policies.items():
            table.add_section()
            for name, spread in of_policy.items():
                row = [f"{value:.3f}" for value in asdict(spread).values()]
                table.add_row(f"{policy} {name.replace('_', ' ')}", *row)
        yield table


def targets(found: _Figures) -> Table:
    """A row for each target and kind of home that was measured."""
    table = Table(title="Habitude against the targets", title_justify="left")
    for name in ("figure", "home", "target", "reached", ""):
        table.add_column(name, justify="right" if name in ("target", "reached") else "left")
    for figure, statistic, homes, sense, bound in TARGETS:
        for home in homes:
            if home in found:
                value = float(getattr(found[home]["habitude"][figure], statistic))
                reached = value >= bound if sense == ">=" else value <= bound
                table.add_row(
                    f"{figure.replace('_', ' ')}, {statistic}",
                    home,
                    f"{sense} {bound:.2f}",
                    f"{value:.3f}",
                    "[green]reached[/]" if reached else "[red]missed[/]",
                )
    return table


def servability(found: _Servability) -> Table:
    """One row for each kind of home, split by whether one temperature can serve its people."""
    table = Table(title="Households that one temperature can serve, or not", title_justify="left")
    for name in ("home", "oracle satisfies", "households", "of oracle", "gap closed"):
        table.add_column(name, justify="left" if name == "home" else "right")
    for home, kinds in found.items():
        for kind, shares in kinds.items():
            sign = ">=" if kind == "servable" else "<"
            table.add_row(
                home,
                f"{sign} {SERVABLE:.0%}",
                str(shares["households"]),
                f"{shares['of_oracle']:.3f}",
                f"{shares['gap_closed']:.3f}",
            )
    return table
