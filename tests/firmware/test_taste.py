import unittest

from habitude.fixed import MISSING
from habitude.learn.comfort import scale
from habitude.learn.scale import CATEGORY, CYCLIC, FINE, LESS, MORE, Feature, general
from habitude.learn.taste import Taste

DAY_S = 86400
HOUR_S = 3600
ROOM = scale()


def moment(room, hour=9):
    """Room in degC; an appliance knows neither clothing nor activity."""
    return (room * 100, MISSING, MISSING, MISSING, hour * HOUR_S)


class TestTaste(unittest.TestCase):
    def test_one_override_is_wanted_and_a_complaint(self):
        taste = Taste(ROOM)
        before = taste.predict(moment(20), DAY_S), taste.opinion().chance(MORE)
        taste.override(moment(20), DAY_S, 2200)
        taste.predict(moment(20), DAY_S + 60)
        self.assertTrue(taste.opinion().chance(MORE) > before[1] + 2000)
        self.assertTrue(2200 <= taste.wanted(moment(20)) < 2280)

    def test_votes_alone_find_what_is_wanted(self):
        taste = Taste(ROOM)
        for step in range(40):
            room = 18 + step * 7 % 11
            answer = LESS if room > 22 else MORE if room < 20 else FINE
            taste.vote(moment(room), step * 40000, answer)
        self.assertTrue(1950 < taste.wanted(moment(21)) < 2250)

    def test_mornings_and_evenings_differ_by_overrides(self):
        lamp = general(
            0, 100, 5, (Feature(CYCLIC, 0, DAY_S, 8, unlike=650), Feature(CATEGORY, 0, 1, 2))
        )
        taste = Taste(lamp)
        for day in range(1, 15):
            morning, evening = day * DAY_S + 8 * HOUR_S, day * DAY_S + 21 * HOUR_S
            taste.override((50, 8 * HOUR_S, 0), morning, 80)
            taste.override((50, 21 * HOUR_S, 0), evening, 20)
            for _ in range(48):
                taste.half_hour()
            taste.day()
        self.assertTrue(taste.wanted((50, 8 * HOUR_S, 0)) > 65)
        self.assertTrue(taste.wanted((50, 21 * HOUR_S, 0)) < 35)

    def test_advice_is_what_wishes_differ_from(self):
        taste = Taste(ROOM)
        taste.override(moment(20), DAY_S, 2200, advice=2000)
        at_night = taste.wanted(moment(20), advice=1700)
        self.assertEqual(at_night, taste.wanted(moment(20), advice=2000) - 300)

    def test_what_is_saved_is_all_there_is(self):
        taste, other = Taste(ROOM), Taste(ROOM)
        taste.opinion()
        taste.override(moment(20), DAY_S, 2200)
        taste.vote(moment(23), DAY_S + HOUR_S, LESS)
        saved = taste.save()
        self.assertTrue(len(saved) <= 200)
        other.restore(saved)
        for each in (taste, other):
            each.vote(moment(22), 2 * DAY_S, FINE)
        self.assertEqual(other.save(), taste.save())
        self.assertEqual(other.wanted(moment(21)), taste.wanted(moment(21)))

    def test_an_opinion_that_was_never_asked_for_is_not_formed(self):
        taste, other = Taste(ROOM), Taste(ROOM)
        other.opinion()
        for each in (taste, other):
            each.vote(moment(23), DAY_S, LESS)
        self.assertEqual(taste.wanted(moment(21)), other.wanted(moment(21)))
        self.assertNotEqual(taste.save(), other.save())

    def test_what_was_saved_of_another_scale_is_refused(self):
        with self.assertRaises(ValueError):
            Taste(ROOM).restore(bytes(9))

    def test_forgetting_leaves_nothing(self):
        taste = Taste(ROOM)
        taste.override(moment(20), DAY_S, 2200)
        taste.forget()
        self.assertEqual(taste.save(), Taste(ROOM).save())


if __name__ == "__main__":
    unittest.main()
