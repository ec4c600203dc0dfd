# Starts the firmware's own main.py on hardware that is not there.
#
#     micropython -m live FOLDER LEGS TOLD TICKS TICK_MS LEAK
#
# FOLDER: its flash. LEGS, TOLD: numbers of the pipes from and to the host; standard input and
# output are the console. TICKS: where ticks_ms begins. LEAK: bytes a day to lose.
import os
import sys

import vfs
from hardware import Machine, Select, Time, World


def prepare(folder, legs, told, first_ticks, tick_ms, leak):
    pipes = open(legs, "rb"), open(told, "wb")  # noqa: SIM115  for as long as it lives
    world = World(*pipes, first_ticks, tick_ms, leak)
    sys.modules["time"] = Time(world)
    sys.modules["select"] = Select(world)
    sys.modules["machine"] = Machine(world)
    vfs.umount("/")
    vfs.mount(vfs.VfsPosix(folder), "/")
    os.chdir("/")
    sys.path[:] = ["/"]


prepare(sys.argv[1], *[int(argument) for argument in sys.argv[2:7]])
import main  # noqa: E402, F401  the firmware's
