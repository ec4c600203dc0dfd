"""Who is known, and who of them is here: by a token (a card, a button, a phone's name)."""

from habitude.compat import const
from habitude.errors import Refused, named

MOST = const(4)  # people who can be known
NAME_BYTES = const(16)
HOUSEHOLD = const(0)  # whose profile serves when nobody is known to be here


def is_word(name):
    """Whether a name has no spaces, nothing that steers a terminal, and no half characters."""
    for character in name:
        code = ord(character)
        if code <= 32 or 127 <= code <= 160 or 0xD800 <= code <= 0xDFFF:
            return False
    return True


class People:
    """names: of the people known; their profiles count from 1, that of the household is 0.

    served: whose profiles count now: those of the people who are here, in the order in which they
    came, or the household's alone.
    """

    def __init__(self):
        self.names = []
        self.served = [HOUSEHOLD]

    def profile(self, name):
        """The number of a person's profile; Refused, with the names there are, if not known."""
        if name in self.names:
            return self.names.index(name) + 1
        known = ", ".join(self.names) or "nobody"
        raise Refused("unknown", "'%s' is not known; known: %s" % (named(name), known))

    def name(self, profile):
        """Whose profile this is."""
        return self.names[profile - 1] if profile else "the household"

    def here(self):
        """The names of those who are here."""
        return [self.name(profile) for profile in self.served if profile]

    def add(self, name):
        """A new person becomes known; Refused if the name is none or there are too many."""
        if not isinstance(name, str) or not is_word(name):
            raise Refused("bad-value", "a person's name is one word")
        if not 0 < len(name.encode()) <= NAME_BYTES:
            raise Refused("bad-value", "a person's name has 1 to %d bytes" % NAME_BYTES)
        if len(self.names) == MOST:
            raise Refused("too-many", "%d people are known already: forget one" % MOST)
        self.names.append(name)

    def remove(self, profile):
        """A person is known no more; the profiles that follow move up."""
        del self.names[profile - 1]
        self.left(profile)
        self.served = [each - (each > profile) for each in self.served]

    def came(self, profile):
        """A person is here."""
        self.left(profile)
        self.served = [each for each in self.served if each != HOUSEHOLD] + [profile]

    def left(self, profile):
        """A person is not here any more."""
        stay = [each for each in self.served if each not in (profile, HOUSEHOLD)]
        self.served = stay or [HOUSEHOLD]

    def forget(self):
        """Nobody is known."""
        self.names = []
        self.served = [HOUSEHOLD]
