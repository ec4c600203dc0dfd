# Starts the firmware's own main.py on hardware that is not there.
#
#     micropython -m live FLASH ERASES LEGS TOLD TICKS TICK_MS LEAK
#
# FLASH: an image of its littlefs. ERASES: a file to note each erase in. LEGS, TOLD: numbers of the
# pipes from and to the host; standard input and output are the console. TICKS: where ticks_ms
# begins. LEAK: bytes a day to lose.
import os
import sys

import vfs
from hardware import Flash, Machine, Select, System, Time, World


def prepare(flash, erases, legs, told, first_ticks, tick_ms, leak):
    pipes = open(legs, "rb"), open(told, "wb")  # noqa: SIM115  for as long as it lives
    world = World(*pipes, first_ticks, tick_ms, leak)
    blocks = Flash(flash, erases)
    sys.path[:] = ["/"]
    sys.modules["sys"] = System()
    sys.modules["time"] = Time(world)
    sys.modules["select"] = Select(world)
    sys.modules["machine"] = Machine(world)
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(blocks, progsize=256), "/")
    os.chdir("/")


prepare(*sys.argv[1:3], *[int(argument) for argument in sys.argv[3:8]])
with open("main.py") as file:
    source = file.read()
exec(source)  # a board executes it as __main__, too
