"""Members from a list: what a row becomes, and how it is written."""

from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from bot.cli.imported import Line, Place, Result, words
from bot.cli.sheets import Row, listed, number, yes
from domain.roles import Role
from matching import places, tongues
from storage import consent, imports, people, profile

WORDING = "From a list: whoever imported it noted a {answer} to being suggested to others."
NAME, TEXT, ITEM, ITEMS = 80, 200, 120, 40


@dataclass(frozen=True)
class Newcomer:
    """A row that can be written."""

    line: int
    id: str
    name: str
    answer: bool | None
    """Whether they may be suggested; None: nobody asked them yet, the bot does when they come."""
    values: dict[str, object] = field(hash=False)

    @cached_property
    def wording(self) -> str:
        return WORDING.format(answer="yes" if self.answer else "no")


def read(line: int, row: Row, place: Place) -> Newcomer:
    """What the row says.

    Raises:
        ValueError: a cell says nothing that can be used.
    """
    del place
    answer = yes(row, "consent", when_empty=False) if row.get("consent") else None
    codes, unknown = tongues.read(row.get("languages", ""))
    if unknown:
        raise ValueError(f"languages has '{unknown[0][:40]}'; write names or codes such as Greek or el")
    city = words(row.get("city", ""), NAME)
    latitude, longitude = places.where(city, None) or (None, None)
    values: dict[str, object] = {
        "headline": words(row.get("headline", ""), TEXT), "looking_for": words(row.get("looking_for", ""), TEXT),
        "offers": _items(row, "offers"), "sectors": _items(row, "sectors"), "languages": codes,
        "city": places.known(city), "latitude": latitude, "longitude": longitude,
        "published": bool(answer), "capacity": number(row, "capacity"),
    }  # fmt: skip
    return Newcomer(line, row["id"], words(row.get("name", "") or row["id"], NAME), answer, values)


def _items(row: Row, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for cell in listed(row, column) if (item := words(cell, ITEM))))[:ITEMS]


def write(db: Connection, found: Newcomer, place: Place) -> Line:
    """Make the person, unless an earlier list did; they are in, and have no chat yet."""
    if member_id := place.known.get(found.id):
        return Line(found.line, found.id, found.name, Result.KNOWN, "came with an earlier list, unchanged", member_id)
    home, now = place.community, place.now
    member_id = people.add_member(db, found.name, home.language, home.zone, home.id, now)
    people.set_membership(db, home.id, member_id, "in", now, Role.MEMBER)
    profile.change(db, member_id, now, **found.values)
    if found.answer is not None:
        consent.note(db, member_id, consent.MATCHING, found.answer, now, found.wording)
    imports.came(db, home.id, "member", found.id, member_id)
    return Line(found.line, found.id, found.name, Result.NEW, number=member_id)
