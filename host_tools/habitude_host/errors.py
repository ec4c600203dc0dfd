"""Errors that a user can do something about: the command line prints them as one line."""


class HabitudeError(Exception):
    """What was wrong, where, and what would be right, in a sentence."""


class LinkError(HabitudeError):
    """The appliance can't be reached, or what came back can't be trusted."""


class NoApplianceError(LinkError):
    """What is at the port shows that it won't answer, however long one waits."""


class LostError(LinkError):
    """A request or its answer got lost on the way; the appliance is still the same one."""


class RestartedError(LinkError):
    """The connection broke and is back; the appliance may have started anew in between."""


class RefusedError(HabitudeError):
    """The appliance refused a request; `code` is the link's error code."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
