"""Days as people tell them; a local time is in seconds since 2024-01-01 00:00, a Monday."""

from habitude.compat import const

_DAY_S = const(86400)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def ago(local_s, then_s):
    """How long ago, in days as people count them."""
    if local_s < 0 or then_s < 0 or then_s > local_s:
        return "at an unknown time"
    days = local_s // _DAY_S - then_s // _DAY_S
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else "%d days ago" % days
