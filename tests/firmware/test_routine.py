import binascii
import gc
import sys
import unittest

from habitude.learn import routine_features as features
from habitude.learn import routine_filter as filters
from habitude.learn import routine_words as words
from habitude.learn.routine import NEVER, ONE, Routine, RoutineError

DAY = 96
WEEK = 672
MONDAY = 100 * WEEK
SEVEN = 28  # o'clock, as a slot of the day


def live(routine, days, times, start=MONDAY, length=2, on_slot=None):
    """Use an appliance each day at the given slots of the day; the slot after the last day."""
    for slot in range(start, start + days * DAY):
        before = (slot - 1) % DAY
        on = began = 0
        for time in times:
            if time <= before < time + length:
                on = 1
                began = 1 if before == time else 0
        routine.slot(slot, on, began)
        if on_slot:
            on_slot(slot)
    return start + days * DAY


def chance(routine, slot):
    """The probability in percent at `slot`, of a routine that has been at rest until then."""
    while True:
        routine.slot(routine_slot(routine) + 1, 0)
        if routine_slot(routine) >= slot:
            return routine.probability * 100 // ONE


def routine_slot(routine):
    return routine.words[features.SLOT]


class TestRoutine(unittest.TestCase):
    def test_before_anything_is_known_people_sleep_at_night(self):
        routine = Routine(rest=8)
        seen = {}
        live(routine, 1, (), on_slot=lambda slot: seen.update({slot % DAY: routine.probability}))
        self.assertTrue(seen[12] * 3 < seen[48])
        self.assertTrue(ONE // 50 < seen[48] < ONE // 8)

    def test_a_use_every_morning_is_expected_within_a_week(self):
        routine = Routine(rest=8)
        end = live(routine, 7, (SEVEN,))
        self.assertTrue(chance(routine, end + SEVEN - 2) > 25)
        self.assertTrue(chance(routine, end + SEVEN + 40) < 5)

    def test_tells_weekends_from_working_days(self):
        routine = Routine(rest=8)
        start = MONDAY
        for _ in range(4):
            start = live(routine, 5, (SEVEN,), start)
            start = live(routine, 2, (), start)
        monday = chance(routine, start + SEVEN - 2)
        saturday = chance(routine, start + 5 * DAY + SEVEN - 2)
        self.assertTrue(monday > 2 * saturday)

    def test_it_needs_its_rest_first(self):
        routine = Routine(rest=8)
        slot = live(routine, 1, (90,), length=6)
        self.assertEqual((routine.probability, routine.log_odds), (0, NEVER))
        for _ in range(4):
            routine.slot(slot, 0)
            self.assertEqual(routine.probability, 0)
            slot += 1
        routine.slot(slot, 0)
        self.assertTrue(routine.probability > 0)

    def test_what_ended_long_ago_fades(self):
        routine = Routine(rest=8)
        end = live(routine, 14, (SEVEN,))
        before = chance(routine, end + SEVEN - 2)
        end = live(routine, 28, (), start=end + DAY)
        self.assertTrue(chance(routine, end + SEVEN - 2) * 3 < before)

    def test_a_label_is_known_when_its_hour_is_over(self):
        for known in (1, 6):
            routine = Routine(rest=4, known=known)
            labels = {}
            for slot in range(MONDAY, MONDAY + 60):
                on = 1 if slot - 1 == MONDAY + 40 else 0
                routine.slot(slot, on, known if slot - known == MONDAY + 40 else 0)
                labels[slot - routine.delay] = routine.label
            self.assertEqual(labels[MONDAY + 2], -1)
            self.assertEqual([labels[MONDAY + n] for n in (36, 37, 40, 41)], [0, 1, 1, 0])

    def test_nothing_is_learned_across_a_gap(self):
        routine = Routine(rest=8)
        end = live(routine, 3, (SEVEN,))
        for slot in range(end + 20, end + 20 + 8 + 4 - 1):
            routine.slot(slot, 0)
            self.assertEqual(routine.label, -1)
        routine.slot(end + 20 + 8 + 4 - 1, 0)
        self.assertEqual(routine.label, 0)

    def test_a_changed_clock_does_no_harm(self):
        plain, moved = Routine(rest=8), Routine(rest=8)
        end = live(plain, 9, (SEVEN,))
        live(moved, 7, (SEVEN,))
        live(moved, 2, (SEVEN,), start=MONDAY + 7 * DAY - 4)  # an hour back, as in autumn
        self.assertTrue(chance(moved, end + SEVEN - 2) * 2 > chance(plain, end + SEVEN - 2))

    def test_its_parts_make_the_expectation(self):
        routine = Routine(rest=8)
        end = live(routine, 10, (SEVEN,))
        chance(routine, end + SEVEN - 3)
        parts = dict(words.parts(routine))
        self.assertEqual(len(parts), len(words.NAMES))
        self.assertTrue(parts["quarter"] + parts["hour"] + parts["same time"] > 0)
        whole = sum(parts.values())
        sharp = routine._sharpened(whole)
        self.assertTrue(abs(sharp - routine.log_odds) < 30)

    def test_tells_how_often_it_was_used_at_this_time(self):
        routine = Routine(rest=8)
        start = live(routine, 1, (SEVEN,))
        self.assertEqual(words.usual(routine, DAY, 7), (0, 0, -1))
        for day in range(1, 28):
            start = live(routine, 1, (SEVEN,) if day != 21 else (), start)
        chance(routine, start + SEVEN - 2)
        self.assertEqual(words.usual(routine, DAY, 7), (6, 7, SEVEN))
        self.assertEqual(words.usual(routine, WEEK, 4), (3, 4, SEVEN))

    def test_says_why(self):
        routine = Routine(rest=8)
        routine.slot(MONDAY, 1, 1)
        self.assertTrue("only just been on" in words.why(routine))
        start = MONDAY
        for _ in range(4):
            start = live(routine, 5, (SEVEN,), start)
            start = live(routine, 2, (), start)
        chance(routine, start + 10)
        said = words.why(routine)
        self.assertFalse("usually" in said)
        self.assertTrue("less than 1 %" in said and "against it speaks the time" in said)
        chance(routine, start + SEVEN - 2)
        said = words.why(routine)
        self.assertTrue("usually used Mondays around 7:00 (4 of the last 4 weeks)" in said)
        self.assertTrue("with %d %%" % (100 * routine.probability // ONE) in said)
        self.assertTrue("for it speaks the time" in said)

    def test_says_why_between_the_halves_of_a_slot(self):
        routine = Routine(rest=8)
        for slot in range(MONDAY, MONDAY + 20):
            routine.slot(slot, 0)
            if routine.probability:
                routine.note(slot + 1, 0)
                self.assertTrue("within the hour is expected" in words.why(routine))
                break
        self.assertTrue(routine.probability > 0)

    def test_restored_it_expects_the_same(self):
        one, other = Routine(rest=8), Routine(rest=8)
        end = live(one, 9, (SEVEN, 70))
        data = one.encode()
        other.restore(data)
        self.assertEqual(other.encode(), data)
        # To both, the slots before are a gap: what waits for its label is not kept.
        one.slot(end + 20, 0)
        other.slot(end + 20, 0)
        self.assertEqual(words.parts(one), words.parts(other))
        self.assertEqual(live_crc(one, 3, end + 21), live_crc(other, 3, end + 21))

    def test_refuses_bytes_that_are_no_routine_of_its_own(self):
        routine = Routine(rest=8)
        data = routine.encode()
        damaged = bytearray(data)
        damaged[-1] = 255  # of a variance
        for wrong in (b"", data[:-1], b"X" + data[1:], Routine(rest=4).encode(), bytes(damaged)):
            with self.assertRaises(RoutineError):
                routine.restore(wrong)
        self.assertEqual(routine.encode(), data)

    def test_forgetting_leaves_nothing(self):
        routine = Routine(rest=8, known=6)
        fresh = routine.encode()
        live(routine, 3, (SEVEN,))
        routine.forget()
        self.assertEqual(routine.encode(), fresh)
        self.assertEqual(live_crc(routine, 5), live_crc(Routine(rest=8, known=6), 5))

    def test_its_state_is_small(self):
        routine = Routine(rest=4, known=6)
        held = routine.words, routine.starts, routine.rows, routine.weights, routine.variances
        self.assertTrue(sum(len(bytes(part)) for part in held) <= 2000)

    def test_a_slot_allocates_nothing(self):
        if not hasattr(gc, "mem_alloc"):
            self.skipTest("CPython does not count")
        routine = Routine(rest=4)
        live(routine, 1, (SEVEN,))
        gc.collect()
        gc.disable()
        before = gc.mem_alloc()
        for slot in range(MONDAY + DAY, MONDAY + DAY + 40):
            routine.slot(slot, 1 if slot & 31 < 2 else 0, 1 if slot & 31 == 0 else 0)
        after = gc.mem_alloc()
        gc.enable()
        self.assertTrue(after - before <= 64)  # the range and its iterator

    def test_the_same_bits_everywhere(self):
        """Recorded on CPython."""
        self.assertEqual(live_crc(Routine(rest=8), 3), 3525728553)
        self.assertEqual(live_crc(Routine(rest=4, known=6), 3), 2436031894)

    def test_the_same_bits_after_a_year(self):
        if sys.platform not in ("linux", "darwin", "win32"):
            self.skipTest("takes minutes on a board")
        self.assertEqual(live_crc(Routine(rest=4, known=6), 365), 1475412655)


def live_crc(routine, days, start=MONDAY):
    """CRC-32 of what is expected in each slot of irregular days, and of all that was learned."""
    crc = running = 0
    chaos = 1
    late = []
    known = routine.delay - 3
    rested = 99
    expected = bytearray(4)
    for slot in range(start, start + days * DAY):
        chaos = chaos * 75 % 65537
        often = 12 if slot % DAY in (28, 29, 74, 75, 76) else 1
        on = 1 if running else 0
        if running:
            running -= 1
            rested = 0
        else:
            if chaos % 40 < often:
                running = 1 + chaos % 5
                if rested >= 8:
                    late.append(slot)
            rested += 1
        began = known if late and slot - late[0] >= known else 0
        if began:
            began = slot - late.pop(0)
        if slot % 1500 > 20:  # it is unplugged at times
            routine.slot(slot, on, began)
        expected[0] = routine.probability & 255
        expected[1] = routine.probability >> 8
        expected[2] = routine.log_odds & 255
        expected[3] = routine.log_odds >> 8 & 255
        crc = binascii.crc32(expected, crc)
    return binascii.crc32(routine.encode(), crc)


class TestFilter(unittest.TestCase):
    def test_the_logistic_function_is_near_the_true_one(self):
        from math import exp

        for log_odds in range(-32767, 32768, 97):
            p = filters.probability(filters.LOGISTIC, log_odds)
            self.assertTrue(abs(p - 65536 / (1 + exp(-log_odds / 4096))) < 40)

    def test_log2_is_near_the_true_one(self):
        from math import log

        for n in (1, 2, 3, 7, 100, 255, 256, 1000, 2001, 65535, 10**6, 1 << 29):
            self.assertTrue(abs(features.log2(n) - 256 * log(n) / log(2)) < 24)

    def test_every_row_fires_weights_of_its_groups_whose_memberships_add_to_one(self):
        from array import array

        rows = array("H", [0] * features.ROW)
        fired = array("H", [0] * features.FIRED)
        for step in range(0, 3000, 7):
            rows[features.QUARTER] = step % 672
            rows[features.LOG_REST] = step
            rows[features.LOG_RUN] = step // 2
            rows[features.SHARE] = rows[features.SHARE + 1] = step * 21
            rows[features.BUSY] = rows[features.BUSY + 1] = step % 1025
            features.fire(rows, 0, fired)
            first = pair = 0
            for name, (weights, pairs) in zip(words.NAMES, features.GROUPS):
                of = range(2 * pair, 2 * (pair + pairs), 2)
                for index in of:
                    self.assertTrue(first <= fired[index] < first + weights)
                if name not in ("same time", "busy"):
                    total = sum([fired[index + 1] - 512 for index in of])
                    self.assertTrue(253 <= total <= 256)
                first += weights
                pair += pairs
            self.assertEqual((first, pair), (features.WEIGHTS, features.PAIRS))
