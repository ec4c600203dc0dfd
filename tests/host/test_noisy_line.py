"""Whatever happens to lines on their way: what is asked once is done once, or it is told."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from habitude import serve
from habitude_host.errors import LinkError, LostError
from habitude_host.link import Link

WHOLE, LOST, DAMAGED = range(3)
fates = st.lists(st.sampled_from((WHOLE, LOST, DAMAGED)), max_size=24)
STEP = {"up": 0, "local": 0, "readings": [2100, None, None, 1]}


class NoisyWire:
    """The firmware behind a wire that does to each line, there and back, what `fates` says."""

    def __init__(self, fates):
        self.fates = deque(fates)
        self._said = deque()
        self._firmware = serve.start("climate", None, self._carry_back)

    def write(self, line):
        for each in self._carried(line):
            self._firmware.feed(each, len(each))

    def readline(self):
        if not self._said:
            raise LostError("nothing came")
        return self._said.popleft()

    def close(self):
        pass

    def _carry_back(self, line):
        self._said.extend(self._carried(line))

    def _carried(self, line):
        fate = self.fates.popleft() if self.fates else WHOLE
        damaged = line[:20] + bytes((line[20] ^ 4,)) + line[21:]
        return {WHOLE: [line], LOST: [], DAMAGED: [damaged]}[fate]


@given(fates)
def test_what_is_asked_once_is_done_once(fates):
    wire = NoisyWire(fates)
    link = Link(wire, 1)
    done = maybe = 0
    for _ in range(4):
        try:
            link.ask("step", turns=[1], **STEP)
            done += 1
        except LinkError:
            maybe += 1
    wire.fates.clear()
    shown = Link(wire, 100).ask("status")["settings"][0][1]
    assert done <= (shown - 2100) // 50 <= done + maybe
