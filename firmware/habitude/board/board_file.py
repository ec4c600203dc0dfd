"""board.json, the maker's description of a board, checked before anything is switched on.

    document = read("board.json")
    plan = check(document, appliance)       # BoardError: where, what is wrong, what would be right

docs/boards.md describes the format.
"""

import json

from habitude.board import drivers
from habitude.board.errors import BoardError
from habitude.board.fields import PIN, whole
from habitude.compat import const

_FILE = "board.json"
_LARGEST = const(8192)  # bytes; it has to fit into the heap twice
_HIGHEST_PIN = const(63)

_BUS = {"id": whole(0, 0, 3), "scl": PIN, "sda": PIN, "freq_hz": whole(100000, 10000, 1000000)}
_TIMES = {
    "tick_s": whole(60, 1, 300),  # longer, and presence would never be confirmed (presence.py)
    "watchdog_s": whole(5, 0, 8),  # 0: none; the RP2040's reaches 8.3 s
}
_TOP = ("appliance", "board", "i2c", "not_connected", "parts", "tick_s", "watchdog_s")


class Part:
    """One driver with its checked options; `where` is its place in the file."""

    def __init__(self, where, module, options):
        self.where = where
        self.module = module
        self.options = options


class Plan:
    """A checked board.json. `parts` is None when the file has none: no hardware, link only."""

    def __init__(self, document, appliance):
        _known_names(document, _TOP, _FILE)
        self.buses = {}
        self.parts = None
        self.tick_s = _number(_FILE, document, "tick_s", _TIMES["tick_s"])
        self.watchdog_s = _number(_FILE, document, "watchdog_s", _TIMES["watchdog_s"])
        self._appliance = appliance
        self._pins = {}  # GPIO number -> who has it
        self._served = {}  # name of a reading, setting or output -> who serves it
        for index, bus in enumerate(_list(document, "i2c")):
            self._add_bus("%s: i2c[%d]" % (_FILE, index), bus)
        if "parts" in document:
            self.parts = []
            for index, part in enumerate(_list(document, "parts")):
                self._add_part("%s: parts[%d]" % (_FILE, index), part)
            self._check_complete(_list(document, "not_connected"))

    def _add_bus(self, where, bus):
        options = self._options(where, bus, _BUS)
        if options["id"] in self.buses:
            raise BoardError(where, "bus %d is described twice" % options["id"])
        self.buses[options["id"]] = options

    def _add_part(self, where, part):
        name = _object(where, part).get("driver")
        if not isinstance(name, str) or name not in drivers.DRIVERS:
            raise BoardError(
                where, '"driver" is %s; known: %s' % (_said(name), _names(drivers.DRIVERS))
            )
        where = "%s (%s)" % (where, name)
        module = drivers.module(name)
        given = {key: part[key] for key in part if key != "driver"}
        options = self._options(where, given, module.FIELDS)
        gives = sorted(key for key in module.FIELDS if module.FIELDS[key][0] == "reading")
        if gives and all(options[key] is None for key in gives):
            raise BoardError(where, "gives nothing: name the reading for %s" % _names(gives))
        self.parts.append(Part(where, module, options))

    def _options(self, where, given, fields):
        _known_names(given, fields, where)
        return {name: self._option(where, given, name, fields[name]) for name in sorted(fields)}

    def _option(self, where, given, name, field):
        kind = field[0]
        if kind == "whole":
            return _number(where, given, name, field)
        if name not in given and (field[1] is not None or kind == "reading"):
            return field[1]
        value = given.get(name)
        if kind == "choice":
            if not any(type(value) is type(word) and value == word for word in field[2]):
                raise BoardError(where, _wrong(name, value, "one of %s" % _list_of(field[2])))
        elif kind == "pin":
            self._claim(where, name, value)
        elif kind == "i2c":
            if type(value) is not int or value not in self.buses:
                known = _list_of(sorted(self.buses)) or 'none: describe it in "i2c"'
                raise BoardError(where, _wrong(name, value, "the id of a bus (%s)" % known))
        elif kind == "named_setting":
            self._check_declared(where, "setting", name, value)
        else:
            self._serve(where, kind, name, value)
        return value

    def _claim(self, where, name, number):
        if type(number) is not int or not 0 <= number <= _HIGHEST_PIN:
            raise BoardError(where, _wrong(name, number, "a GPIO number, 0..%d" % _HIGHEST_PIN))
        claim = '%s "%s"' % (where, name)
        if number in self._pins:
            raise BoardError(claim, "pin %d already belongs to %s" % (number, self._pins[number]))
        self._pins[number] = claim

    def _serve(self, where, kind, name, value):
        self._check_declared(where, kind, name, value)
        if kind == "reading" and value in self._served:
            raise BoardError(
                where, 'reading "%s" already comes from %s' % (value, self._served[value])
            )
        self._served[value] = where

    def _check_declared(self, where, kind, name, value):
        known = [declared.name for declared in getattr(self._appliance, kind + "s")]
        if value not in known:
            wanted = "%s %s of the %s: %s" % (
                "an" if kind == "output" else "a",
                kind,
                self._appliance.name,
                _list_of(known),
            )
            raise BoardError(where, _wrong(name, value, wanted))

    def _check_complete(self, not_connected):
        optional = [r.name for r in self._appliance.readings if r.optional]
        required = [r.name for r in self._appliance.readings if not r.optional]
        spare = [p.name for p in self._appliance.settings + self._appliance.outputs]
        for name in not_connected:
            if name not in spare and name not in optional:
                raise BoardError(
                    _FILE + ": not_connected",
                    "%s can't be left out; these can: %s"
                    % (_said(name), _list_of(spare + optional)),
                )
        for name in required:
            if name not in self._served:
                raise BoardError(
                    _FILE, 'no part gives the reading "%s", which the appliance needs' % name
                )
        for name in spare:
            if name not in self._served and name not in not_connected:
                raise BoardError(
                    _FILE,
                    'no part serves "%s"; if that is meant, add it to "not_connected"' % name,
                )


