"""The power of an emulated board fails at every flash operation of what it writes: real
MicroPython, real littlefs, our firmware. `make torture-power` has all scenarios and all cuts.
"""

import json
import random
from dataclasses import replace

import pytest

from habitude_sim import engines
from habitude_sim.emulator import Board, BoardError, file_system
from habitude_sim.emulator import power as supply
from habitude_sim.torture import power, power_appliance, power_cuts, power_firmware, power_flips
from habitude_sim.torture.power_cuts import Cut, Recording
from habitude_sim.torture.power_stories import STORIES
from habitude_sim.torture.power_story import Scenario, Story, link_to

SEED = 6
BUSY_S = 1800  # on a machine that is; the longest takes half a minute alone
WRITE = "with open({!r}, 'w') as file:\n    file.write('after' * 200)\n"
SAFE = WRITE.format("state.new") + "os.rename('state.new', 'state')"
UNSAFE = "os.remove('state')\n" + WRITE.format("state")


def story(name, *scenarios):
    """A story, as far as these of its scenarios go."""
    found = next(each for each in STORIES if each.name == name)
    kept = tuple(each for each in found.scenarios if each.name in scenarios)
    assert len(kept) == len(scenarios)
    return replace(found, scenarios=kept)


def writing(code):
    """A board at MicroPython's prompt that replaces its file `state`."""

    def steps(board):
        board.run(f"import os\n{code}")
        yield

    return Story(
        "a board at its prompt",
        lambda: {"state": b"before" * 200},
        lambda board: board.run("print(open('state').read(6))"),
        lambda files: files["state"][:6].decode(),
        lambda _: ("more", b"more" * 200),
        (Scenario("writing", steps),),
    )


def losses(recording):
    """Of every cut: (whether the next operation was torn, what was lost)."""
    tried = list(power_cuts.cuts(recording))
    assert len(tried) == power_cuts.count(recording)
    return [(cut.torn, power_cuts.lost(cut)) for cut in tried]


def lost(recording):
    return [what for _, what in losses(recording) if what]


@pytest.fixture(scope="module")
def safe(pico_w_image):
    (recording,) = power_cuts.record(writing(SAFE), pico_w_image)
    return recording


def test_a_cut_of_a_running_board_leaves_what_the_recording_tells(safe, pico_w_image):
    for number, torn in ((3, None), (0, supply.ZEROS), (4, supply.BITS)):
        watched = supply.Power()
        board = Board(safe.before, pico_w_image, [watched])
        watched.cut(board, number, torn)
        with pytest.raises(BoardError):
            board.run(f"import os\n{SAFE}")
        cuts = power_cuts.cuts(safe)
        (told,) = (cut for cut in cuts if (cut.done, cut.torn) == (number, torn))
        assert board.storage == told.image


def test_a_file_that_is_replaced_by_a_rename_is_never_lost(safe):
    assert len(losses(safe)) > 30
    assert lost(safe) == []


def test_a_file_that_is_removed_and_written_again_is_found_lost(pico_w_image):
    (recording,) = power_cuts.record(writing(UNSAFE), pico_w_image)
    gone = lost(recording)
    assert len(gone) > 10
    assert "can't start" in gone[0]
    cut = next(cut for cut in power_cuts.cuts(recording) if power_cuts.lost(cut))
    assert "does not start" in power_cuts.started(cut, pico_w_image).lost


def test_what_was_told_to_be_done_is_not_undone(safe):
    """A board that forgets what it had acknowledged would be found."""
    told = replace(safe.steps[1], operations=2)
    assert lost(replace(safe, steps=(safe.steps[0], told)))


def learned_more(folder):
    """The older of the two copies, as the next save replaces it."""
    for name, copy in power_appliance.learned_copies().items():
        (folder / name).write_bytes(copy)
    link = engines.start("native", power_appliance.APPLIANCE, folder)
    power_appliance.live(link, 0, turn=2)
    power_appliance.live(link, 600)
    link.ask("save")
    return (folder / "profile.a").read_bytes()


def test_a_write_after_a_cut_changes_something_whatever_was_learned(tmp_path):
    """Or its second cuts would judge nothing: not even that a frozen one still saves."""
    link = engines.start("native", "climate", tmp_path)
    link.ask("freeze", setting="all")
    frozen = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for files in ({}, power_appliance.learned_copies(), frozen):
        name, content = power_appliance.saves(files)
        assert content != files.get(name)
        assert power_appliance.holds({**files, name: content}) != power_appliance.holds(files)


