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

    def forget_all(self):
        self.forgotten = True

    def saved(self, done=True):
        self.due = False
        self.unsaved = not done


class Board:
    def __init__(self, time):
        self.causes = [None] * 4
        self.clock = Clock(time, Rtc())
        self.calls = []
        self.turned = 0
        self.attended = None
        self.interrupts = 0
        self.held = False

    def factory_asked(self):
        return self.held

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

    def reset(self):
        self.calls.append("reset")


class Store:
    erasing = None
    lock = "a PIN"

    def __init__(self):
        self.saved = []
        self.error = None
        self.works = 0

    def work(self):
        self.works += 1

    def replace(self, data):
        self.saved.append((self.lock, data))

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


class Deaf(Stream):
    """A port whose other end is open, but takes only so many bytes in half a second."""

    def __init__(self, time, taken):
        super().__init__()
        self.time = time
        self.taken = taken
        self.tries = 0

    def write(self, data):
        self.tries += 1
        self.time.pass_ms(499)
        return min(self.taken, len(data))


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
        self.console = Console(self.stream, self.stream, self.stream, self.time)
        self.proofs = self.unproven = 0
        self.loop = self.looped(self.board)

    def looped(self, board, tick_s=60):
        parts = (self.app, self.link, self.store, board, self.console, tick_s)
        return loop.Loop(*parts, self.feed, self.prove, ERROR_FILE)

    def feed(self):
        if self.board.calls[-1:] != ["feed"]:
            self.board.calls.append("feed")

    def prove(self):
        self.proofs += 1
        return self.proofs > self.unproven

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
        self.loop = self.looped(Board(self.time))
        self.run_ms(180 * 1000)
        self.assertEqual(len(self.app.steps), 3)

    def test_what_arrives_is_fed_to_the_link_between_ticks(self):
        self.stream.data = bytes(range(200)) * 3
        self.run_ms(30)
        self.assertEqual(self.link.fed, bytes(range(200)) * 3)

    def test_no_flood_of_lines_delays_a_tick(self):
        self.stream.data = b"help\n" * 1000
        passes = []

        class SlowLink(Link):
            def feed(_, buffer, count):  # as a line of words does on a Pico
                passes.append(bytes(buffer[:count]).count(b"\n"))
                self.time.pass_ms(60)

        self.link = SlowLink()
        self.loop = self.looped(self.board, tick_s=1)
        for _ in range(200):
            self.loop.turn()
        self.assertEqual(passes, [1] * 200)
        self.assertEqual(self.loop.skipped, 0)

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

    def test_failures_that_differ_each_time_are_kept_once_an_hour(self):
        for minute in range(61):
            self.app.error = RuntimeError("number %d" % minute) if minute % 2 else None
            self.run_ms(60 * 1000, every_ms=100)
            if minute:
                self.assertIn("number 1\n", self.kept())
        self.app.error = RuntimeError("an hour later")
        self.run_ms(60 * 1000, every_ms=100)
        self.assertIn("an hour later", self.kept())

    def test_saves_when_due_but_not_while_somebody_turns(self):
        self.app.due = True
        self.board.turned = 1
        self.run_ms(1000)
        self.assertEqual(self.store.saved, [])
        self.board.turned = 0
        self.run_ms(180 * 1000)
        self.assertEqual(self.store.saved, [b"profile"])

    def test_what_the_store_has_left_to_do_is_done_between_ticks(self):
        self.run_ms(1000)
        self.assertEqual(self.store.works, 200)

    def test_buttons_held_erase_everything_and_it_starts_anew(self):
        self.run_ms(1000)
        self.board.held = True
        self.loop.turn()
        self.assertTrue(self.app.forgotten)
        self.assertEqual(self.store.saved, [(None, b"profile")])
        self.assertEqual(self.board.calls[-3:], ["safe", "reset", "feed"])

    def test_a_full_flash_stops_nothing(self):
        self.store.error = OSError(28)
        for _ in range(4):
            self.app.due = True
            self.run_ms(60 * 1000)
        self.assertNotIn("safe", self.board.calls)
        self.assertNotIn("reset", self.board.calls)
        self.assertIn("OSError", self.kept())
        self.assertTrue(self.app.unsaved)  # what was learned is due again, some time

    def test_what_was_kept_may_be_damaged(self):
        with open(ERROR_FILE, "wb") as file:
            file.write(b"\xff no text")
        self.store.error = OSError(28)
        self.app.due = True
        self.run_ms(60 * 1000)
        self.assertNotIn("safe", self.board.calls)
        self.assertIn("OSError", self.kept())

    def test_ctrl_c_leaves_everything_off(self):
        self.stream.interrupt = True
        for interrupts in (0, 2):  # mpremote sends a second one
            self.board.interrupts = interrupts
            with self.assertRaises(KeyboardInterrupt):
                parts = (self.app, self.link, self.store, self.board, self.console, 60)
                loop.run(*parts, self.feed)
            self.assertEqual(self.board.calls.pop(), "safe")

    def test_only_a_pass_that_did_its_work_feeds_the_watchdog(self):
        self.run_ms(1000)
        del self.board.calls[:]

        def stuck():
            raise RuntimeError("a driver gave up")

        self.board.poll = stuck
        self.loop.turn()
        self.assertEqual(self.board.calls, ["safe"])

    def test_a_firmware_on_trial_proves_itself_after_ten_seconds_of_control(self):
        self.run_ms(9900)
        self.assertEqual(self.proofs, 0)
        self.run_ms(200)
        self.assertEqual(self.proofs, 1)
        self.run_ms(120 * 1000)
        self.assertEqual(self.proofs, 1)

    def test_one_that_could_not_be_taken_then_is_after_a_later_tick_and_controls_meanwhile(self):
        self.unproven = 2
        self.run_ms(59 * 1000)
        self.assertEqual(self.proofs, 1)
        self.run_ms(300 * 1000)
        self.assertEqual((self.proofs, "safe" in self.board.calls), (3, False))

    def test_it_proves_nothing_until_a_tick_was_good(self):
        self.app.error = RuntimeError("numbers do not add up")
        self.run_ms(59 * 1000)
        self.assertEqual(self.proofs, 0)
        self.app.error = None
        self.run_ms(2000)
        self.assertEqual(self.proofs, 1)

    def test_a_proof_that_fails_is_tried_again_after_the_next_good_tick(self):
        def prove():
            self.proofs += 1
            if self.proofs == 1:
                raise OSError(5)
            return True

        self.prove = prove
        self.loop = self.looped(self.board)
        self.run_ms(11000)
        self.assertEqual((self.proofs, "OSError" in self.kept()), (1, True))
        self.run_ms(60 * 1000)
        self.assertEqual(self.proofs, 2)

    def test_serving_without_hardware(self):
        self.stream.data = b"status\n"
        taken = []

        class EndingLink(Link):
            def feed(self, buffer, count):
                taken.append(bytes(buffer[:count]))
                raise EOFError

        with self.assertRaises(EOFError):
            loop.serve(EndingLink(), self.console, self.store, self.feed)
        self.assertEqual(taken, [b"status\n"])

    def test_serving_proves_itself_and_feeds_the_watchdog(self):
        class EndingLink(Link):
            passes = 0

            def feed(self, buffer, count):
                self.passes += 1
                if self.passes == 3:
                    raise EOFError

        with self.assertRaises(EOFError):
            loop.serve(EndingLink(), self.console, self.store, self.feed, self.prove)
        self.assertEqual((self.board.calls, self.proofs), (["feed"], 1))


