"""One module an appliance. `load` gives its checked declaration by name."""

from habitude.appliance import DeclarationError
from habitude.compat import borrowed


def load(name):
    """The appliance `name`; DeclarationError if there is none, or if it contradicts itself."""
    if not name.isalpha():
        raise DeclarationError("'%s' is no name of an appliance" % name)
    try:
        module = borrowed("habitude.appliances." + name)
    except ImportError as error:
        raise DeclarationError("unknown appliance '%s' (%s)" % (name, error))
    return module.APPLIANCE