def starts_with_what_was_saved(board):
    """A step that leaves all as it is."""
    crc = link_to(board).ask("profile")["crc"]
    assert board.seconds < 3
    assert power_appliance.holds(board.files()).startswith(f"profile {crc},")
    yield


@pytest.mark.timeout(BUSY_S)
def test_an_appliance_keeps_what_it_learned_and_goes_on_after_a_cut(pico_w_image, tmp_path):
    """A save is cut. A board starts with what one of these cuts left, learns more, and each cut
    of that is tried, too; of some, each cut of the first write after it.
    """
    appliance = story("an appliance", "learning")
    files = {**appliance.files(), **power_appliance.learned_copies()}
    name, copy = "profile.a", learned_more(tmp_path)
    old, new = (power_cuts.held(appliance, each) for each in (files, {**files, name: copy}))
    assert old.told != new.told
    saving = replace(appliance, writes=lambda _: (name, copy))
    start = Recording(saving, "a save", file_system(files), (), ())
    before = Cut(start, 0, None, start.before, (old, new))
    saves = list(power_cuts.cuts_of_first_write(before))
    assert len(saves) > 30
    chance = random.Random(SEED)
    image = chance.choice([cut.image for cut in saves if cut.image != start.before])
    starts = Scenario("start", starts_with_what_was_saved)
    lived = replace(appliance, files=lambda: image, scenarios=(starts, *appliance.scenarios))
    recordings = list(power_cuts.record(lived, pico_w_image))
    cuts = [cut for recording in recordings for cut in power_cuts.cuts(recording)]
    assert len(cuts) > 30
    for cut in chance.sample(cuts, 4):
        cuts += power_cuts.cuts_of_first_write(cut)
    assert [power_cuts.lost(cut) for cut in saves + cuts if power_cuts.lost(cut)] == []


@pytest.mark.timeout(BUSY_S)
def test_an_update_leaves_the_old_or_the_new_firmware(pico_w_image):
    lived = story("a board on the desk", "update by habitude flash")
    (recording,) = power_cuts.record(lived, pico_w_image)
    tried = list(power_cuts.cuts(recording))
    assert len(tried) > 100
    assert lost(recording) == []
    last = len(recording.operations) - 1  # the rename of firmware.txt
    chosen = [cut for cut in tried if cut.done >= last and cut.torn in (None, supply.BITS)]
    assert [power_cuts.started(cut, pico_w_image).lost for cut in chosen] == [None] * 3


def test_a_new_board_formats_its_flash_however_often_it_is_cut(pico_w_image):
    (recording,) = power_cuts.record(STORIES[-1], pico_w_image)
    distinct = {cut.image: cut for cut in power_cuts.cuts(recording)}.values()
    assert lost(recording) == []
    for cut in distinct:
        assert power_cuts.started(cut, pico_w_image).lost is None


def test_garbage_is_formatted_too(pico_w_image):
    noise = random.Random(SEED).randbytes(len(file_system({})))
    board = Board(noise, pico_w_image)
    assert power_firmware.wakes_blank(board) == "5\n"
    assert set(board.files()) == {"try.new"}


def test_a_flipped_bit_in_a_copy_is_told_and_the_other_one_taken():
    newer, older = power_flips.profiles(every=161)
    assert newer.wrong == older.wrong == []
    assert newer.counts[power_flips.OTHER] == newer.flips > 80
    assert older.counts[power_flips.AS_BEFORE] == older.flips > 80


def test_a_flipped_bit_in_board_json_is_told_or_a_sound_other_one(root):
    content = (root / "firmware/boards/pico_w.json").read_bytes()
    found = power_flips.board_json(content, every=7)
    assert found.wrong == []
    assert found.counts[power_flips.TOLD] > 20 * found.counts[power_flips.CHANGED]
    (told,) = json.loads(json.dumps(power.as_dict([], [found], power.Options())))["flips"]
    assert told["flips"] == found.flips
    assert told["counts"] == found.counts


@pytest.mark.timeout(BUSY_S)
def test_a_flipped_bit_in_firmware_txt_or_a_pack_starts_a_whole_slot(pico_w_image):
    named, pack = power_flips.slots(47, 1, SEED, pico_w_image)
    assert named.wrong == pack.wrong == []
    assert named.flips == 2
    assert pack.counts[power_flips.OTHER] == 1
