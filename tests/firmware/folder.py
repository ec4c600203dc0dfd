"""A folder that stands for a board's file system, while a test is in it."""

import os


def enter(name):
    """Make the folder and go into it; where the test came from."""
    home = os.getcwd()
    os.mkdir(name)
    os.chdir(name)
    return home


def leave(name, home):
    """Go back, and remove the folder with what is in it."""
    for file in os.listdir("."):
        os.remove(file)
    os.chdir(home)
    os.rmdir(name)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def read(name):
    with open(name, "rb") as file:
        return file.read()
