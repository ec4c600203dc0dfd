"""What a board's console shows instead of an answer, and what to do about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from habitude_host import protocol

PROMPT = b">>> "  # MicroPython's, which no newline follows

_RESTART = re.compile(r"^(MPY: soft reboot|rst:0x|ets [A-Z][a-z]{2} |MicroPython v\d)")
_REFUSAL = "error: "  # as the firmware's start-up prints it
_SHOWN = 100  # characters of a line


def at_prompt(line: bytes) -> bool:
    """Whether a line shows that nothing runs on the board but MicroPython's prompt."""
    return line.startswith(PROMPT.rstrip()) or line.startswith(b"raw REPL")


def restarted(line: bytes) -> bool:
    """Whether a line is one that boards print when they start."""
    return _RESTART.match(_text(line)) is not None


def refused(heard: Sequence[bytes]) -> bool:
    """Whether the firmware has said what it can't start with."""
    return _refusal(heard) is not None


def judge(heard: Sequence[bytes]) -> str:
    """What the lines that were heard mean, in a sentence, with what to try."""
    lines = [text for text in map(_text, heard) if text]
    prompt = any(at_prompt(line) for line in heard)
    refusal = _refusal(heard)
    raised = _raised(lines)
    if refusal is not None:
        return f"the firmware did not start, it says '{refusal[:_SHOWN]}'"
    if raised is not None:
        return (
            f"the firmware has failed with '{raised}': reset the board; if it comes back, "
            "last_error.txt on the board has more"
        )
    if prompt:
        return (
            "the board is at MicroPython's prompt (>>>), no appliance runs: press Ctrl-D in a "
            "terminal, or reset it, to start main.py; 'habitude flash' puts the firmware on it"
        )
    if any(restarted(line) for line in heard):
        return "the board has just started: try again in a moment"
    if lines and all('"do"' in text for text in lines):
        return "it only gives back what it is sent: that is no appliance"
    if lines:
        return f"what it says is no answer: '{lines[-1][:_SHOWN]}'"
    return (
        "nothing came back: is this the port of an appliance ('habitude devices' lists them)? "
        "If it is, it hangs: reset it"
    )


def _refusal(heard: Sequence[bytes]) -> str | None:
    """What the firmware said last before it gave up."""
    said = [text for text in map(_text, heard) if text.startswith(_REFUSAL)]
    return said[-1].removeprefix(_REFUSAL) if said else None


def _raised(lines: Sequence[str]) -> str | None:
    """The exception of the last traceback, but for one of a line typed at the prompt."""
    found: str | None = None
    inside = typed = False
    for text in lines:
        if text.startswith("Traceback"):
            inside, typed = True, False
        elif inside and text.startswith("  "):
            typed = typed or '"<stdin>"' in text
        elif inside:
            inside = False
            found = found if typed else text[:_SHOWN]
    return found


def _text(line: bytes) -> str:
    return protocol.shown(line)