class TestConsole(unittest.TestCase):
    def test_takes_no_more_than_its_buffer_holds(self):
        stream = Stream(bytes(1000))
        console = Console(stream, stream, stream, Time())
        self.assertEqual(console.read(), len(console.buffer))
        self.assertEqual(len(stream.data), 1000 - len(console.buffer))

    def test_does_not_wait(self):
        stream = Stream(b"")
        self.assertEqual(Console(stream, stream, stream, Time()).read(), 0)

    def test_takes_one_line_at_a_time(self):
        stream = Stream(b"status\nhelp\n")
        console = Console(stream, stream, stream, Time())
        self.assertEqual(bytes(console.buffer[: console.read()]), b"status\n")
        self.assertEqual(bytes(console.buffer[: console.read()]), b"help\n")

    def test_writes_everything_even_in_pieces(self):
        stream = Stream()
        Console(stream, stream, stream, Time()).write(b"0123456789\n")
        self.assertEqual(stream.written, b"0123456789\n")

    def test_who_does_not_listen_is_not_waited_for(self):
        stream = Deaf(Time(), 0)
        Console(stream, stream, stream, stream.time).write(bytes(4096))
        self.assertEqual(stream.tries, 1)

    def test_who_listens_too_slowly_is_not_waited_for_either(self):
        stream = Deaf(Time(), 1)
        began = stream.time.now_ms
        Console(stream, stream, stream, stream.time).write(bytes(4096))
        self.assertLess(stream.time.now_ms - began, 1500)


if __name__ == "__main__":
    unittest.main()
