import binascii
import unittest

from habitude.fixed import MISSING
from habitude.learn.comfort import scale
from habitude.learn.opinion import Opinion
from habitude.learn.scale import (
    CATEGORY,
    CYCLIC,
    FINE,
    LESS,
    MORE,
    ORDERED,
    Feature,
    Scale,
    general,
)

DAY_S = 86400
HOUR_S = 3600
ROOM = scale()
_ROUNDING = 16  # of 16384


def moment(room, hour=MISSING):
    """Room in degC; an appliance knows neither clothing nor activity."""
    return (
        room * 100 if room != MISSING else MISSING,
        MISSING,
        MISSING,
        MISSING,
        hour * HOUR_S if hour != MISSING else MISSING,
    )


def chances(opinion, where, local_s=DAY_S):
    opinion.predict(where, local_s)
    return [opinion.chance(answer) for answer in (LESS, FINE, MORE)]


def told(opinion, votes, start_s=DAY_S):
    """Give (hours from the start, room, answer), each with its time of day."""
    for hours, room, answer in votes:
        opinion.vote(moment(room, hours % 24), start_s + hours * HOUR_S, answer)
    return opinion


class TestFirstUse(unittest.TestCase):
    def test_knows_what_people_generally_want(self):
        opinion = Opinion(ROOM)
        self.assertEqual(opinion.predict(moment(35), DAY_S), LESS)
        self.assertEqual(opinion.predict(moment(24), DAY_S), FINE)
        self.assertEqual(opinion.predict(moment(14), DAY_S), MORE)

    def test_warmer_rooms_are_never_less_often_too_warm(self):
        opinion = Opinion(ROOM)
        last = 0
        for room in range(8, 41):
            less, _, _ = chances(opinion, moment(room))
            self.assertTrue(less >= last - _ROUNDING)
            last = less

    def test_chances_add_up(self):
        opinion = Opinion(ROOM)
        for room in (8, 20, 24, 40, MISSING):
            self.assertTrue(abs(sum(chances(opinion, moment(room))) - 16384) < 32)

    def test_costs_two_hundred_bytes_at_most(self):
        self.assertTrue(len(Opinion(ROOM).state) <= 200)


class TestVotes(unittest.TestCase):
    def test_one_vote_helps_at_once(self):
        opinion = Opinion(ROOM)
        before = chances(opinion, moment(23))[2]
        told(opinion, [(9, 23, MORE)])
        self.assertTrue(chances(opinion, moment(23), DAY_S + 10 * HOUR_S)[2] > before + 3000)

    def test_a_complaint_holds_all_the_more_where_it_is_worse(self):
        opinion = told(Opinion(ROOM), [(9, 24, LESS)])
        now = DAY_S + 9 * HOUR_S + 60
        warmer, colder = chances(opinion, moment(26), now), chances(opinion, moment(22), now)
        self.assertTrue(warmer[0] > colder[0] + 3000)

    def test_learns_who_likes_it_cool(self):
        cool, warm = Opinion(ROOM), Opinion(ROOM)
        for day in range(10):
            told(cool, [(24 * day + 9, 23, LESS), (24 * day + 19, 20, FINE)])
            told(warm, [(24 * day + 9, 23, MORE), (24 * day + 19, 26, FINE)])
        later = 12 * DAY_S
        self.assertEqual(cool.predict(moment(23, 9), later), LESS)
        self.assertEqual(warm.predict(moment(23, 9), later), MORE)

    def test_learns_that_mornings_and_evenings_differ(self):
        opinion = Opinion(ROOM)
        for day in range(14):
            told(opinion, [(24 * day + 7, 22, MORE), (24 * day + 20, 22, FINE)])
        later = 15 * DAY_S
        self.assertEqual(opinion.predict(moment(22, 7), later + 7 * HOUR_S), MORE)
        self.assertEqual(opinion.predict(moment(22, 20), later + 20 * HOUR_S), FINE)

    def test_half_a_year_later_it_is_nearly_a_first_use(self):
        opinion = Opinion(ROOM)
        for day in range(20):
            told(opinion, [(24 * day + 9, 23, MORE)])
        much = chances(opinion, moment(23), 22 * DAY_S)
        little = chances(opinion, moment(23), 200 * DAY_S)
        first = chances(Opinion(ROOM), moment(23))
        self.assertTrue(abs(little[2] - first[2]) < 400 < abs(much[2] - first[2]))

    def test_a_vote_in_an_unknown_place_and_time_counts_as_well(self):
        opinion = Opinion(ROOM)
        before = chances(opinion, moment(MISSING), -1)
        opinion.vote(moment(MISSING), -1, LESS)
        self.assertTrue(chances(opinion, moment(MISSING), -1)[0] > before[0])


