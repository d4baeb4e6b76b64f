"""Who comes in and how: open, by code, or by a manager's yes."""

from enum import StrEnum


class Admission(StrEnum):
    """How a community admits people."""

    OPEN = "open"
    CODE = "code"
    APPROVAL = "approval"


class Standing(StrEnum):
    """Where a person stands with a community."""

    NONE = ""
    ASKED = "asked"
    IN = "in"
    LEFT = "left"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    REFUSED = "refused"


CLOSED = frozenset({Standing.SUSPENDED, Standing.REMOVED, Standing.REFUSED})
"""Standings that only a manager can change."""


def on_arrival(admission: Admission, standing: Standing, *, code_fits: bool) -> Standing:
    """What a person's standing becomes when they knock.

    Args:
        admission: how the community admits people.
        standing: where they stand now.
        code_fits: they brought the community's join code.
    """
    if standing in CLOSED or standing is Standing.IN:
        return standing
    if code_fits or admission is Admission.OPEN:
        return Standing.IN
    return Standing.ASKED if admission is Admission.APPROVAL else standing
