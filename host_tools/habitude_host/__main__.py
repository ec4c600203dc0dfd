"""`python -m habitude_host` is the command `habitude`."""

from habitude_host.cli import main

main()
