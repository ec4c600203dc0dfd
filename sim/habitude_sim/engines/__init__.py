"""What runs the firmware. Every engine is a transport of the one link."""

from __future__ import annotations

from pathlib import Path

from habitude_host.errors import HabitudeError
from habitude_host.link import Link, Transport

ENGINES = ("unix", "native", "rp2040")


def start(engine: str, appliance: str, profile: Path | None = None) -> Link:
    """The link to a fresh `appliance` on `engine`, one of ENGINES.

    profile: folder that keeps what it learns; None: nothing is kept.
    Raises LinkError if the engine can't be started or doesn't know the appliance.
    """
    link = Link(_transport(engine, appliance, profile))
    try:
        link.greet(appliance)
    except HabitudeError:
        link.close()
        raise
    return link


def _transport(engine: str, appliance: str, profile: Path | None) -> Transport:
    if engine == "native":
        from habitude_sim.engines.native import NativeTransport

        return NativeTransport(appliance, profile)
    if engine == "unix":
        from habitude_sim.engines.unix import UnixTransport

        return UnixTransport(appliance, profile)
    if engine == "rp2040":
        from habitude_sim.engines import rp2040

        return rp2040.transport(appliance, profile)
    raise ValueError(f"unknown engine '{engine}'; known: {', '.join(ENGINES)}")
