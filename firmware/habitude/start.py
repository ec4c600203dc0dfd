"""From a declaration to an appliance at work, with what it learned before."""

from habitude.app import App
from habitude.compat import borrowed
from habitude.errors import ProfileError
from habitude.store import LOCKED, Store


def bring_up(appliance, directory, flash=False):
    """(app, store) of `appliance`, its profile taken up from `directory`; None keeps nothing.

    flash: as Store has it.
    """
    app = App(appliance)
    if directory is None:
        return app, None
    store = Store(directory, flash)
    found = _sorted_out(store)
    store.resume(found)
    if found is not None and found[:4] == LOCKED:
        from habitude.lock import Lock

        store.lock = Lock(store, found)  # pyright: ignore[reportAttributeAccessIssue]
    elif found is not None:
        try:
            app.restore(found)
        except ProfileError as error:
            store.damaged.append(str(error))
    return app, store


def _sorted_out(store):
    """What the store has for this firmware, be it from an older or from a newer one."""
    found = store.load()
    if found is not None and (
        found[:4] == LOCKED or found[:5] == borrowed("habitude.profile").MARK
    ):
        return found
    try:
        told = borrowed("habitude.formats").sort_out(store)
    except OSError as error:
        told = ["profiles of other formats could not be put aside: %s" % error]
    found = store.load()
    store.damaged += told
    return found
