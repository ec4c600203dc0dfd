"""What people touch and see, and what the board switches, on an emulated board."""

import numpy as np
import pytest

from habitude.board.pn532 import token

pytestmark = pytest.mark.timeout(600)  # of an emulated chip on a busy machine
PEOPLE = "print((app.people.names, app.people.here(), board.card_readers[0].cause))"
ALICE, BOB = b"\x01\x02\x03\x04", bytes(range(7))
NOBODY = "app.people.forget()"


@pytest.fixture(scope="module")
def wired(wired_board):
    """One for all tests: each leaves its devices well, its buttons released."""
    controls = ("buttons", "encoder", "vote_buttons", "pwm", "relay")
    return wired_board((*controls, "pn532", "ssd1306"))


def test_buttons_and_a_knob_that_bounce(wired):
    wired.up.tap(bounces=3)
    assert wired.run("turned(300)") == [1, 0]
    wired.down.tap(ms=650, bounces=2)
    wired.knob.turn(3)
    assert wired.run("turned(1000)") == [-2, 3]
    wired.knob.turn(-20, edge_ms=1)
    assert wired.run("turned(200)") == [0, -20]


def test_votes(wired):
    wired.run("app.votes.clear()")
    for button in (wired.more, wired.fine, wired.less):
        button.tap(ms=700, bounces=2)  # a long press is one vote
        wired.run("wait(800)")
    assert wired.run("print(app.votes)") == [(0, 1), (0, 0), (0, -1)]


def tap(wired, card):
    wired.reader.card = card
    wired.run("look(600)")  # it looks every 0.4 s
    wired.reader.card = None
    wired.run("look(1300)")  # three looks without it


def test_cards_tell_who_came_and_left(wired):
    wired.run(NOBODY)
    names = [token(ALICE), token(BOB)]
    tap(wired, ALICE)
    assert wired.run(PEOPLE) == (names[:1], names[:1], None)
    tap(wired, BOB)
    assert wired.run(PEOPLE)[:2] == (names, names)
    tap(wired, ALICE)
    assert wired.run(PEOPLE)[:2] == (names, names[1:])
    tap(wired, BOB)
    assert wired.run(PEOPLE)[:2] == (names, [])


def test_a_card_left_lying_counts_once_and_a_telephone_never(wired):
    wired.run(NOBODY)
    wired.reader.card = ALICE
    wired.run("look(2000)")
    wired.reader.card = None
    wired.run("look(1300)")
    tap(wired, b"\x08\x11\x22\x33")  # a number that is another one each time
    assert wired.run(PEOPLE)[:2] == ([token(ALICE)], [token(ALICE)])


@pytest.mark.parametrize("fault", ["disturbed", "hung", "without power"])
def test_faults_of_the_card_reader_pass(wired, fault):
    reader = wired.reader
    wired.run(NOBODY)
    reader.answers = fault != "without power"
    reader.disturbed = 4 * (fault == "disturbed")
    reader.hung = fault == "hung"
    reader.card = ALICE
    wired.run("look(1200)")
    _, here, cause = wired.run(PEOPLE)
    assert (here, cause) == ([], "bad checksum" if fault == "disturbed" else "no answer")
    if fault == "without power":
        reader.lose_power()
    reader.answers, reader.disturbed, reader.hung = True, 0, False
    wired.run("look(2600)")  # it is tried again after 2 s, and set up anew
    assert wired.run(PEOPLE) == ([token(ALICE)], [token(ALICE)], None)
    reader.card = None
    wired.run("look(1300)")


def test_a_fifth_person_is_refused_and_the_display_says_so(wired):
    wired.run(NOBODY + "\nfor name in 'abcd': app.came(name)\nwait(600)")
    before = wired.display.screen
    tap(wired, bytes((0x10, 0, 0, 1)))
    wired.run("wait(600)")
    assert wired.run("print((len(app.people.names), repr(board.refused)))") == (4, "'too-many'")
    assert (wired.display.screen[56:] != before[56:]).any()
    wired.run(NOBODY)
    tap(wired, BOB)
    assert wired.run("print(board.refused)") is None


def test_the_display_shows_the_setting_as_it_is_turned(wired, tmp_path):
    wired.run("wait(600)")
    before, pictures = wired.display.screen, wired.display.pictures
    wired.up.tap()
    wired.run("wait(600)")
    turned = wired.display.screen
    wired.display.save(tmp_path / "turned.png")
    rows = np.flatnonzero((turned != before).any(axis=1))
    assert (rows >= 20).all() and (rows < 44).all()  # the digits of the value alone
    assert wired.display.pictures == pictures + 8  # one picture of eight pages
    wired.run("turned(0)\nwait(600)")
    assert (wired.display.screen == before).all()
    assert (tmp_path / "turned.png").read_bytes().startswith(b"\x89PNG")


def test_the_display_asks_tells_a_fault_and_sleeps(wired):
    seen = []
    for state in ("asking.setting = 0", "fault = 1", "presence.quiet_s = 600"):
        wired.run(f"app.{state}\nwait(600)")
        seen.append(wired.display.screen)
    assert not seen[2].any()  # nobody there
    wired.run("app.asking.setting = -1\napp.fault = None\napp.presence.quiet_s = 0\nwait(600)")
    plain = wired.display.screen
    for screen in seen[:2]:
        assert (screen[:56] == plain[:56]).all() and (screen[56:] != plain[56:]).any()
    assert (seen[0] != seen[1]).any()


def test_a_display_that_was_unplugged_comes_back(wired):
    wired.run("wait(600)")
    before = wired.display.screen
    wired.display.answers = False
    wired.run("app.uptime_s += 60\nwait(600)")
    wired.display.lose_power()
    wired.display.answers = True
    assert not wired.display.screen.any()
    wired.run("wait(6500, 100)")
    assert (wired.display.screen == before).all()


def test_outputs_are_what_was_written(wired):
    wired.run("board.write((375, 1000))")
    assert (wired.heat.power, wired.cool.on) == (375, True)
    assert wired.heat.hertz == pytest.approx(1000, rel=1e-3)
    wired.run("board.write((1000, 0))")
    since_s = wired.board.seconds
    wired.run(
        "board.write((1000, 300))\nwait(47600, 400)"
    )  # four cycles of 10 / (4 * 0.3 * 0.7) s
    assert wired.heat.power == 1000
    assert wired.cool.power(since_s) == pytest.approx(300, abs=70)
    wired.run("board.safe()")
    assert (wired.heat.power, wired.cool.on) == (0, False)


def test_passes_of_the_loop_take_nothing_from_the_heap(wired):
    assert wired.run("allocated(2000)") == 0
