import os
import unittest

from board_stand_ins import PERIOD, Rtc, Time, appliance

from habitude.board import loop
from habitude.board.clock import Clock
from habitude.board.console import Console

ERROR_FILE = "test_board_loop_error.txt"


class App:
    """Records its steps; raises `error` if there is one."""

    def __init__(self):
        self.appliance = appliance()
        self.outputs = [100, 200, 300]
        self.steps = []
        self.error = None
        self.due = False
        self.saves = 0

    def step(self, uptime_s, local_s, readings, turns):
        if self.error:
            raise self.error
        self.steps.append((uptime_s, local_s, list(readings), list(turns)))

    def save_due(self):
        return self.due

    def profile(self):
        return b"profile"

    def saved(self):
        self.due = False


class Board:
    def __init__(self, time):
        self.causes = [None] * 4
        self.clock = Clock(time, Rtc())
        self.calls = []
        self.turned = 0
        self.attended = None
        self.interrupts = 0

    def start(self):
        self.calls.append("start")

    def poll(self):
        pass

    def attend(self, app):
        self.attended = app

    def read(self, readings):
        self.calls.append("read")
        readings[0] = 2100

    def turns(self, steps):
        steps[0] = self.turned

    def write(self, outputs):
        self.calls.append(tuple(outputs))

    def safe(self):
        if self.interrupts:
            self.interrupts -= 1
            raise KeyboardInterrupt
        self.calls.append("safe")

    def feed(self):
        if self.calls[-1:] != ["feed"]:
            self.calls.append("feed")

    def release(self):
        self.calls.append("release")

    def reset(self):
        self.calls.append("reset")


class Store:
    def __init__(self):
        self.saved = []
        self.error = None

    def save(self, data):
        if self.error:
            raise self.error
        self.saved.append(data)


class Stream:
    """Standard input and output in one, and the poll object that watches it."""

    def __init__(self, data=b""):
        self.data = data
        self.written = b""
        self.interrupt = False

    def register(self, stream, events):
        pass

    def poll(self, ms):
        if self.interrupt:
            raise KeyboardInterrupt
        return [(self, 1)] if self.data else []

    def readinto(self, buffer):
        assert len(buffer) == 1, "a board would wait for the rest"
        buffer[0] = self.data[0]
        self.data = self.data[1:]
        return 1

    def write(self, data):
        sent = bytes(data[:3])
        self.written += sent
        return len(sent)


class Link:
    def __init__(self):
        self.fed = b""

    def feed(self, buffer, count):
        self.fed += bytes(buffer[:count])


