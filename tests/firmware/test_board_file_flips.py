import os
import unittest

from habitude.appliance import DeclarationError
from habitude.appliances import load
from habitude.board import board_file
from habitude.board.errors import BoardError

PICO_W = __file__.rpartition("/")[0] + "/../../firmware/boards/pico_w.json"
DAMAGED = "flipped_board.json"


class TestFlips(unittest.TestCase):
    """A board.json of which a bit has flipped: it is refused with a sentence, or it is another
    sound one; nothing else is ever raised.
    """

    def tearDown(self):
        os.remove(DAMAGED)

    def plan(self, content):
        with open(DAMAGED, "wb") as file:
            file.write(content)
        document = board_file.read(DAMAGED)
        return board_file.check(document, load(board_file.appliance_name(document)))

    def test_a_flipped_bit_anywhere_is_told_or_harmless(self):
        with open(PICO_W, "rb") as file:
            whole = file.read()
        refused = 0
        for position in range(len(whole)):
            flipped = bytearray(whole)
            flipped[position] ^= 1 << position % 8
            try:
                self.assertIsNotNone(self.plan(flipped).parts)
            except (BoardError, DeclarationError) as error:
                self.assertGreater(len(str(error)), 20)
                refused += 1
        self.assertGreater(refused, len(whole) // 2)


if __name__ == "__main__":
    unittest.main()
