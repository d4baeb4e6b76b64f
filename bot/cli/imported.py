"""What an import has in hand, and what it says about each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from bot.cli.errors import NotDone
from bot.markup import clean
from domain.times import local
from storage import people
from storage.people import Community


class Result(StrEnum):
    """What became of a row."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One row of the report; `id` is the row's in the file, `number` ours."""

    line: int
    id: str
    name: str
    result: Result
    says: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Place:
    """Where the rows go, and what was there before.

    Args:
        community: they belong to it.
        known: the ids of earlier lists, with the members behind them.
        now: the moment.
    """

    community: Community
    known: Mapping[str, int]
    now: datetime

    @property
    def today(self) -> date:
        """The day where the community is."""
        return local(self.now, self.community.zone).date()


def chosen(db: Connection, wanted: str) -> Community:
    """The community of that id or name; the only one where none was named.

    Raises:
        NotDone: it is not there, or one must be named.
    """
    every = people.communities(db)
    found = [c for c in every if wanted in {"", str(c.id)} or wanted.casefold() == c.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{c.id} ({c.name})" for c in every)
    raise NotDone(f"Say which community with --community: {names}.")


def words(cell: str, limit: int) -> str:
    """What a cell says, on one line and not endless."""
    return " ".join(clean(cell).split())[:limit].rstrip()
