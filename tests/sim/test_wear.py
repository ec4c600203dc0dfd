from habitude.app import App
from habitude.appliances import load
from habitude_sim import wear


def test_a_picos_flash_outlives_the_appliance():
    found = wear.measure(saves=600)
    assert 600 <= found.erases < 2 * 600
    assert found.years > 100


def test_the_profile_is_as_small_as_reckoned_with():
    app = App(load("climate"))
    for name in ("anna", "ben", "clara", "david"):
        app.came(name)
    assert wear.PROFILE_BYTES - 200 <= len(app.profile()) <= wear.PROFILE_BYTES
