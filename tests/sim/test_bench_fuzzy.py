"""The fuzzy benchmark measures the same system everywhere, and finds who is wrong."""

import io
import math
from pathlib import Path

import pytest
from rich.console import Console

from habitude_sim.bench import fuzzy, fuzzy_table, peers, places
from habitude_sim.bench.fuzzy_case import Case

SYSTEMS = Path(fuzzy.__file__).parent / "systems"


@pytest.fixture(scope="module", params=sorted(fuzzy.TARGETS_US))
def case(request):
    return Case(SYSTEMS / f"{request.param}.fll")


@pytest.fixture
def cases_file(case, tmp_path):
    (tmp_path / "fuzzy_cases.py").write_text(f"CASES = { {case.name: case.for_device()}!r}\n")
    return tmp_path


def test_points_are_covered_by_rules(case):
    assert len(case.points) == 51
    assert case.points[0].tolist() == pytest.approx([0.31, 0.62, 0.83][: case.inputs], abs=1e-4)
    assert all(map(math.isfinite, case.system.evaluate(case.points)[:, 0]))


# scikit-fuzzy calls numpy in a way that numpy wants to change.
@pytest.mark.filterwarnings("ignore:Passing more than 2 positional:DeprecationWarning")
def test_the_libraries_were_given_the_same_system(case):
    expected = case.system.evaluate(case.points[:4])[:, 0]
    found = [peers.simpful(case.system)]
    if not peers.is_sugeno(case.system):
        found.append(peers.scikit_fuzzy(case.system))
    for infer in found:
        outputs = [infer(point) for point in case.points[:4].tolist()]
        assert outputs == pytest.approx(expected.tolist(), abs=0.003)


def test_the_hobbyists_program_computes_the_same(case, cases_file):
    run = places.on_cpython("fuzzy_bench", cases_file)
    assert case.error(run(f"hobbyist_grid({case.name!r})")) < 0.006
    assert all(us > 0 for us in run(f"hobbyist_times({case.name!r}, 2)"))


def test_the_engine_is_measured_alike_in_both_pythons(case, cases_file, micropython):
    here = places.on_cpython("fuzzy_bench", cases_file)
    there = places.on_micropython("fuzzy_bench", cases_file)
    name = repr(case.name)
    outputs = here(f"engine_grid({name})")
    assert there(f"engine_grid({name})") == outputs
    assert case.error(case.outputs(outputs)) <= case.table.max_error
    assert (here(f"engine_bytes({name})"), there(f"engine_bytes({name})")) == (None, 0)
    assert len(there(f"engine_times({name}, 100, 3)")) == 51


def test_a_wrong_or_missing_output_is_found(case):
    right = case.system.with_resolution(20_000).evaluate(case.grid)[:, 0].tolist()
    covered = next(index for index, value in enumerate(right) if math.isfinite(value))
    assert case.error(right) == 0
    wrong, missing = list(right), list(right)
    wrong[covered] += 0.25
    missing[covered] = None
    assert case.error(wrong) == pytest.approx(0.25)
    assert case.error(missing) == math.inf


def test_the_table_shows_every_row():
    row = fuzzy.Row("s", fuzzy.THIS, fuzzy.RP2040, 32.5, 31.5, 26.6, 1234, 51, 0, 3.9e-5, 40)
    measured = fuzzy.Measured("s", 450, 160, (row,))
    console = Console(width=200, file=io.StringIO())
    console.print(fuzzy_table.table([measured]))
    text = console.file.getvalue()
    for cell in ("450", "160", "32.5", "31.5", "26.6", "1,234", "51", "0.0039", "40"):
        assert f" {cell} " in text.replace("\n", " ")
    assert measured.as_dict()["rows"][0]["error"] == 3.9e-5
