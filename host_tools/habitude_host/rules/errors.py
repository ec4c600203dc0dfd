"""What is said when a rule file can't be used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from habitude_host.errors import HabitudeError


class RuleFileError(HabitudeError):
    """A rule file that can't be read or uses something unsupported.

    `line` and `column` count from 1 and are 0 where the error has no place in the file (for
    example when it can't be opened); `message` says what was found and what was expected.
    """

    def __init__(self, file: str, line: int, column: int, message: str) -> None:
        super().__init__(file, line, column, message)
        self.file = file
        self.line = line
        self.column = column
        self.message = message

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is most like `name`, starting with a space; "" if none is."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return f" (did you mean {by_folded[matches[0]]!r}?)" if matches else ""


def one_of(known: Iterable[str]) -> str:
    """The known names as a phrase: "a, b or c"."""
    names = list(known)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"
