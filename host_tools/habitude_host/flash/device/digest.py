# Runs on a board: SHA-256 of a file, in hex.
import binascii
import hashlib


def digest(path):
    buffer = memoryview(bytearray(1024))
    told = hashlib.sha256()
    with open(path, "rb") as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                return binascii.hexlify(told.digest()).decode()
            told.update(buffer[:count])
