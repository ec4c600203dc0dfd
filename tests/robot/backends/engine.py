"""Robot Framework library: an appliance on one of the simulator's engines."""

import tempfile
from pathlib import Path

from robot.api.deco import keyword, library

from habitude_host import micropython_image
from habitude_sim.emulator import Board
from habitude_sim.engines import rp2040
from habitude_sim.engines.unix import UnixTransport


@library(scope="SUITE", auto_keywords=False)
class engine:  # Robot Framework takes the class that is named as its file
    def __init__(self, kind: str):
        self._home = {"unix": _Process, "rp2040": _Board}[kind]()

    @keyword
    def start_appliance(self, name: str):
        self._home.start(name)

    @keyword
    def stop_appliance(self):
        self._home.transport.close()

    @keyword
    def exchange(self, line: str):
        """Send a line; the one that answers it."""
        self._home.transport.write(line.encode() + b"\n")
        return self._home.transport.readline().decode().strip()

    @keyword
    def pull_the_plug(self):
        self._home.pull_the_plug()

    @keyword
    def pull_the_plug_while_it_answers(self, line: str):
        """Send a line and cut the power a few milliseconds later."""
        self._home.transport.write(line.encode() + b"\n")
        self._home.wait_a_moment()
        self._home.pull_the_plug()

    @keyword
    def plug_it_in(self):
        self._home.plug_it_in()


class _Process:
    """MicroPython's unix port; its profile is in a folder."""

    def start(self, name):
        self._name = name
        self._folder = Path(tempfile.mkdtemp(prefix="habitude-"))
        self.plug_it_in()

    def plug_it_in(self):
        self.transport = UnixTransport(self._name, self._folder)

    def wait_a_moment(self):
        pass

    def pull_the_plug(self):
        self.transport.close()


class _Board:
    """An emulated Pico W; its profile is on its flash."""

    def start(self, name):
        self._switch_on(rp2040.files(name))

    def plug_it_in(self):
        self._switch_on(self._storage)

    def wait_a_moment(self):
        self._board.sleep(0.03)  # it is in the middle of writing

    def pull_the_plug(self):
        self._storage = self._board.storage

    def _switch_on(self, flash):
        image = micropython_image.find(micropython_image.PICO_W)
        self._board = Board(flash, image)
        self.transport = rp2040.Rp2040Transport(self._board)
