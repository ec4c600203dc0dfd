"""All targets under atheris, each with its share of the inputs, as many at a time as there are
processors. What is found is kept, with the inputs that led into new code.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from rich.table import Table

from habitude_host.errors import HabitudeError
from habitude_sim.fuzz.targets import Target

_HANGS_S = 600  # an input that takes longer, by the wall: the machine may be busy
_MEMORY_MB = 2048
_IN_MEMORY = Path("/dev/shm")  # where there is one: targets write many small files
_STATUS = re.compile(rb"#(\d+)\t\w+ +cov: (\d+) ft: (\d+)")
_DONE = re.compile(rb"Done (\d+) runs in ")


@dataclass
class Outcome:
    """What came of one target. edges: of the code that were reached. told: the last lines."""

    target: Target
    inputs: int = 0
    edges: int = 0
    seconds: float = 0.0
    findings: list[Path] = field(default_factory=list[Path])
    told: str = ""

    @property
    def failed(self) -> bool:
        """Whether it found something, or ended before its time."""
        return bool(self.findings or self.told)


def run(
    chosen: list[Target], inputs: int, jobs: int, out: Path, tell: Callable[[str], None]
) -> list[Outcome]:
    """Every one of the chosen targets, `inputs` on the whole. tell: is told how it goes.

    HabitudeError, if there is no atheris.
    """
    if find_spec("atheris") is None:
        raise HabitudeError(
            "atheris is not here: 'make fuzz' installs it where it has a wheel (Linux on x86-64, "
            "CPython 3.11 to 3.13); elsewhere, 'make test' runs a sample of the same targets"
        )
    whole = sum(target.share for target in chosen)

    def each(target: Target) -> Outcome:
        return _fuzz(target, -(-inputs * target.share // whole), out, tell)

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(each, chosen))


def table(outcomes: list[Outcome]) -> Table:
    """What was tried, and what came of it."""
    made = Table(title="fuzzing")
    made.add_column("target")
    for name in ("inputs", "a second", "edges", "findings", "seconds"):
        made.add_column(name, justify="right")
    for outcome in outcomes:
        rate = outcome.inputs / max(1.0, outcome.seconds)
        found = str(len(outcome.findings)) if not outcome.told else "ended"
        made.add_row(
            outcome.target.name,
            f"{outcome.inputs:,}",
            f"{rate:,.0f}",
            f"{outcome.edges:,}",
            found,
            f"{outcome.seconds:,.0f}",
        )
    inputs = sum(outcome.inputs for outcome in outcomes)
    findings = sum(outcome.failed for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    made.add_section()
    made.add_row("all", f"{inputs:,}", "", "", str(findings), f"{seconds:,.0f}")
    return made


def _fuzz(target: Target, inputs: int, out: Path, tell: Callable[[str], None]) -> Outcome:
    folder = out / target.name.replace(" ", "_")
    seeds, corpus, found = folder / "seeds", folder / "corpus", folder / "findings"
    for each in (seeds, corpus, found):
        each.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (seeds / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    before = set(found.iterdir())
    command = [sys.executable, "-m", "habitude_sim.fuzz.one", target.name]
    command += [f"-runs={inputs}", f"-max_len={target.longest}", f"-artifact_prefix={found}/"]
    command += [f"-timeout={_HANGS_S}", f"-rss_limit_mb={_MEMORY_MB}"]
    if target.pieces:
        words = folder / "pieces.dict"
        words.write_text("".join(f'"{_quoted(piece)}"\n' for piece in target.pieces))
        command.append(f"-dict={words}")
    outcome = Outcome(target)
    began = time.monotonic()
    lines = _lines([*command, str(corpus), str(seeds)], outcome, tell)
    outcome.seconds = time.monotonic() - began
    outcome.findings = sorted(set(found.iterdir()) - before)
    if outcome.findings or outcome.inputs < inputs:
        outcome.told = "\n".join(lines[-25:])
    return outcome


def _lines(command: list[str], outcome: Outcome, tell: Callable[[str], None]) -> list[str]:
    """Run it to its end; what it said that was no status."""
    environment = dict(os.environ)
    if _IN_MEMORY.is_dir():
        environment["TMPDIR"] = str(_IN_MEMORY)
    said: list[str] = []
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            status, done = _STATUS.match(line), _DONE.match(line)
            if status is not None:
                outcome.inputs, outcome.edges = int(status[1]), int(status[2])
                tell(f"{outcome.target.name}: {outcome.inputs:,} inputs, {outcome.edges} edges")
            elif done is not None:
                outcome.inputs = int(done[1])
            else:
                said.append(line.decode(errors="replace").rstrip())
    return said


def _quoted(piece: str) -> str:
    """As libFuzzer's dictionaries have it."""
    plain = range(32, 127)
    return "".join(
        chr(byte) if byte in plain and chr(byte) not in '"\\' else f"\\x{byte:02X}"
        for byte in piece.encode()
    )
