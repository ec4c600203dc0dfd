import os
import unittest

from habitude import formats
from habitude.app import App
from habitude.appliances import load
from habitude.start import bring_up
from habitude.store import Store

FOLDER = "test_formats_board"
MAGIC = b"HBTP"


def profile(version, content):
    return MAGIC + bytes((version,)) + content


class TestFormats(unittest.TestCase):
    """Firmwares of several formats, one after the other, on one board."""

    def setUp(self):
        os.mkdir(FOLDER)

    def tearDown(self):
        for name in os.listdir(FOLDER):
            os.remove(FOLDER + "/" + name)
        os.rmdir(FOLDER)

    def run_firmware(self, version, *saves):
        """What a firmware of this format starts with; then it saves these."""
        store = Store(FOLDER)
        found = store.load()
        if found is None or found[4] != version:
            formats.sort_out(store, version)
            found = store.load()
        for content in saves:
            store.save(profile(version, content))
        return found

    def files(self):
        return sorted(os.listdir(FOLDER))

    def test_nothing_happens_to_a_profile_of_its_own_format(self):
        self.assertIsNone(self.run_firmware(3, b"one", b"two", b"three"))
        self.assertEqual(self.run_firmware(3), profile(3, b"three"))
        self.assertEqual(self.files(), ["profile.a", "profile.b"])

    def test_on_the_way_back_it_finds_what_it_had_before_the_update(self):
        for saves in range(4):
            self.run_firmware(3, b"old", b"before")
            self.assertEqual(self.run_firmware(4, *[b"new"] * saves), profile(3, b"before"))
            self.assertEqual(self.run_firmware(3), profile(3, b"before"))
            self.tearDown()
            self.setUp()

    def test_forward_again_it_finds_what_it_had_before_the_way_back(self):
        self.run_firmware(3, b"before")
        self.run_firmware(4, b"1", b"2", b"much learned")
        self.run_firmware(3, b"a day")
        self.assertEqual(self.run_firmware(4), profile(4, b"much learned"))
        self.run_firmware(4, b"more")
        self.assertEqual(self.run_firmware(4), profile(4, b"more"))

    def test_of_two_lives_the_longer_one_goes_on(self):
        self.run_firmware(3, b"before")
        self.run_firmware(4, b"1")
        self.run_firmware(3, b"1", b"2", b"half a year")
        self.assertEqual(self.run_firmware(4), profile(3, b"half a year"))

    def test_over_two_formats(self):
        self.run_firmware(3, b"three")
        self.run_firmware(4, b"four", b"four", b"four")
        self.run_firmware(5, b"five", b"five", b"five")
        self.assertEqual(self.run_firmware(3), profile(3, b"three"))
        self.assertEqual(self.run_firmware(4), profile(4, b"four"))
        self.assertEqual(self.run_firmware(5), profile(5, b"five"))

    def test_what_is_forgotten_does_not_lie_aside(self):
        self.run_firmware(3, b"private")
        self.run_firmware(4, b"private", b"private")
        self.assertIn("profile.v3", self.files())
        store = Store(FOLDER)
        store.load()
        store.replace(profile(4, b"nothing"))
        self.assertEqual(self.files(), ["profile.a", "profile.b"])

    def test_a_start_tells_what_it_can_not_read_and_keeps_it(self):
        store = Store(FOLDER)
        store.save(App(load("climate")).profile())
        store.save(profile(9, b"from the future"))
        app, store = bring_up(load("climate"), FOLDER)
        self.assertEqual(store.damaged, ["kept for a newer firmware: a profile of format 9"])
        store.save(app.profile())
        store.save(app.profile())
        self.assertEqual(Store(FOLDER).read(FOLDER + "/profile.v9")[1][5:], b"from the future")
        app, store = bring_up(load("climate"), FOLDER)
        self.assertEqual(store.damaged, [])


if __name__ == "__main__":
    unittest.main()
