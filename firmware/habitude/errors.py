"""What is raised where it is foreseen."""

from habitude.compat import const

_SHOWN = const(40)  # characters: an answer has an end


class Refused(Exception):
    """A request that was not carried out: a `code` for programs, a `sentence` for people."""

    def __init__(self, code, sentence):
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence


def named(value):
    """What somebody asked for, to be told back: cut short, and "?" if it is no name at all."""
    return value[:_SHOWN] if isinstance(value, str) else "?"


class ProfileError(ValueError):
    """These bytes are no profile of this appliance."""
