"""Prices of posts as people write them, and the month that they are added up in."""

import re
from datetime import date, datetime, time

from domain import times
from domain.errors import Refused

DEAREST = 1_000_000_000
"""Thousandths: a million of whatever the community pays in."""
_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?")


def amount(written: str) -> int:
    """Thousandths of the currency: "0.02", "0,2" or "15".

    Raises:
        Refused: it is no amount.
    """
    found = _AMOUNT.fullmatch(written.strip().strip("€$£ ").strip())
    if found is None or int(found[1]) * 1000 > DEAREST:
        raise Refused("I read no price in “{words}”. Write it as 0.02 or 15.", words=written.strip()[:40])
    return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))


def month(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """The first moment of the calendar month that holds this one in that zone, and the first of the next."""
    day = times.local(moment, zone).date().replace(day=1)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return times.at(day, time(0), zone), times.at(following, time(0), zone)
