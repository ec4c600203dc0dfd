"""An appliance without a board: on standard input and output, living by `step` alone.

    micropython -m habitude.serve climate [DIRECTORY]

For the simulator and for replay; DIRECTORY keeps its profile.
"""

import sys

from habitude.appliance import DeclarationError
from habitude.appliances import load
from habitude.commands import Commands
from habitude.link import Link
from habitude.start import bring_up


def start(name, directory, write):
    """The link of a fresh appliance `name`; its profile is taken up from `directory` if given."""
    app, store = bring_up(load(name), directory)
    return Link(Commands(app, store), write)


def main(arguments):
    if len(arguments) not in (1, 2):
        print("usage: serve APPLIANCE [DIRECTORY]", file=sys.stderr)
        return 2
    output = sys.stdout.buffer

    def write(line):
        output.write(line)
        if hasattr(output, "flush"):
            output.flush()

    try:
        link = start(arguments[0], arguments[1] if len(arguments) > 1 else None, write)
    except DeclarationError as error:
        print(error, file=sys.stderr)
        return 1
    source = sys.stdin.buffer
    while True:
        line = source.readline(512)
        if not line:
            return 0
        link.feed(line, len(line))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
