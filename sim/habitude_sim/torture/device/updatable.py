# The main.py of a small firmware: its version is said, a trial proved, and updates are taken, all
# by the firmware's own code. A line `VERSION = "..."` comes before.
import select
import sys
import time

import __main__
from habitude import update
from habitude.board.console import Console
from habitude.link import Link


class Commands:
    """Nothing but updates."""

    store = None

    def run(self, request):
        if request.get("do") in update.COMMANDS:
            return update.COMMANDS[request["do"]](self, request)
        return {}

    def check(self, name):
        pass

    def keep(self):
        pass

    def locked(self):
        return None


print("this is", VERSION)  # noqa: F821  see above
commands = Commands()
console = Console(sys.stdin.buffer, sys.stdout.buffer, select.poll(), time)
if __main__.trial and update.prove(lambda write: Link(commands, write)):
    print("it is taken")
link = Link(commands, console.write)
while True:
    console.wait(500)
    link.feed(console.buffer, console.read())
