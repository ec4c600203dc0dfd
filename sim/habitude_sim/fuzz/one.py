"""One target under atheris, in a process of its own: `python -m habitude_sim.fuzz.one TARGET ...`.

What follows the target are libFuzzer's options and folders of inputs. atheris needs to see the
imports of what it is to follow, so nothing of ours is imported before.
"""

# atheris has no type hints, and is only there where it was asked for.
# pyright: reportMissingImports=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import sys

# Of the firmware, what reads: the rest lives on what was read, and would cost half of the time.
_FIRMWARE = (
    *("link", "commands", "commands_learned", "words", "transfer", "profile", "people"),
    *("fixed", "store", "explain", "board.board_file", "board.fields", "learn.routine"),
)
_FOLLOWED = ["habitude_host", *(f"habitude.{name}" for name in _FIRMWARE)]


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=_FOLLOWED):
        from habitude_sim.fuzz import targets

    chosen = targets.target(sys.argv[1])
    atheris.Setup([sys.argv[0], *sys.argv[2:]], chosen.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
