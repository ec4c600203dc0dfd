"""From a declaration to an appliance at work, with what it learned before."""

from habitude.app import App
from habitude.errors import ProfileError
from habitude.store import Store


def bring_up(appliance, directory):
    """(app, store) of `appliance`, its profile taken up from `directory`; None keeps nothing."""
    app = App(appliance)
    if directory is None:
        return app, None
    store = Store(directory)
    found = store.load()
    if found is not None:
        try:
            app.restore(found)
        except ProfileError as error:
            store.damaged.append(str(error))
    return app, store
