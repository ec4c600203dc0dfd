"""What is raised where it is foreseen."""


class Refused(Exception):
    """A request that was not carried out: a `code` for programs, a `sentence` for people."""

    def __init__(self, code, sentence):
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence


class ProfileError(ValueError):
    """These bytes are no profile of this appliance."""
