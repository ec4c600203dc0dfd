import sys
import unittest

from board_stand_ins import Machine, Rtc, Timer, Wdt

from habitude.board import restart, watchdog

REASON, SCRATCH, CLEAR = 0x40058008, 0x4005800C, 0x4005B000


class Pico:
    """`machine` of an RP2040: what the registers hold, and the watchdogs that were made."""

    def __init__(self):
        self.mem32 = {REASON: 0, SCRATCH: 0}
        self.made = []

    def WDT(self, timeout):
        self.made.append(Wdt(timeout))
        return self.made[-1]

    def reset_by(self, watchdog_time):
        self.mem32[REASON] = 1 if watchdog_time else 2

    def power_cut(self):
        self.mem32 = {REASON: 0, SCRATCH: 0}

    def stopped(self):
        return self.mem32.get(CLEAR) == 1 << 30


class Esp:
    """`machine` of an ESP32."""

    WDT_RESET = 3

    def __init__(self):
        self.made = []
        self._rtc = Rtc()
        self._cause = 1

    WDT = Pico.WDT

    def RTC(self):
        return self._rtc

    def reset_cause(self):
        return self._cause

    def reset_by(self, watchdog_time):
        self._cause = 3 if watchdog_time else 2

    def power_cut(self):
        self._rtc = Rtc()
        self._cause = 1

    def stopped(self):
        return self.made[-1].timeout == 24 * 3600 * 1000


BOARDS = (("rp2", Pico), ("esp32", Esp))


def start(machine, platform, timeout_s=5):
    return watchdog.start(watchdog.of(machine, platform), timeout_s)


class TestWatchdog(unittest.TestCase):
    def test_is_fed(self):
        for platform, kind in BOARDS:
            machine = kind()
            feed, hangs, hung = start(machine, platform)
            feed()
            self.assertEqual((machine.made[0].timeout, machine.made[0].feeds), (5000, 1))
            self.assertEqual((hangs, hung), (0, False))

    def test_counts_what_hung_since_the_power_came_on(self):
        for platform, kind in BOARDS:
            machine = kind()
            start(machine, platform)
            for count in (1, 2):
                machine.reset_by(watchdog_time=True)
                self.assertEqual(start(machine, platform)[1:], (count, True))
            machine.reset_by(watchdog_time=False)
            self.assertEqual(start(machine, platform)[1:], (2, False))
            machine.power_cut()
            self.assertEqual(start(machine, platform)[1:], (0, False))

    def test_who_works_at_the_prompt_is_not_thrown_out(self):
        for platform, kind in BOARDS:
            machine = kind()
            start(machine, platform)
            machine.reset_by(watchdog_time=True)
            start(machine, platform)
            watchdog.stop(watchdog.of(machine, platform))
            self.assertTrue(machine.stopped())
            # A soft reset does not change why the last hard one was: it counts once.
            self.assertEqual(start(machine, platform)[1:], (1, False))

    def test_none_is_started_and_one_that_runs_is_stopped(self):
        for platform, kind in BOARDS:
            machine = kind()
            start(machine, platform, 0)[0]()
            self.assertTrue(machine.stopped())
            machine.reset_by(watchdog_time=True)  # the starter's, in a trial
            self.assertEqual(start(machine, platform)[1:], (0, False))

    def test_where_there_is_none(self):
        self.assertIsNone(watchdog.of(None, "linux"))
        feed, hangs, hung = watchdog.start(None, 5)
        feed()
        watchdog.stop(None)
        self.assertEqual((hangs, hung), (0, False))


class TestRestart(unittest.TestCase):
    def test_comes_when_the_answer_is_out(self):
        machine = sys.modules["machine"] = Machine()
        restart.soon()
        del sys.modules["machine"]
        timer = Timer.made.pop()
        self.assertEqual(machine.resets, 0)
        self.assertTrue(100 <= timer.period <= 1000)
        timer.callback(timer)
        self.assertEqual(machine.resets, 1)


if __name__ == "__main__":
    unittest.main()
