"""What can go wrong on a board, told apart by whom it is for."""

NO_ANSWER = "no answer"  # not acknowledged on the bus: unplugged, wrong address, no power
BAD_CHECKSUM = "bad checksum"  # disturbed on the way: long wires, missing pull-ups
NOT_READY = "not ready"  # asked before a measurement was started or done
OPEN = "open circuit"
SHORT = "short circuit"


class SensorError(Exception):
    """A sensor gave no value; `status` is one of the constants above. For the loop."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


class BoardError(Exception):
    """board.json can't be used: where, what is wrong, what would be right. For the maker."""

    def __init__(self, where, what):
        super().__init__("%s: %s" % (where, what))