def read(path):
    """The document in the file `path`: a dictionary, nothing else of it checked."""
    try:
        with open(path, "rb") as file:
            text = file.read(_LARGEST + 1)
    except OSError as error:
        raise BoardError(path, "can't be read (%s)" % error)
    if len(text) > _LARGEST:
        raise BoardError(path, "is longer than %d bytes" % _LARGEST)
    try:
        document = json.loads(text.decode())
    except (ValueError, RuntimeError) as error:  # RuntimeError: nested too deeply
        raise BoardError(path, "is no JSON (%s)" % error)
    return _object(path, document)


def appliance_name(document):
    """The name of the appliance that the document is for; whether there is one, is not checked."""
    name = document.get("appliance")
    if not isinstance(name, str):
        raise BoardError(_FILE, _wrong("appliance", name, 'its name, for example "climate"'))
    return name


def check(document, appliance):
    """A Plan of the document for the appliance; BoardError if it is not sound."""
    return Plan(document, appliance)


def _object(where, value):
    if not isinstance(value, dict):
        raise BoardError(where, "is %s, not an object in braces" % _said(value))
    return value


def _list(document, name):
    value = document.get(name, [])
    if not isinstance(value, list):
        raise BoardError(_FILE, _wrong(name, value, "a list in brackets"))
    return value


def _known_names(given, known, where):
    for name in _object(where, given):
        if name not in known:
            raise BoardError(
                where, "nothing is called %s here; known: %s" % (_said(name), _names(known))
            )


def _number(where, given, name, field):
    _, default, lowest, highest = field
    value = given.get(name, default)
    if type(value) is not int or not lowest <= value <= highest:
        raise BoardError(where, _wrong(name, value, "a whole number, %d..%d" % (lowest, highest)))
    return value


def _wrong(name, value, wanted):
    if value is None:
        return '"%s" is missing; give %s' % (name, wanted)
    return '"%s" is %s; give %s' % (name, _said(value), wanted)


def _said(value):
    """A wrong value as JSON, at most 40 characters of it."""
    if value is None:
        return "missing"
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _names(words):
    return _list_of(sorted(words))


def _list_of(words):
    return ", ".join(str(word) for word in words)