class TestKept(unittest.TestCase):
    def test_the_state_is_all_there_is(self):
        opinion = told(Opinion(ROOM), [(9, 23, MORE), (12, 24, FINE), (60, 25, LESS)])
        other = Opinion(ROOM, bytearray(opinion.state))
        where, then = moment(23, 9), 5 * DAY_S
        self.assertEqual(chances(other, where, then), chances(opinion, where, then))

    def test_forgetting_leaves_nothing(self):
        opinion = told(Opinion(ROOM), [(9, 23, MORE), (12, 24, FINE)])
        opinion.forget()
        self.assertEqual(opinion.state, Opinion(ROOM).state)


class TestAnySetting(unittest.TestCase):
    def test_a_lamp_by_time_of_day_and_who_is_there(self):
        context = (Feature(CYCLIC, 0, DAY_S, 8, unlike=650), Feature(CATEGORY, 0, 2, 3))
        lamp = general(0, 100, 5, context)
        opinion = Opinion(lamp)
        for day in range(1, 12):
            opinion.vote((60, 8 * HOUR_S, 0), day * DAY_S + 8 * HOUR_S, FINE)
            opinion.vote((60, 22 * HOUR_S, 1), day * DAY_S + 22 * HOUR_S, LESS)
        now = 12 * DAY_S
        self.assertEqual(opinion.predict((60, 8 * HOUR_S, 0), now + 8 * HOUR_S), FINE)
        self.assertEqual(opinion.predict((60, 22 * HOUR_S, 1), now + 22 * HOUR_S), LESS)
        self.assertTrue(len(opinion.state) <= 200)

    def test_more_than_four_features_of_context_are_refused(self):
        feature = Feature(ORDERED, 0, 10)
        with self.assertRaises(ValueError):
            Scale(feature, (feature,) * 5, 1, 5, 0, 0)

    def test_what_costs_too_much_is_refused(self):
        with self.assertRaises(ValueError):
            Scale(Feature(ORDERED, 0, 10, 60), (), 1, 5, 0, 0)


def lived(steps):
    """CRC of everything foretold and learned in a made-up life with every kind of feature."""
    room = Feature(ORDERED, 800, 4000, 17, 2483, 3431, 829, 35)
    context = (
        Feature(CYCLIC, 0, DAY_S, 8, unlike=648, weight=69),
        Feature(CATEGORY, 0, 3, 4, unlike=10000, weight=69),
        Feature(ORDERED, -2000, 5000, 0, 2500, slope=-800),
    )
    rest = (1887, 213, 74, 6360, 2826, 568, 3189, 586, 5620, 222, 14446, 827)
    opinion = Opinion(Scale(room, context, 50, 2400, 138, 216, rest))
    chance, crc, now = 12345, 0, 0
    for step in range(steps):
        chance = (chance * 1103 + 12345) % 1000003
        where = (
            MISSING if chance % 11 == 0 else 500 + chance % 3900,
            MISSING if chance % 7 == 0 else chance % DAY_S,
            MISSING if chance % 5 == 0 else chance % 4,
            -2500 + chance % 7000,
        )
        now += chance % 200000 if chance % 3 else chance % 4000
        now += 400 * DAY_S if step == steps // 3 else 0
        likeliest = opinion.predict(where, now)
        said = [opinion.chance(answer) for answer in (LESS, FINE, MORE)]
        for value in said:
            crc = binascii.crc32(bytes([value & 255, value >> 8]), crc)
        answer = chance % 3 - 1 if chance % 2 else likeliest
        opinion.vote(where, now if chance % 17 else -1, answer)
    return binascii.crc32(bytes(opinion.state[:129]), crc)


class TestBits(unittest.TestCase):
    def test_every_runtime_lives_the_same_life(self):
        self.assertEqual(lived(600), 2737371921)


if __name__ == "__main__":
    unittest.main()
