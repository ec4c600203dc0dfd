import hashlib
import os
import unittest
from binascii import hexlify, unhexlify

import flash_stand_in

from habitude import seal
from habitude.appliances import load
from habitude.commands import Commands
from habitude.compat import crc16
from habitude.errors import Refused
from habitude.link import Link
from habitude.lock import IDLE_S
from habitude.start import bring_up
from habitude.words import answer

DIRECTORY = "lock_test"
NAMES = ("profile.a", "profile.b", "tries")
SALT = b"salt of sixteen."
LOCKED = "it is locked"


def key_of(pin):
    """Instead of scrypt, which hosts have."""
    return hashlib.sha256(pin + SALT).digest()


def text(octets):
    return hexlify(octets).decode()


class Clock:
    """A board's, as far as commands need it."""

    def __init__(self):
        self.seconds = 0

    def uptime_s(self):
        return self.seconds


class TestSealed(unittest.TestCase):
    KEY = b"0123456789abcdef" * 2

    def setUp(self):
        if seal.aes is None:
            self.skipTest("no AES here")

    def test_hmac(self):  # as CPython's hmac has it
        self.assertEqual(
            text(seal.hmac(bytes(range(1, 33)), b"\xcd" * 50)),
            "372efcf9b40b35c2115b1346903d2ef42fced46f0846e7257bb156d3d7b30d3f",
        )

    def test_what_is_sealed_is_aes_in_counter_mode(self):
        parcel = seal.sealed(self.KEY, b"head", bytes(600))
        cipher = seal.aes(seal.hmac(self.KEY, b"encrypt"), 1)
        for block in (0, 1, 16, 36):
            counter = bytes(parcel[:12]) + (block + 1).to_bytes(4, "big")
            at = seal.TAG + 16 * block
            self.assertEqual(bytes(parcel[at : at + 16]), cipher.encrypt(counter))

    def test_any_length_comes_back(self):
        for length in (0, 1, 15, 16, 17, 255, 256, 257, 1000):
            content = bytes([index % 251 for index in range(length)])
            parcel = seal.sealed(self.KEY, b"head", content)
            self.assertEqual(len(parcel), length + seal.TAG)
            self.assertEqual(seal.opened(self.KEY, b"head", parcel), content)

    def test_a_flipped_bit_anywhere_is_noticed(self):
        parcel = seal.sealed(self.KEY, b"head", b"what was learned")
        for position in range(len(parcel)):
            broken = bytearray(parcel)
            broken[position] ^= 1 << position % 8
            self.assertIsNone(seal.opened(self.KEY, b"head", broken))
        self.assertIsNone(seal.opened(self.KEY, b"Head", bytearray(parcel)))
        self.assertIsNone(seal.opened(key_of(b""), b"head", bytearray(parcel)))
        self.assertIsNone(seal.opened(self.KEY, b"head", bytearray(seal.TAG - 1)))


