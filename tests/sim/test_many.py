"""Every household is measured once, in the order of its seed."""

import json
from io import StringIO

from rich.console import Console

from habitude_sim import many


def _squared(seed: int) -> int:
    return seed * seed


def test_what_is_measured_comes_in_the_order_of_the_seeds() -> None:
    console = Console(file=StringIO())
    assert many.measured(_squared, [3, 1, 2], "households", console) == [9, 1, 4]


def test_figures_are_written_where_no_folder_is_yet(tmp_path) -> None:
    path = tmp_path / "not" / "yet" / "figures.json"
    many.write(path, {"seeds": [1]})
    assert json.loads(path.read_text()) == {"seeds": [1]}
