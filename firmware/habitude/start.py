"""From a declaration to an appliance at work, with what it learned before."""

from habitude.app import App
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
    found = store.load()
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