class TestLock(unittest.TestCase):
    def setUp(self):
        if seal.aes is None:
            self.skipTest("no AES here")
        try:
            os.mkdir(DIRECTORY)
        except OSError:
            self.remove()
        self.clock = Clock()
        self.start()
        self.teach()

    def tearDown(self):
        if seal.aes is not None:
            self.remove()
            os.rmdir(DIRECTORY)

    def remove(self):
        for name in NAMES:
            try:
                os.remove(DIRECTORY + "/" + name)
            except OSError:
                pass

    def start(self):
        """As after a power cut."""
        self.clock.seconds = 0
        self.app, self.store = bring_up(load("climate"), DIRECTORY)
        self.prompts = []
        self.store.prompt = self.prompts.append
        self.commands = Commands(self.app, self.store, self.clock)

    def teach(self):
        self.app.came("anna")
        for minute in range(120):
            turn = 3 if minute == 60 else 0
            self.app.step(minute * 60, 86400 + minute * 60, [2100, 400, 500, 1], [turn])
        self.learned = self.app.profile()

    def ask(self, do, **arguments):
        arguments["do"] = do
        return self.commands.run(arguments)

    def refused(self, do, **arguments):
        try:
            self.ask(do, **arguments)
        except Refused as refused:
            return refused.code
        return None

    def lock(self, pin=b"4711"):
        cost = {"n": 17, "r": 8, "p": 1}
        self.ask("lock", key=text(key_of(pin)), salt=text(SALT), seed=text(bytes(32)), **cost)

    def proof(self, pin):
        told = self.ask("challenge")
        self.assertEqual([told[name] for name in ("salt", "n", "r", "p")], [text(SALT), 17, 8, 1])
        key = key_of(pin)
        check = seal.hmac(key, b"check of the PIN")
        return text(seal.mixed(key, seal.hmac(check, b"unlock", unhexlify(told["nonce"]))))

    def unlock(self, pin=b"4711"):
        """The error code, None if it opened."""
        return self.refused("unlock", proof=self.proof(pin))

    def stored(self):
        copies = b""
        for name in NAMES[:2]:
            with open(DIRECTORY + "/" + name, "rb") as file:
                copies += file.read()
        return copies

    def test_without_the_pin_it_serves_and_tells_nothing_else(self):
        self.lock()
        for do in self.commands.names():
            for_all = do in ("hello", "describe", "status", "memory", "challenge")
            if do not in ("set", "vote", "unlock", "lock"):
                self.assertEqual(self.refused(do, setting="all"), None if for_all else "locked")
        self.assertEqual(self.ask("set", setting="target_temp", value=2300)["value"], 2300)
        self.assertEqual(self.ask("vote", setting="target_temp", answer=1)["learned"], True)
        self.assertEqual(self.ask("status")["lock"], "locked")
        self.assertEqual(self.refused("no such command"), "locked")
        self.assertEqual(self.refused("unlock", remove=True), "locked")
        self.assertEqual(self.refused("lock", key=""), "locked")

    def test_nor_does_it_in_words(self):
        self.lock()
        for line in ("why target_temp", "people", "satisfaction target_temp", "forget all"):
            with self.assertRaises(Refused) as refused:
                answer(self.commands, line)
            self.assertEqual(refused.exception.code, "locked")
        self.assertIn("locked", answer(self.commands, "status"))
        self.unlock()
        self.assertIn("anna", answer(self.commands, "people"))
        answer(self.commands, "lock")
        self.assertEqual(self.refused("people"), "locked")

    def test_the_pin_opens_it_for_a_while(self):
        self.lock()
        self.assertIsNone(self.unlock())
        self.assertEqual(self.ask("people")["known"], ["anna"])
        for _ in range(3):
            self.clock.seconds += IDLE_S - 1
            self.ask("people")
        self.clock.seconds += IDLE_S - 1
        self.ask("status")  # which anybody may ask: a monitor does not keep it open
        self.assertEqual(self.ask("status")["lock"], "open")
        self.clock.seconds += 1
        self.store.work()
        self.assertEqual(self.prompts, [False, True, False])
        self.assertEqual(self.refused("people"), "locked")

    def test_what_was_answered_is_not_given_again_to_who_comes_later(self):
        said = []
        link = Link(self.commands, said.append)
        self.lock()
        self.unlock()
        for again in ("", ', "again": 1'):
            line = ('{"id": 5, "do": "people"%s}' % again).encode()
            line += b"*%04X\n" % crc16(line, 0xFFFF)
            link.feed(line, len(line))
            self.ask("lock")
        self.assertIn(b"anna", said[0])
        self.assertIn(b'"locked"', said[1])
        self.assertNotIn(b"anna", said[1])

    def test_a_lock_that_can_not_be_stored_is_none(self):
        for error in (OSError(28), MemoryError()):

            def fails(data, error=error):
                raise error

            self.store.replace = fails
            code = None
            try:
                self.lock()
            except Refused as refused:
                code = refused.code
            except MemoryError:
                code = "no memory"
            self.assertIn(code, ("store-failed", "no memory"))
            self.assertIsNone(self.store.lock)

    def test_too_little_memory_for_the_profile_leaves_it_sealed(self):
        self.lock()
        stored = self.stored()
        self.start()

        def fails(profile):
            raise MemoryError()

        restore, self.app.restore = self.app.restore, fails
        with self.assertRaises(MemoryError):
            self.unlock()
        self.assertEqual(self.ask("status")["lock"], "sealed")
        self.commands.keep(everywhere=True)
        self.assertEqual(self.stored(), stored)
        self.app.restore = restore
        self.assertIsNone(self.unlock())
        self.assertEqual(self.app.profile(), self.learned)

    def test_the_prompt_is_given_to_who_knows_the_pin(self):
        self.lock()
        self.assertEqual(self.prompts, [False])
        self.unlock()
        self.ask("lock")
        self.assertEqual(self.prompts, [False, True, False])

    def test_wrong_pins_make_it_wait_also_after_a_restart(self):
        self.lock()
        for wrong, wait_s in enumerate((1, 2, 4, 8)):
            self.assertEqual(self.unlock(b"0000"), "wrong-pin")
            if wrong == 2:
                self.start()
            self.assertEqual(self.ask("challenge")["wait"], wait_s)
            self.assertEqual(self.unlock(), "wait")
            self.clock.seconds += wait_s - 1
            self.assertEqual(self.unlock(), "wait")
            self.clock.seconds += 1
        self.assertIsNone(self.unlock())
        self.ask("lock")
        self.assertEqual(self.ask("challenge")["wait"], 0)
        for _ in range(20):
            self.clock.seconds += 3600
            self.assertEqual(self.unlock(b"0000"), "wrong-pin")
        self.assertEqual(self.ask("challenge")["wait"], 3600)

    def test_a_try_is_counted_before_it_is_looked_at(self):
        self.lock()
        with open(DIRECTORY + "/tries", "w") as file:
            file.write("no number")
        self.assertEqual(self.ask("challenge")["wait"], 3600)
        self.clock.seconds += 3600
        os.remove(DIRECTORY + "/tries")
        os.mkdir(DIRECTORY + "/tries")  # can't be written
        self.assertEqual(self.unlock(), "store-failed")
        self.assertEqual(self.refused("people"), "locked")
        os.rmdir(DIRECTORY + "/tries")

    def test_an_answer_counts_once(self):
        self.lock()
        proof = self.proof(b"4711")
        self.assertIsNone(self.refused("unlock", proof=proof))
        self.ask("lock")
        self.assertEqual(self.refused("unlock", proof=proof), "no-challenge")
        self.ask("challenge")
        self.assertEqual(self.refused("unlock", proof=proof), "wrong-pin")
        for proof in (None, "", "00", "x" * 64, 5, [1]):
            self.clock.seconds += 3600
            self.ask("challenge")
            self.assertEqual(self.refused("unlock", proof=proof), "bad-value")

    def test_no_byte_of_the_profile_is_stored_in_plain(self):
        self.store.replace(self.learned)
        self.assertIn(b"anna", self.stored())
        self.lock()
        self.assertNotIn(b"anna", self.stored())
        self.ask("set", setting="target_temp", value=2300)
        self.unlock()
        self.ask("save")
        for start in range(0, len(self.learned) - 16, 16):
            part = self.learned[start : start + 16]
            if len(set(part)) > 4:
                self.assertNotIn(part, self.stored())
        for secret in (b"4711", key_of(b"4711"), self.store.lock.key):
            self.assertNotIn(secret, self.stored())

    def test_after_a_restart_the_profile_waits_for_the_pin(self):
        self.lock()
        stored = self.stored()
        self.start()
        self.assertEqual(self.ask("status")["lock"], "sealed")
        self.assertEqual(self.app.profile(), bring_up(load("climate"), None)[0].profile())
        self.app.step(0, 86400, [2100, 400, 500, 1], [2])
        self.commands.keep()
        self.commands.keep(everywhere=True)
        self.assertEqual(self.stored(), stored)
        self.assertEqual(self.unlock(b"4712"), "wrong-pin")
        self.clock.seconds += 1
        self.assertIsNone(self.unlock())
        self.assertEqual(self.app.profile(), self.learned)
        self.ask("save")
        self.assertNotEqual(self.stored(), stored)

    def test_another_pin(self):
        self.lock()
        self.unlock()
        self.lock(b"0815")
        self.assertEqual(self.unlock(), "wrong-pin")
        self.start()
        self.clock.seconds = 1
        self.ask("challenge")
        self.clock.seconds = 2
        self.assertIsNone(self.unlock(b"0815"))
        self.assertEqual(self.app.profile(), self.learned)

    def test_taken_off(self):
        self.lock()
        self.unlock()
        self.ask("unlock", remove=True)
        self.assertIsNone(self.ask("status")["lock"])
        self.assertEqual(self.ask("people")["known"], ["anna"])
        self.start()
        self.assertEqual(self.app.profile(), self.learned)
        for do in ("challenge", "unlock", "lock"):
            self.assertEqual(self.refused(do), "no-lock")

    def test_the_lock_is_under_the_profile_that_is_restored(self):
        self.lock()
        self.start()
        self.unlock()
        self.ask("forget", setting="all")
        self.start()
        self.assertEqual(self.ask("status")["lock"], "sealed")
        self.unlock()
        self.assertEqual(self.ask("people")["known"], [])

    def test_what_can_not_be_locked(self):
        good = {"key": text(bytes(32)), "salt": text(SALT), "seed": text(bytes(32))}
        cost = {"n": 17, "r": 8, "p": 1}
        for wrong in ({"key": "00"}, {"salt": None}, {"seed": 1}, {"n": "17"}):
            request = dict(good)
            request.update(cost)
            request.update(wrong)
            self.assertEqual(self.refused("lock", **request), "bad-value")
        self.assertEqual(self.refused("lock", n=0, r=8, p=1, **good), "out-of-range")
        self.commands.store = None
        self.assertEqual(self.refused("lock", **good), "no-store")
        self.assertEqual(self.refused("challenge"), "no-lock")

    def test_a_copy_that_was_tampered_with(self):
        self.lock()
        self.start()
        load_copy = self.store.load

        def tampered():
            copy = bytearray(load_copy())
            copy[-1] ^= 1
            return bytes(copy)

        self.store.load = tampered
        self.assertIsNone(self.unlock())
        self.assertEqual(self.ask("hello")["damaged"], ["the sealed profile was tampered with"])


