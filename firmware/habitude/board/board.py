"""A board at work: all the parts that board.json names, behind a few calls.

board = Board(plan, appliance, machine, time)
board.poll()                 # every few ms
board.attend(app)            # cards, votes, displays; every few ms, too
board.start()                # 200 ms before
board.read(readings)         # raw values in the appliance's order, MISSING where a sensor fails
board.turns(steps)           # steps that each setting was turned since the last call, once let go
board.write(outputs)         # thousandths, in the appliance's order
board.safe()                 # everything off
"""

from habitude.board.clock import Clock
from habitude.board.errors import BoardError, SensorError
from habitude.board.pins import Pins
from habitude.compat import const
from habitude.errors import Refused
from habitude.fixed import MISSING

_FACTORY_MS = const(10000)  # nobody holds two buttons for so long by chance


class Board:
    """failures: reads that failed since start, for each reading; causes: why the last read of it
    did, or None.

    refused: why the last card was not taken (the code of a Refused), or None. card_readers: the
    drivers of those.
    """

    def __init__(self, plan, appliance, machine, time):
        self.clock = Clock(time, machine.RTC())
        self.failures = [0] * len(appliance.readings)
        self.causes = [None] * len(appliance.readings)
        self.refused = None
        self._turned = [0] * len(appliance.settings)  # steps since the last tick
        self._machine = machine
        self._sensors = []  # (sensor, its wires)
        self._controls = []  # (control, index of the setting)
        self._actuators = []  # (actuator, index of the output)
        self._voters = []  # (voter, index of the setting)
        self.card_readers = []
        self._displays = []
        self._starts = []
        self._polls = []
        self._pairs = []  # of buttons
        pins = Pins(machine, plan.buses)
        for part in plan.parts:
            self._add(part, _built(part, pins, self.clock), appliance)

    def _add(self, part, driver, appliance):
        options = part.options
        if "turns" in options:
            self._controls.append((driver, appliance.setting(options["turns"], part.where)))
        elif "drives" in options:
            self._actuators.append((driver, appliance.output(options["drives"], part.where)))
        elif "votes" in options:
            self._voters.append((driver, appliance.setting(options["votes"], part.where)))
        elif hasattr(driver, "tapped"):
            self.card_readers.append(driver)
        elif hasattr(driver, "show"):
            self._displays.append(driver)
        elif hasattr(driver, "set_local"):
            self._back_up(driver)
        else:
            self._sensors.append((driver, _wires(part, appliance)))
        if hasattr(driver, "start"):
            self._starts.append(driver.start)
        if hasattr(driver, "poll"):
            self._polls.append(driver.poll)
        if hasattr(driver, "held_ms"):
            self._pairs.append(driver)

    def _back_up(self, chip):
        try:
            self.clock.back_up(chip)
        except OSError:
            pass  # the clock stays untrusted, as without a chip, until it is set over the link

    def start(self):
        """Start the measurements that take a while."""
        for start in self._starts:
            start()

    def poll(self):
        """Look after what can't wait for the next tick."""
        for poll in self._polls:
            poll()
        for control, setting in self._controls:
            self._turned[setting] += control.take()

    def attend(self, app):
        """Pass on to the app who came or left and what was voted, show what it does."""
        for reader in self.card_readers:
            token = reader.tapped()
            if token is not None:
                self._toggle(app, token)
        for voter, setting in self._voters:
            answer = voter.answer()
            if answer is not None:
                app.vote(setting, answer)
        for display in self._displays:
            display.show(app, self._turned, self.refused)

    def _toggle(self, app, token):
        self.refused = None
        if token in app.people.here():
            app.left(token)
            return
        try:
            app.came(token)
        except Refused as refused:  # too many people are known
            self.refused = refused.code

    def factory_asked(self):
        """Whether two buttons of a pair are held until everything learned is erased."""
        for pair in self._pairs:  # noqa: SIM110, a generator would take from the heap
            if pair.held_ms() >= _FACTORY_MS:
                return True
        return False

    def read(self, readings):
        for index in range(len(readings)):
            readings[index] = MISSING
        for sensor, wires in self._sensors:
            try:
                sensor.read()
            except SensorError as error:
                self._failed(wires, error.status)
                continue
            for value, reading, factor, divisor in wires:
                raw = sensor.values[value]
                self.causes[reading] = None
                if raw != MISSING:
                    readings[reading] = (raw * factor + divisor // 2) // divisor

    def _failed(self, wires, status):
        for wire in wires:
            self.failures[wire[1]] += 1
            self.causes[wire[1]] = status

    def turns(self, steps):
        for index in range(len(steps)):
            steps[index] = self._turned[index]
        for control, setting in self._controls:
            # A button may turn out to be jammed: until it is let go, the next tick has it.
            if hasattr(control, "held") and control.held():
                steps[setting] = 0
        for index in range(len(steps)):
            if steps[index]:
                self._turned[index] = 0

    def write(self, outputs):
        for actuator, output in self._actuators:
            actuator.write(outputs[output])

    def safe(self):
        """Everything off, at once; may be called any time, twice."""
        for actuator, _ in self._actuators:
            actuator.off()

    def reset(self):
        self._machine.reset()


def _built(part, pins, clock):
    try:
        return part.module.build(part.options, pins, clock)
    except (ValueError, TypeError, OSError) as error:
        raise BoardError(part.where, "the board refuses it: %s" % error)


def _wires(part, appliance):
    """(index in the sensor's values, index of the reading, factor, divisor) of each wire."""
    wires = []
    for name, field in part.module.FIELDS.items():
        if field[0] == "reading" and part.options[name] is not None:
            _, _, value, decimals = field
            reading = appliance.reading(part.options[name], part.where)
            digits = appliance.readings[reading].decimals - decimals
            wires.append((value, reading, 10 ** max(digits, 0), 10 ** max(-digits, 0)))
    return wires
