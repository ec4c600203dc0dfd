"""One module an appliance. `load` gives its checked declaration by name."""

from habitude.appliance import DeclarationError


def load(name):
    """The appliance `name`; DeclarationError if there is none, or if it contradicts itself."""
    if not name.isalpha():
        raise DeclarationError("'%s' is no name of an appliance" % name)
    try:
        module = __import__("habitude.appliances." + name, None, None, ("APPLIANCE",))
    except ImportError as error:
        raise DeclarationError("unknown appliance '%s' (%s)" % (name, error))
    return module.APPLIANCE