class TestOnFlash(unittest.TestCase):
    PLACE = "/lock_test"

    def setUp(self):
        if not flash_stand_in.THERE:
            self.skipTest("this Python has no littlefs")
        self.flash = flash_stand_in.Flash(12)
        self.flash.mount(self.PLACE)

    def tearDown(self):
        if flash_stand_in.THERE:
            self.flash.umount(self.PLACE)

    def left(self, data):
        """How many spans of eight bytes of it are anywhere in the flash."""
        spans = [data[at : at + 8] for at in range(0, len(data) - 8, 4)]
        return len([s for s in spans if len(set(s)) > 4 and self.flash.bytes.find(s) >= 0])

    def finish(self, store):
        while store.erasing is not None:
            store.work()

    def test_what_was_plain_and_what_was_sealed_is_gone(self):
        app, store = bring_up(load("climate"), self.PLACE, flash=True)
        commands = Commands(app, store, Clock())
        app.came("anna")
        for minute in range(0, 2880, 5):
            turn = 2 if minute % 190 == 0 else 0
            readings = [2050 + minute % 90, 400, minute % 7, 1]
            app.step(60 * minute, 60 * minute, readings, [turn])
        plain = app.profile()
        store.save(plain)
        self.assertTrue(self.left(plain) > 20)
        key = hashlib.sha256(b"4711").digest()
        request = {"do": "lock", "key": text(key), "salt": text(SALT), "seed": text(key)}
        request.update({"n": 17, "r": 8, "p": 1})
        commands.run(request)
        self.finish(store)
        self.assertEqual(self.left(plain), 0)
        sealed = store.load()[128:]  # what follows the lock's record
        self.assertTrue(self.left(sealed) > 100)
        nonce = unhexlify(commands.run({"do": "challenge"})["nonce"])
        mask = seal.hmac(seal.hmac(key, b"check of the PIN"), b"unlock", nonce)
        commands.run({"do": "unlock", "proof": text(seal.mixed(key, mask))})
        commands.run({"do": "forget", "setting": "all"})
        self.finish(store)
        self.assertEqual((self.left(plain), self.left(sealed)), (0, 0))


if __name__ == "__main__":
    unittest.main()
