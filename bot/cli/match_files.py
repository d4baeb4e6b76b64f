"""The two tables `tertulia match` reads and the one it writes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bot.cli import sheets
from bot.cli.errors import FileRefused
from bot.cli.sheets import MEMBERS, NEEDS, Columns, Row, day, listed, number, yes
from matching.model import Person, Request

Made = TypeVar("Made")


def people(path: Path) -> list[Person]:
    """The members of a file."""
    return list(_made(path, MEMBERS, _person))


def requests(path: Path) -> list[Request]:
    """The needs of a file."""
    return list(_made(path, NEEDS, _request))


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The suggestions as CSV."""
    header = ("need_id", "member_id", "rank", "score", "reasons")
    return sheets.written(header, [[*(row[name] for name in header[:4]), "; ".join(row["reasons"])] for row in rows])


def _made(path: Path, columns: Columns, make: Callable[[Row], Made]) -> Iterator[Made]:
    """Every row becomes what `make` makes of it; the first that cannot ends it all."""
    seen: set[str] = set()
    for line, row in sheets.rows(path, columns):
        try:
            sheets.check_id(row, seen)
            yield make(row)
        except ValueError as error:
            raise FileRefused(f"{path}, line {line}: {error}.") from error


def _person(row: Row) -> Person:
    return Person(
        id=row["id"],
        offers=listed(row, "offers"),
        name=row.get("name", ""),
        headline=row.get("headline", ""),
        looking_for=row.get("looking_for", ""),
        sectors=listed(row, "sectors"),
        languages=listed(row, "languages"),
        city=row.get("city", ""),
        capacity=number(row, "capacity"),
        consent=yes(row, "consent", when_empty=True),
    )


def _request(row: Row) -> Request:
    wanted = number(row, "wanted")
    return Request(
        id=row["id"],
        text=row.get("text", ""),
        owner=row.get("owner") or None,
        kind=row.get("kind", ""),
        tags=listed(row, "tags"),
        languages=listed(row, "language"),
        place=row.get("place", ""),
        remote=yes(row, "remote", when_empty=True),
        wanted=3 if wanted is None else wanted,
        until=day(row, "until"),
    )