class TestLoop(unittest.TestCase):
    def setUp(self):
        self.time = Time()
        self.app, self.link, self.store = App(), Link(), Store()
        self.board = Board(self.time)
        self.stream = Stream()
        self.console = Console(self.stream, self.stream, self.stream)
        self.loop = loop.Loop(
            self.app, self.link, self.store, self.board, self.console, 60, ERROR_FILE
        )

    def tearDown(self):
        try:
            os.remove(ERROR_FILE)
        except OSError:
            pass  # most tests leave none

    def run_ms(self, ms, every_ms=5):
        for _ in range(0, ms, every_ms):
            self.loop.turn()
            self.time.pass_ms(every_ms)

    def kept(self):
        with open(ERROR_FILE) as file:
            return file.read()

    def test_a_tick_at_once_and_then_on_time(self):
        self.run_ms(60 * 1000 * 5)
        self.assertEqual([step[0] for step in self.app.steps], [0, 60, 120, 180, 240])
        self.assertEqual(self.app.steps[0][1:3], (-1, [2100] + 3 * [-(1 << 29)]))

    def test_does_not_drift_when_passes_are_slow(self):
        self.run_ms(60 * 1000 * 100, every_ms=777)
        self.assertEqual(len(self.app.steps), 100)
        self.assertEqual(self.loop.skipped, 0)

    def test_measures_ahead_of_each_tick(self):
        self.run_ms(61000)
        tick = ["start", "feed", "read", (100, 200, 300), "feed"]
        self.assertEqual(self.board.calls, tick * 2)

    def test_cards_votes_and_displays_are_attended_to_in_every_pass(self):
        self.run_ms(5)
        self.assertEqual(self.board.attended, self.app)

    def test_ticks_that_were_missed_are_left_out(self):
        self.run_ms(1000)
        self.time.pass_ms(200 * 1000)
        self.run_ms(1000)
        self.assertEqual(len(self.app.steps), 2)
        self.assertEqual(self.loop.skipped, 2)
        self.run_ms(40 * 1000)
        self.assertEqual(len(self.app.steps), 3)

    def test_ticks_across_the_wrap_of_time(self):
        self.time.now_ms = 3 * PERIOD - 30 * 1000
        self.loop = loop.Loop(
            self.app, self.link, self.store, Board(self.time), self.console, 60, ERROR_FILE
        )
        self.run_ms(180 * 1000)
        self.assertEqual(len(self.app.steps), 3)

    def test_what_arrives_is_fed_to_the_link_between_ticks(self):
        self.stream.data = bytes(range(200)) * 3
        self.run_ms(15)
        self.assertEqual(self.link.fed, bytes(range(200)) * 3)

    def test_a_failure_switches_off_keeps_the_cause_and_goes_on(self):
        self.run_ms(1000)
        self.app.error = RuntimeError("numbers do not add up")
        self.run_ms(60 * 1000)
        self.assertEqual(self.board.calls[-2:], ["safe", "feed"])
        self.assertIn("numbers do not add up", self.kept())
        self.assertIn("step", self.kept())
        self.app.error = None
        self.run_ms(60 * 1000)
        self.assertEqual(self.board.calls[-2:], [(100, 200, 300), "feed"])

    def test_three_failures_in_a_row_reset_the_board(self):
        self.app.error = RuntimeError("again")
        self.run_ms(120 * 1000)
        self.assertNotIn("reset", self.board.calls)
        self.app.error = None
        self.run_ms(60 * 1000)
        self.app.error = RuntimeError("again")
        self.run_ms(120 * 1000)
        self.assertNotIn("reset", self.board.calls)
        self.run_ms(60 * 1000)
        self.assertIn("reset", self.board.calls)

    def test_saves_when_due_but_not_while_somebody_turns(self):
        self.app.due = True
        self.board.turned = 1
        self.run_ms(1000)
        self.assertEqual(self.store.saved, [])
        self.board.turned = 0
        self.run_ms(180 * 1000)
        self.assertEqual(self.store.saved, [b"profile"])

    def test_a_full_flash_stops_nothing(self):
        self.store.error = OSError(28)
        for _ in range(4):
            self.app.due = True
            self.run_ms(60 * 1000)
        self.assertNotIn("safe", self.board.calls)
        self.assertNotIn("reset", self.board.calls)
        self.assertIn("OSError", self.kept())

    def test_ctrl_c_leaves_everything_off_and_the_watchdog_fed(self):
        self.stream.interrupt = True
        with self.assertRaises(KeyboardInterrupt):
            loop.run(self.app, self.link, self.store, self.board, self.console, 60)
        self.assertEqual(self.board.calls[-2:], ["safe", "release"])

    def test_a_second_ctrl_c_does_not_leave_anything_on(self):
        self.stream.interrupt = True
        self.board.interrupts = 2
        with self.assertRaises(KeyboardInterrupt):
            loop.run(self.app, self.link, self.store, self.board, self.console, 60)
        self.assertEqual(self.board.calls[-2:], ["safe", "release"])

    def test_serving_without_hardware(self):
        self.stream.data = b"status\n"
        taken = []

        class EndingLink(Link):
            def feed(self, buffer, count):
                taken.append(bytes(buffer[:count]))
                raise EOFError

        with self.assertRaises(EOFError):
            loop.serve(EndingLink(), self.console)
        self.assertEqual(taken, [b"status\n"])


class TestConsole(unittest.TestCase):
    def test_takes_no_more_than_its_buffer_holds(self):
        stream = Stream(bytes(1000))
        console = Console(stream, stream, stream)
        self.assertEqual(console.read(), len(console.buffer))
        self.assertEqual(len(stream.data), 1000 - len(console.buffer))

    def test_does_not_wait(self):
        stream = Stream(b"")
        self.assertEqual(Console(stream, stream, stream).read(), 0)

    def test_writes_everything_even_in_pieces(self):
        stream = Stream()
        Console(stream, stream, stream).write(b"0123456789\n")
        self.assertEqual(stream.written, b"0123456789\n")


if __name__ == "__main__":
    unittest.main()
