import unittest

from habitude.fixed import MISSING
from habitude.learn import opinion_kernel as kernel
from habitude.learn.comfort import scale
from habitude.learn.opinion import Opinion
from habitude.learn.opinion_why import Why
from habitude.learn.scale import FINE, LESS, MORE

DAY_S = 86400
ROOM = scale()


def moment(room, hour=9):
    return (room * 100, MISSING, MISSING, MISSING, hour * 3600)


def foretold(opinion, where, local_s):
    opinion.predict(where, local_s)
    return Why(opinion)


class TestWhy(unittest.TestCase):
    def test_at_first_it_is_what_most_people_want(self):
        why = foretold(Opinion(ROOM), moment(32), DAY_S)
        self.assertEqual((why.answer, why.rival), (LESS, FINE))
        self.assertEqual((why.feature, why.vote, why.shift), (0, None, 0))
        self.assertTrue(why.parts[0] > 0)

    def test_a_vote_of_today_is_told_with_its_place(self):
        opinion = Opinion(ROOM)
        opinion.vote(moment(21), DAY_S, LESS)
        why = foretold(opinion, moment(21), DAY_S + 600)
        self.assertEqual((why.answer, why.vote, why.days), (LESS, 0, 0))
        self.assertTrue(abs(why.value - 2100) < 10)
        self.assertTrue(why.sentence("degC", 2).startswith("less: said so today at 2"))

    def test_who_likes_it_cool_is_told_so(self):
        opinion = Opinion(ROOM)
        for day in range(20):
            opinion.vote(moment(24), day * DAY_S, LESS)
        why = foretold(opinion, moment(24), 20 * DAY_S)
        self.assertTrue(why.shift < -100)
        self.assertTrue(why.counted > 8)

    def test_the_parts_add_up_to_what_was_foretold(self):
        opinion = Opinion(ROOM)
        for step in range(40):
            opinion.vote(moment(18 + step * 7 % 11, step % 24), step * 30000, step * 5 % 3 - 1)
            why = foretold(opinion, moment(18 + step * 5 % 11, step % 24), step * 30000 + 9000)
            work = opinion._work
            odds = [work[kernel.POOLED + 1 + answer] for answer in (why.answer, why.rival)]
            # Within a factor of 2**(1/16)
            exponent = sum(why.parts) + why.content
            likelier = odds[0] * 1.0 / odds[1]
            self.assertTrue(abs(likelier / 2 ** (exponent / 1024) - 1) < 0.05)

    def test_every_cause_has_its_words(self):
        why = foretold(Opinion(ROOM), moment(32), DAY_S)
        self.assertEqual(why.sentence("degC", 2), "less: most people would say so")
        why.parts = [0, 1, 0]
        why.counted = 20
        self.assertEqual(why.sentence("degC", 2), "less: said about 3 times in moments like this")
        why.parts = [1, 0, 0]
        why.shift = -80
        self.assertTrue("you like 0.8 degC less" in why.sentence("degC", 2))

    def test_more_is_told_as_well(self):
        opinion = Opinion(ROOM)
        opinion.vote(moment(22), DAY_S, MORE)
        why = foretold(opinion, moment(21), 3 * DAY_S)
        self.assertEqual((why.answer, why.days), (MORE, 2))


if __name__ == "__main__":
    unittest.main()
