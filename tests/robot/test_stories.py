"""The stories of this folder, told on each engine by Robot Framework."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def told(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What became of the stories. One goes on where the one before ended: the first failure ends
    them.
    """
    command = [sys.executable, "-m", "robot", "--exitonfailure", "--outputdir", str(folder)]
    command += [*options, str(HERE / "stories.robot")]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ)


def test_on_the_unix_port(tmp_path, micropython):
    done = told(tmp_path, "--variable", "BACKEND:unix")
    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(900)  # two starts of an emulated board, on a machine that may be busy
def test_on_an_emulated_board(tmp_path, pico_w_image):
    done = told(tmp_path, "--variable", "BACKEND:rp2040")
    assert done.returncode == 0, done.stdout


def test_the_renode_backend_has_every_keyword(tmp_path):
    """All that can be checked of it where there is no Renode: see sim/renode."""
    keywords = HERE / "renode_keywords.resource"
    options = ("--dryrun", "--variable", "BACKEND:renode")
    done = told(tmp_path, *options, "--variable", f"RENODEKEYWORDS:{keywords}")
    assert done.returncode == 0, done.stdout


def test_a_story_that_is_not_true_fails(tmp_path):
    story = tmp_path / "untrue.robot"
    story.write_text(
        (HERE / "stories.robot")
        .read_text()
        .replace("${CURDIR}", HERE.as_posix())
        .replace("${evening} < ${evening_before}", "${evening} > ${evening_before}")
    )
    command = [sys.executable, "-m", "robot", "--variable", "BACKEND:unix"]
    command += ["--test", "It Learns*", "--outputdir", str(tmp_path), str(story)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
